"""Versioned prompt texts, one active a stage."""
