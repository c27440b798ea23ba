"""Fixed identities with a swatch a part."""
