"""How thick the drawn lines are: the ridges of the distance to the nearest unlined pixel."""

import numpy as np
from numpy.typing import NDArray

from iat_sidecar.imaging.arrays import Plane

Mask = NDArray[np.bool_]

REACH_PX = 15
DARK_LSTAR, DARKER_BY = 48.0, 10.0


def line_weight(light: Plane) -> float:
    """The median width in pixels of the dark lines in an L* plane; 0 where there are none.

    A line is dark (L* < 48), darker than the mean of its 49×49 surroundings by 10, and at most
    28 px wide; its width is twice the distance on the ridge less one pixel. After the stroke
    width of Epshtein, Ofek & Wexler, CVPR 2010.
    """
    dark = light < DARK_LSTAR
    if not dark.any():
        return 0.0
    apart = distance_inside(dark, REACH_PX)
    drawn = _ridge(apart) & (apart < REACH_PX) & (light < _local_mean(light, 24) - DARKER_BY)
    return float(np.median(2 * apart[drawn] - 1)) if drawn.any() else 0.0


def distance_inside(mask: Mask, reach: int) -> Plane:
    """Euclidean distance in pixels to the nearest pixel outside the mask, at most `reach`.

    Exact up to the reach: vertical distances first, then the smallest of g² + dx² over every
    column in reach (Felzenszwalb & Huttenlocher, Theory of Computing 8, 2012, bounded).
    """
    vertical = _vertical(mask, reach).astype(np.int16)
    squared = vertical * vertical
    best = squared.copy()
    width = mask.shape[1]
    for shift in range(1, min(reach, width - 1) + 1):
        step = np.int16(shift * shift)
        np.minimum(best[:, shift:], squared[:, :-shift] + step, out=best[:, shift:])
        np.minimum(best[:, :-shift], squared[:, shift:] + step, out=best[:, :-shift])
    return np.minimum(np.sqrt(best.astype(np.float32)), np.float32(reach))


def _vertical(mask: Mask, reach: int) -> NDArray[np.intp]:
    rows = np.arange(mask.shape[0])[:, None]
    above = np.maximum.accumulate(np.where(mask, -reach, rows), axis=0)
    below = np.minimum.accumulate(np.where(mask, mask.shape[0] + reach, rows)[::-1], axis=0)[::-1]
    return np.minimum(np.minimum(rows - above, below - rows), reach)


def _ridge(apart: Plane) -> Mask:
    """Pixels no farther out than any of their eight neighbours."""
    padded = np.pad(apart, 1)
    height, width = apart.shape
    ridge = apart > 0
    for down in range(3):
        for across in range(3):
            ridge &= apart >= padded[down : down + height, across : across + width]
    return ridge


def _local_mean(plane: Plane, radius: int) -> Plane:
    padded = np.pad(plane, ((radius + 1, radius), (radius + 1, radius)), mode="edge")
    total = padded.cumsum(axis=0, dtype=np.float64).cumsum(axis=1)
    size = 2 * radius + 1
    box = total[size:, size:] - total[:-size, size:] - total[size:, :-size] + total[:-size, :-size]
    mean: Plane = (box / size**2).astype(np.float32)
    return mean
