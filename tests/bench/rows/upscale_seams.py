"""How visible the borders of tiles are, for models that see far and one that knows its place."""

import tempfile
from pathlib import Path

import numpy as np

from tests.bench.measure import Result
from tests.imaging import seams
from tests.imaging.drawn_panels import STYLES, panel
from tests.imaging.tiny_upscalers import upscaler

NAME = "upscaling by a model: rows across tile borders against rows within tiles; peer: tiles side by side"
MODELS = {
    "near": {"depth": 4, "strength": 0.2},
    "far": {"depth": 4, "dilation": 4, "strength": 0.2},
    "fixed": {"depth": 4, "edge": 96, "strength": 0.2},
    "placed": {"depth": 4, "drift": 0.1, "strength": 0.2},
}
AT_MOST = 1.1


def measure(folder: Path) -> Result:
    picture = np.ascontiguousarray(panel(0, STYLES[0]).image[:500, :400])
    with tempfile.TemporaryDirectory() as made:
        paths = {name: upscaler(Path(made) / name, **traits) for name, traits in MODELS.items()}
        found = {name: seams.seam(picture, path) for name, path in paths.items()}
        free = [path for name, path in paths.items() if name != "fixed"]
        plain = max(seams.seam(picture, path, seams.side_by_side) for path in free)
    worst = max(found.values())
    told = ", ".join(f"{name} {value:.3f}" for name, value in found.items())
    return Result(told, f"{plain:.3f}", f"{worst:.3f} ×", f"≤ {AT_MOST} ×", worst <= AT_MOST)
