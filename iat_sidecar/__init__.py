"""The IAT sidecar: one process that draws, checks, chooses and keeps the images of large visual projects."""

__version__ = "0.1.0"
