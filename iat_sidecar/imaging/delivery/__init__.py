"""Pictures for a printer or a page: prepared, written in five formats, and read back."""
