"""Bands where a gradient should be: flat steps that follow one another up or down."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from iat_sidecar.imaging.arrays import Rgb8

Grey = NDArray[np.uint8]
Indices = NDArray[np.intp]

FLAT_PX, GAP_PX = 5, 2
SCALES = (1, 4)
TILE_PX = 1_024
LEAST_COMB, LEAST_TOOTH = 5, 6
"""Levels that make a comb, and how far apart its teeth are at least."""
LEAST_STEP, MOST_STEP = 2, 32
FULL_STEP = 5
"""Levels of a step that everybody sees; smaller ones count less."""
WIDEST = 1 / 7
"""Of a row or column: what is wider is an area with its own colour."""
UNEVEN = 2
"""Neighbouring steps of a gradient are about as high as one another."""


def banding(grey: Grey) -> float:
    """Share of a grey picture (H×W bytes) that lies in bands, by how well their steps are seen.

    A band is a flat run of at least 5 px along a row or column whose neighbours are flat, too, one
    a step of 2…32 levels brighter and the other as much darker. Steps of one level are what 8 bits
    make of every gradient: a run goes on over them, as long as it does not rise or fall by more
    than half a step. Looked at in two sizes, as wide and narrow bands are seen alike. After
    CAMBI (Tandon et al., PCS 2021) and BBAND (Tu et al., ICASSP 2020).
    """
    shares = [0.0]
    for scale in SCALES:
        small = grey[scale // 2 :: scale, scale // 2 :: scale]
        if min(small.shape) >= 3 * FLAT_PX:
            shares += [_in_bands(small), _in_bands(np.ascontiguousarray(small.T))]
    return max(shares)


def used_levels(image: Rgb8) -> float:
    """Share of the levels between the darkest and the lightest that occur, in the fullest channel.

    1 where they are not evenly spaced: flat art has few levels, a posterised picture has a comb. Of
    the middle of a large picture, at its own size: averages would fill the gaps.
    """
    height, width = image.shape[:2]
    top, left = max(0, (height - TILE_PX) // 2), max(0, (width - TILE_PX) // 2)
    # what occurs at all occurs in every second row
    tile = np.ascontiguousarray(image[top : top + TILE_PX : 2, left : left + TILE_PX])
    counts = np.array(Image.fromarray(tile).histogram()).reshape(3, 256)
    return max(_used(np.flatnonzero(channel)) for channel in counts)


def _used(levels: Indices) -> float:
    gaps = np.diff(levels)
    if levels.size < LEAST_COMB or gaps.min() < LEAST_TOOTH:
        return 1.0
    off = (gaps + 1) % gaps.min()
    return float(levels.size / (levels[-1] - levels[0] + 1)) if (off <= 2).all() else 1.0


def _in_bands(grey: Grey) -> float:
    """Steps and gaps between the long runs of each row; a band lies between two like steps."""
    starts, ends = _long_runs(grey)
    if starts.size < 3:
        return 0.0
    flat, row = grey.ravel(), starts // grey.shape[1]
    first, last = flat[starts].astype(np.intp), flat[ends - 1].astype(np.intp)
    is_next = (row[1:] == row[:-1]) & (starts[1:] - ends[:-1] <= GAP_PX)
    step = np.where(is_next, first[1:] - last[:-1], 0)
    one, other = step[:-1], step[1:]
    low, high = np.minimum(abs(one), abs(other)), np.maximum(abs(one), abs(other))
    is_band = (one * other > 0) & (low >= LEAST_STEP) & (high <= MOST_STEP) & (high <= UNEVEN * low)
    drift = abs(last - first)
    is_band &= 2 * np.maximum.reduce([drift[:-2], drift[1:-1], drift[2:]]) <= low
    seen = np.minimum((low - 1) / (FULL_STEP - 1), 1.0)
    length = (ends - starts)[1:-1]
    is_band &= length <= WIDEST * grey.shape[1]
    return float((length * seen)[is_band].sum() / grey.size)


def _long_runs(grey: Grey) -> tuple[Indices, Indices]:
    """Starts and ends of the runs along rows, at least 5 px long, that no step interrupts."""
    flat = grey.ravel()
    # in bytes −1, 0 and 1 are 0, 1 and 2 after adding 1, and all else is more
    change = flat[1:] - flat[:-1] + np.uint8(1) > LEAST_STEP
    change[grey.shape[1] - 1 :: grey.shape[1]] = True
    bounds = np.concatenate([[0], np.flatnonzero(change) + 1, [flat.size]])
    long = np.diff(bounds) >= FLAT_PX
    return bounds[:-1][long], bounds[1:][long]
