"""Something written into a corner: a row of many small strokes with nothing around it."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from iat_sidecar.imaging.matte import regions

Grey = NDArray[np.uint8]
Mask = NDArray[np.bool_]
Floats = NDArray[np.float64]
Box = tuple[int, int, int, int]

BLOCK_PX = 8
SPARSE, CALM = 0.05, 0.12
"""Share of edge pixels in a block that holds strokes, at least, and around one, at most."""
AROUND, BUSY = 2, 0.6
"""Edges that begin in a row of a block, on the mean over so many blocks to both sides."""
ZONE = (0.18, 0.5)
"""How far from the upper and lower, and from the left and right edge a corner reaches."""
MOST_ROWS, LEAST_COLUMNS, LEAST_ASPECT = 7, 3, 1.8
BUSIEST_ROWS = 6
LEAST_DEPTH = 24
"""Levels between the strokes and what they are written on."""


def strokes(grey: Grey, edges: Mask) -> float:
    """Strokes along the busiest rows of writing in a corner, 0 without any.

    grey: H×W bytes, long side about 1,024; edges: where it has any. Blocks of 8 px in which edges
    follow one another closely make a cluster; one that is long, low, calm all around and crossed
    by many strokes is text (the stroke density of Wong & Chen, Pattern Recognition 36(8) 2003).
    """
    density = _blocks(edges)
    if min(density.shape) < 8:
        return 0.0
    begins = np.zeros_like(edges)
    begins[:, 1:] = edges[:, 1:] & ~edges[:, :-1]
    found = [_strokes_in(grey, box) for box in _clusters(density, BLOCK_PX * _blocks(begins))]
    return max(found, default=0.0)


def _blocks(edges: Mask) -> Floats:
    """Means over blocks of 8 × 8 px."""
    height, width = (size // BLOCK_PX for size in edges.shape)
    means = Image.fromarray(edges.view(np.uint8) * np.uint8(255)).reduce(BLOCK_PX)
    return np.asarray(means)[:height, :width] / 255


def _clusters(density: Floats, begins: Floats) -> list[Box]:
    """Boxes (top, bottom, left, right in blocks) of long, low, isolated clusters in the corners."""
    total = np.pad(begins.cumsum(axis=1), ((0, 0), (AROUND + 1, AROUND)), mode="edge")
    total[:, : AROUND + 1] = 0
    near = (total[:, 2 * AROUND + 1 :] - total[:, : -2 * AROUND - 1]) / (2 * AROUND + 1)
    boxes = _boxes(regions.find((near > BUSY) & (density > SPARSE)))
    return [box for box in boxes if _is_line(box, density) and _is_cornered(box, density.shape)]


def _boxes(found: regions.Regions) -> list[Box]:
    """The box around each region that is no mere speck."""
    rows, left = np.divmod(found.starts, found.shape[1] + 1)
    right = left + found.ends - found.starts
    top, first = np.full(found.count, found.shape[0]), np.full(found.count, found.shape[1])
    bottom, last = np.zeros(found.count, np.intp), np.zeros(found.count, np.intp)
    np.minimum.at(top, found.labels, rows)
    np.minimum.at(first, found.labels, left)
    np.maximum.at(bottom, found.labels, rows + 1)
    np.maximum.at(last, found.labels, right)
    boxes = np.stack([top, bottom, first, last], axis=1)[found.areas() >= LEAST_COLUMNS]
    return [(int(t), int(b), int(le), int(r)) for t, b, le, r in boxes]


def _is_line(box: Box, density: Floats) -> bool:
    """Low and long, and calm for two blocks on every side that is in the frame."""
    top, bottom, left, right = box
    if bottom - top > MOST_ROWS or right - left < max(LEAST_COLUMNS, LEAST_ASPECT * (bottom - top)):
        return False
    outer = density[max(0, top - 3) : bottom + 3, max(0, left - 3) : right + 3]
    inner = density[max(0, top - 1) : bottom + 1, max(0, left - 1) : right + 1]
    around = outer.size - inner.size
    return around > 0 and float(outer.sum() - inner.sum()) / around < CALM


def _is_cornered(box: Box, shape: tuple[int, ...]) -> bool:
    top, bottom, left, right = box
    is_low = bottom <= ZONE[0] * shape[0] or top >= (1 - ZONE[0]) * shape[0]
    return is_low and (right <= ZONE[1] * shape[1] or left >= (1 - ZONE[1]) * shape[1])


def _strokes_in(grey: Grey, box: Box) -> float:
    """Strokes on the busiest rows: runs that stand out from the paper by half of the contrast."""
    top, bottom, left, right = (BLOCK_PX * edge for edge in box)
    cut = grey[top:bottom, left:right].astype(np.int16)
    away = np.abs(cut - np.int16(np.median(cut)))
    depth = float(np.quantile(away, 0.95))
    if depth < LEAST_DEPTH:
        return 0.0
    inked = away > depth / 2
    runs = (inked[:, 1:] & ~inked[:, :-1]).sum(axis=1)
    return float(np.sort(runs)[-BUSIEST_ROWS:].mean())
