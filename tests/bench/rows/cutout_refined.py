"""A picture cut out with its edge solved as a matte, against rembg with alpha matting."""

from pathlib import Path

from tests.bench.cutouts import drawn, faster
from tests.bench.measure import Result

NAME = "cutout 1024² with the edge solved, against rembg's alpha matting"


def measure(folder: Path) -> Result:
    return faster(folder, [drawn(folder, "textured", 1024)], at_least=3, what="refined", rounds=3)
