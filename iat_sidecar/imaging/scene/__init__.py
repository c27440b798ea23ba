"""Layout panels drawn from scene words, with the truth about what was drawn."""
