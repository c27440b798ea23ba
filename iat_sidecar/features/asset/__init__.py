"""Files a project keeps, and how one came from another."""
