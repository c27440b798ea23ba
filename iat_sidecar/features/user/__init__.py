"""The people and programs that act."""
