"""The output quality check: one small function a rule."""
