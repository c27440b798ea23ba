"""Everything with pixels. Modules that import numpy or Pillow are loaded in worker processes only."""
