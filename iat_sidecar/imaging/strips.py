"""Passes over whole frames strip by strip, in as many threads as there are cores.

A strip fits the processor's cache, and numpy and Pillow let go of the interpreter meanwhile.
"""

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from iat_sidecar.imaging.arrays import Plane, Rgba8

Bytes = NDArray[np.uint8]
P = TypeVar("P")
T = TypeVar("T")
S = TypeVar("S", bound=np.generic)

ROWS = 128
WHOLE_PX = 1 << 19
"""Frames up to this many pixels are one strip: starting a thread would cost more."""


def each(work: Callable[[slice], T], height: int, *, rows: int = ROWS) -> list[T]:
    """What `work` makes of each strip of a frame this high, in order from the top."""
    strips = [slice(top, min(top + rows, height)) for top in range(0, height, rows)]
    return together(work, strips)


def together(work: Callable[[P], T], parts: Iterable[P]) -> list[T]:
    """What `work` makes of each part, in order."""
    wanted = list(parts)
    return list(map(work, wanted) if len(wanted) < 2 else _pool().map(work, wanted))


def rows_for(shape: tuple[int, ...]) -> int:
    """How high the strips of a frame should be: a small frame is one."""
    return shape[0] if shape[0] * shape[1] <= WHOLE_PX else ROWS


def levels(alpha: Plane) -> Bytes:
    """H×W of 0…1 as bytes, clipped and rounded to the nearest."""
    made = np.empty(alpha.shape, np.uint8)

    def work(strip: slice) -> None:
        scaled = alpha[strip] * np.float32(255)
        scaled += np.float32(0.5)
        made[strip] = np.clip(scaled, 0, 255, out=scaled)

    each(work, alpha.shape[0], rows=rows_for(alpha.shape))
    return made


def interleaved(colours: Bytes, alpha: Bytes) -> Rgba8:
    """H×W×3 and H×W bytes as H×W×4."""
    picture = np.empty((*alpha.shape, 4), np.uint8)

    def work(strip: slice) -> None:
        for channel in range(3):  # four times as fast as all three at once
            picture[strip, :, channel] = colours[strip, :, channel]
        picture[strip, :, 3] = alpha[strip]

    each(work, alpha.shape[0], rows=rows_for(alpha.shape))
    return picture


def between(levels: Bytes) -> NDArray[np.intp]:
    """Flat places of the pixels that are neither 0 nor 255, in order."""
    width = levels.shape[1]

    def work(strip: slice) -> NDArray[np.intp]:
        # 255 wraps around to 254 and 0 to 255, so one comparison finds both
        at: NDArray[np.intp] = np.flatnonzero(levels[strip] - np.uint8(1) < 254)
        return at + np.intp(strip.start * width)

    return np.concatenate(each(work, levels.shape[0], rows=rows_for(levels.shape)))


def reduced(plane: NDArray[S], times: int) -> NDArray[S]:
    """H×W or H×W×C, means of whole boxes of `times`²; as Pillow reduces the whole."""
    rows = times * max(1, ROWS // times)
    if plane.shape[0] * plane.shape[1] <= WHOLE_PX:
        rows = plane.shape[0]

    def work(strip: slice) -> NDArray[S]:
        return np.asarray(Image.fromarray(np.ascontiguousarray(plane[strip])).reduce(times))

    return np.concatenate(each(work, plane.shape[0], rows=rows))


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(os.cpu_count(), "strip")
