"""Background work as callers see it."""
