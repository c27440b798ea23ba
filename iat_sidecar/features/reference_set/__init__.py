"""Weighted reference pictures."""
