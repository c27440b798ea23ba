"""Units of work in a run: one scene or shot each."""
