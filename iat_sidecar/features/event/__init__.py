"""Committed facts, for those who missed them."""
