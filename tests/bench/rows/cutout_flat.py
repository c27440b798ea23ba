"""A large comic-like picture cut out, PNG in and out, against rembg with the same model."""

from pathlib import Path

from tests.bench.cutouts import drawn, faster
from tests.bench.measure import Result

NAME = "cutout 4096², flat art, PNG in and out, against rembg"


def measure(folder: Path) -> Result:
    return faster(folder, [drawn(folder, "flat", 4096)], at_least=3, rounds=4)
