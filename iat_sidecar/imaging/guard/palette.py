"""The colours a picture has, counted; and how far they stray from a palette."""

import math

import numpy as np
from numpy.typing import NDArray

from iat_sidecar.imaging.arrays import Rgb8
from iat_sidecar.imaging.colour import delta_e00
from iat_sidecar.imaging.style import PaletteColour

Floats = NDArray[np.float64]

BITS = 6


def cells(pixels: Rgb8) -> tuple[Rgb8, Floats]:
    """Mean colour (M×3 bytes) and share of every occupied cell of N×3 pixels, 64 cells a channel."""
    red, green, blue = (pixels[:, band].astype(np.int32) for band in range(3))
    drop = 8 - BITS
    code = (red >> drop) << 2 * BITS | (green >> drop) << BITS | blue >> drop
    count = np.bincount(code)
    used = np.flatnonzero(count)
    sums = [np.bincount(code, band)[used] for band in (red, green, blue)]
    means = np.stack(sums, axis=-1) / count[used, None]
    return (means + 0.5).astype(np.uint8), count[used] / len(pixels)


def squared_up(pixels: Rgb8) -> Rgb8:
    """N×3 pixels as a square picture, for measures that take one; the last few are left out."""
    edge = math.isqrt(len(pixels))
    return pixels[: edge * edge].reshape(edge, edge, 3)


def strayed(one: list[PaletteColour], other: list[PaletteColour]) -> float:
    """How far the colours of one palette are from the other's, one way: Σ wᵢ minⱼ ΔE00."""
    first, second = (np.array([colour.lab for colour in side]) for side in (one, other))
    nearest = delta_e00(first[:, None], second[None]).min(axis=1)
    return float(nearest @ np.array([colour.weight for colour in one]))
