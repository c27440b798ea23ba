"""Variants of a job, ranked and chosen."""
