"""What a cutout from array to array costs beside its model, and what rembg's costs."""

from pathlib import Path

from tests.bench.cutouts import both, drawn
from tests.bench.measure import Result

NAME = "cutout 1024², array to array: share outside the model"
AT_MOST = 0.25
ROUNDS = 15


def measure(folder: Path) -> Result:
    path = drawn(folder, "textured", 1024)
    with both(folder) as sides:
        rounds = [[each.ask("array", path) for each in sides] for _ in range(ROUNDS)]
    own, peer = (_outside(list(column)) for column in zip(*rounds, strict=True))
    bar = f"≤ {AT_MOST:.0%}"
    return Result(f"{own:.0%}", f"{peer:.0%}", f"{own / peer:.2f} ×", bar, own <= AT_MOST)


def _outside(told: list[dict[str, float]]) -> float:
    """Of the quickest cutout, beside the quickest run of the model alone."""
    whole, model = (min(each[what] for each in told) for what in ("seconds", "model_s"))
    return 1 - model / whole
