"""Whether a character is who it should be: colours of its parts, its drawing, its embedding."""
