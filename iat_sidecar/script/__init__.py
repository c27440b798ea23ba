"""Transcripts: conversations with the sidecar as files that can be run, shown and compared."""
