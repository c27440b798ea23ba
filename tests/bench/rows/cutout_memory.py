"""The most memory a worker's process held for a cutout of 4096², and rembg's."""

from pathlib import Path

from tests.bench.cutouts import Cutter, drawn, model
from tests.bench.measure import Result, amount_ratio

NAME = "peak memory of a cutout, 4096², against rembg"
AT_MOST_MB = 600


def measure(folder: Path) -> Result:
    path, made = drawn(folder, "textured", 4096), model(folder)
    with Cutter("ours", made) as ours, Cutter("rembg", made) as theirs:
        own, peer = (each.ask("bytes", path)["peak_mb"] for each in (ours, theirs))
    return amount_ratio(own, peer, AT_MOST_MB, "MB")
