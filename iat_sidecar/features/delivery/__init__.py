"""Images for a printer or a page."""
