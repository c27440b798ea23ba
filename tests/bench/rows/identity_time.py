"""What the look for two characters adds to a panel, beside decoding its PNG."""

import io
import time
from pathlib import Path

import numpy as np
from PIL import Image

from iat_sidecar.imaging import png
from iat_sidecar.imaging.identity import judge
from iat_sidecar.imaging.identity.light import possible
from iat_sidecar.imaging.identity.seen import see
from tests.bench.measure import Result, time_ratio
from tests.imaging.drawn_cast import SCENES, drawn, expected, lit

NAME = "identity: two characters in a panel of 1024²"
AT_MOST_S = 0.060
CAST = ("mara", "toma")


def measure(folder: Path) -> Result:
    drawing = drawn(SCENES[0], CAST, size=(1024, 1024))
    picture = lit(drawing, "dusk", "rain")
    data = png.encode(picture)
    return time_ratio(lambda: _look(picture), lambda: _decode(data), at_most_s=AT_MOST_S)


def _look(picture: np.ndarray) -> float:  # type: ignore[type-arg]
    began = time.perf_counter()
    seen, lights = see(picture), possible("dusk", "rain", is_known=True, is_exact=True)
    for code in CAST:
        judge.character(seen, code, expected(code), lights)
    return time.perf_counter() - began


def _decode(data: bytes) -> float:
    began = time.perf_counter()
    Image.open(io.BytesIO(data)).load()
    return time.perf_counter() - began
