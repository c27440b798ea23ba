"""One file a vendor or engine."""
