"""The sidecar itself: what it is, how it is, whether what it keeps is whole."""
