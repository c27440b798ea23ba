"""Model files on disk: brought in, checked, licensed, named."""
