"""A project's portable form."""
