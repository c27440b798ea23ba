"""ORB: corners with a direction and 256 bits that turn with them, to find the same drawing again.

Rublee, Rabaud, Konolige & Bradski, ICCV 2011: FAST corners on a pyramid, direction by the intensity
centroid, steered BRIEF. Colour-blind: it says nothing of recoloured parts.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from iat_sidecar.imaging.arrays import Rgb8
from iat_sidecar.imaging.identity.corners import Floats, Grey, Places, corners

Bits = NDArray[np.uint64]

EDGE_PX = 256
LEVELS, STEP = 8, 1.2
MOST = 500
THRESHOLD = 28
PATCH = 15
"""Radius of the disc that gives the direction, and in which the tests lie."""
BORDER = PATCH + 4
PAIRS = 256
SPREAD = 8.0
SEED = 20_110_611


@dataclass(frozen=True)
class Keypoints:
    """places: N×2 rows and columns in the picture looked at. bits: N×4, 256 tests each."""

    places: Floats
    bits: Bits

    def __len__(self) -> int:
        return len(self.places)


def keypoints(rgb: Rgb8, edge_px: int = EDGE_PX) -> Keypoints:
    """Up to 500 keypoints of a copy whose long side is `edge_px`."""
    image = Image.fromarray(np.ascontiguousarray(rgb)).convert("L")
    scale = edge_px / max(image.size)
    sizes = [scale / STEP**level for level in range(LEVELS)]
    share = np.array([1 / STEP ** (2 * level) for level in range(LEVELS)])
    most = np.ceil(MOST * share / share.sum()).astype(int).tolist()
    found = [_level(image, size, count) for size, count in zip(sizes, most, strict=True)]
    places = [
        level.places * np.float32(scale / size) for level, size in zip(found, sizes, strict=True)
    ]
    return Keypoints(np.concatenate(places), np.concatenate([level.bits for level in found]))


def _level(image: Image.Image, scale: float, most: int) -> Keypoints:
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    small = image.resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0)
    grey: Grey = np.asarray(small)
    places, _ = corners(grey, most, THRESHOLD, BORDER)
    if not len(places):
        return Keypoints(np.zeros((0, 2), np.float32), np.zeros((0, PAIRS // 64), np.uint64))
    smooth: Grey = np.asarray(small.filter(ImageFilter.GaussianBlur(2)))
    return Keypoints(places.astype(np.float32), _described(smooth, places, _turns(grey, places)))


def _turns(grey: Grey, places: Places) -> Floats:
    """The direction from each corner to the centroid of its disc, in radians."""
    rows, columns = _disc()
    weight = grey[places[:, :1] + rows, places[:, 1:] + columns].astype(np.float32)
    down, right = (weight @ way.astype(np.float32) for way in (rows, columns))
    return np.asarray(np.arctan2(down, right), np.float32)


@cache
def _disc() -> tuple[Places, Places]:
    rows, columns = np.mgrid[-PATCH : PATCH + 1, -PATCH : PATCH + 1]
    inside = np.hypot(rows, columns) <= PATCH
    return rows[inside], columns[inside]


@cache
def _tests() -> Floats:
    """2 × pairs × 2: rows and columns of both points of every test, Gaussian around the corner."""
    rng = np.random.Generator(np.random.Philox(SEED))
    points = rng.normal(0, SPREAD, (2, PAIRS, 2))
    length = np.hypot(points[..., 0], points[..., 1])[..., None]
    return np.asarray(points * np.minimum(1, (PATCH - 1) / np.maximum(length, 1e-6)), np.float32)


def _described(smooth: Grey, places: Places, turns: Floats) -> Bits:
    """N×4: whether the first point of each test, turned with the corner, is darker than the second."""
    down, right = np.moveaxis(_tests(), -1, 0)
    c, s = (wave(turns)[:, None, None] for wave in (np.cos, np.sin))
    rows = np.rint(down * c + right * s).astype(np.intp) + places[:, 0, None, None]
    columns = np.rint(right * c - down * s).astype(np.intp) + places[:, 1, None, None]
    level = smooth[rows, columns]
    return np.packbits(level[:, 0] < level[:, 1], axis=1).view(np.uint64)
