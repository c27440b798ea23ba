"""Written results of the guard and of people."""
