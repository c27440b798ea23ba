"""Content-addressed files under a project's root."""
