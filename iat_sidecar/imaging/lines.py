"""How thick the drawn lines are: how far a dark stroke reaches across and down, at its own edges."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Grey = NDArray[np.uint8]
Floats = NDArray[np.float64]
Fold = Callable[..., Grey]

REACH = 10 / 1024
"""Half of the widest line, of the long side."""
LEAST_DEPTH, MOST_DEPTH = 6, 60
DEPTH_SHARE = 1.1
"""A line is darker than what it separates by this much of the picture's own deviation."""
SLENDER = 2.5
"""A stroke is this many times as long as it is wide."""
MIN_STROKES = 24


def line_weight(grey: Grey) -> float:
    """The middle width in pixels of the dark lines in a grey picture (H×W bytes); 0 without any.

    A line is what a closing fills: at most 20 px wide at a long side of 1,024, and darker than both
    sides. It ends where
    half its depth is left. A straight stroke that reaches h px along its row and v px along its
    column is h·v/√(h² + v²) wide, whatever its slant; every pixel of length counts alike. After
    the stroke width of Epshtein, Ofek & Wexler, CVPR 2010; the closing is the bottom hat of
    Serra, Image Analysis and Mathematical Morphology, 1982.
    """
    if min(grey.shape) < 3:
        return 0.0
    depth = _closed(grey, max(2, round(REACH * max(grey.shape)))) - grey
    least = np.uint8(np.clip(DEPTH_SHARE * grey[::3, ::3].std(), LEAST_DEPTH, MOST_DEPTH))
    drawn = depth > np.maximum(least, _spread(depth, 2, np.maximum) >> 1)
    widths = np.sort(_widths(drawn))
    if widths.size < MIN_STROKES:
        return 0.0
    # a stroke of width w has w pixels for each of its length
    length = np.cumsum(1 / widths)
    low, high = np.searchsorted(length, (0.25 * length[-1], 0.75 * length[-1]))
    middle = widths[low : high + 1]
    return float(middle.size / (1 / middle).sum())


def _widths(drawn: Mask) -> Floats:
    """The width at every pixel that is in a stroke rather than in a blob."""
    across, down = _runs(drawn)[drawn], _runs(drawn.T).T[drawn]
    short = np.minimum(across, down)
    is_stroke = np.maximum(across, down) > SLENDER * short
    is_stroke[~is_stroke] = _goes_on(drawn, ~is_stroke, short[~is_stroke])
    h, v = across[is_stroke].astype(np.float64), down[is_stroke].astype(np.float64)
    return np.asarray(h * v / np.hypot(h, v))


def _goes_on(drawn: Mask, chosen: Mask, short: NDArray[np.int32]) -> Mask:
    """Whether chosen line pixels have line on both sides along a diagonal, beyond a blob's half."""
    rows, columns = (axis[chosen] for axis in np.nonzero(drawn))
    reach = -(-short * 3 // 5)
    framed = np.pad(drawn, 1)
    height, width = drawn.shape
    found = np.zeros(short.size, np.bool_)
    for side in (1, -1):
        both = np.ones(short.size, np.bool_)
        for step in (reach, -reach):
            y = np.clip(rows + step, -1, height) + 1
            x = np.clip(columns + side * step, -1, width) + 1
            both &= framed[y, x]
        found |= both
    return found


def _runs(mask: Mask) -> NDArray[np.int32]:
    """For each pixel of a mask the length of the run of its row that it is in; 0 outside."""
    height, width = mask.shape
    framed = np.zeros((height, width + 1), np.bool_)
    framed[:, :width] = mask
    flat = framed.ravel()
    bounds = np.flatnonzero(flat[1:] != flat[:-1]) + 1
    bounds = np.concatenate([[0], bounds]) if flat[0] else bounds
    run = bounds[1::2] - bounds[::2]
    lengths = np.zeros(flat.size, np.int32)
    lengths[flat] = np.repeat(run, run)
    return lengths.reshape(height, width + 1)[:, :width]


def _closed(grey: Grey, radius: int) -> Grey:
    """Dark things narrower than 2·radius + 1 px filled with what is around them."""
    return _spread(_spread(grey, radius, np.maximum), radius, np.minimum)


def _spread(grey: Grey, radius: int, fold: Fold) -> Grey:
    """The largest (or smallest) byte within `radius` along both axes, edges repeated.

    Windows double, so that their number grows with the logarithm of the radius (van Herk, Pattern
    Recognition Letters 13, 1992, goes further and is slower here).
    """
    for axis in (0, 1):
        pad = [(radius, radius) if axis == own else (0, 0) for own in (0, 1)]
        window, size = np.pad(grey, pad, mode="edge"), 1
        wanted = 2 * radius + 1
        while size < wanted:
            shift = min(size, wanted - size)
            window = (
                fold(window[shift:], window[:-shift])
                if axis == 0
                else fold(window[:, shift:], window[:, :-shift])
            )
            size += shift
        grey = window
    return grey


def raised(grey: Grey, radius: int) -> Grey:
    """By how many levels bright things narrower than 2·radius + 1 px stand out (top hat)."""
    opened = _spread(_spread(grey, radius, np.minimum), radius, np.maximum)
    return np.asarray(grey - opened)
