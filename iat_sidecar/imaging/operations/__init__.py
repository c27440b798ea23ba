"""What a worker can be asked for, one file a family; loaded in worker processes only."""
