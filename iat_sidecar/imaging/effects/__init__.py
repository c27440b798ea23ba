"""One image pass a file; each is a pure function that `imaging/effect.py` registers by name."""
