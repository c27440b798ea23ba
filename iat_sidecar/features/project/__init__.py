"""Projects: the root of all work."""
