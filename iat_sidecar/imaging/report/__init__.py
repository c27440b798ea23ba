"""The report of a run: facts in, one HTML page out."""
