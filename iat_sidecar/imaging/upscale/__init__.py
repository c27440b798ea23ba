"""Enlarging pictures: by Lanczos, along drawn edges, by a user's model, or by its program."""
