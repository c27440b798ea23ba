"""A picture of the usual size cut out, PNG in and out, against rembg with the same model."""

from pathlib import Path

from tests.bench.cutouts import drawn, faster
from tests.bench.measure import Result

NAME = "cutout 1024², textured, PNG in and out, against rembg"


def measure(folder: Path) -> Result:
    return faster(folder, [drawn(folder, "textured", 1024)], at_least=2, rounds=9)
