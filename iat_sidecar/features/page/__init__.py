"""Comic pages composed from a run's panels."""
