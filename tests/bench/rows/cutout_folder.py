"""Fifty pictures cut out one after another, PNG in and out, against rembg with the same model."""

from pathlib import Path

from tests.bench.cutouts import drawn, faster
from tests.bench.measure import Result

NAME = "cutouts of a folder, 50 pictures of 512², against rembg"


def measure(folder: Path) -> Result:
    paths = [drawn(folder, "textured", 512, number) for number in range(50)]
    return faster(folder, paths, at_least=1.2, rounds=2)
