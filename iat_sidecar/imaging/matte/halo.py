"""Spill: soft edges that still have the backdrop's colour instead of the subject's."""

import numpy as np
from numpy.typing import NDArray

from iat_sidecar.imaging import colour
from iat_sidecar.imaging.arrays import Rgb8, Rgba8

Indices = NDArray[np.intp]

REACH_PX = 4
SAMPLES = 2_048
MIN_SAMPLES = 64
"""A hard-edged cutout has no soft edge to judge."""
FAINT, FIRM = 14, 241
"""Least and greatest soft alpha: 0.05 and 0.95 of 255."""
CLEAR, SOLID = 5, 250
VISIBLE_DE00 = 6.0
OFFSETS = np.array(
    sorted(
        ((y, x) for y in range(-REACH_PX, REACH_PX + 1) for x in range(-REACH_PX, REACH_PX + 1)),
        key=lambda at: (at[0] ** 2 + at[1] ** 2, at),
    )[1:]
)


def spilled_share(image: Rgba8, visible: float = VISIBLE_DE00) -> float:
    """Share of the soft edge pixels of an H×W×4 picture that have the backdrop's colour.

    A pixel counts when its ΔE00 to the nearest transparent pixel's colour is under half of that to
    the nearest opaque one's, and the latter is over `visible`. Judged on at most 4,095 pixels.
    """
    alpha = np.ascontiguousarray(image[..., 3])
    # bytes below FAINT wrap around to the top
    soft = np.flatnonzero(alpha - np.uint8(FAINT) <= FIRM - FAINT)
    rows, columns = np.divmod(soft[:: max(1, soft.size // SAMPLES)], alpha.shape[1])
    near_rows = np.clip(rows[:, None] + OFFSETS[:, 0], 0, alpha.shape[0] - 1)
    near_columns = np.clip(columns[:, None] + OFFSETS[:, 1], 0, alpha.shape[1] - 1)
    beside = alpha[near_rows, near_columns]
    inner, outer = beside >= SOLID, beside <= CLEAR
    known = np.flatnonzero(inner.any(axis=1) & outer.any(axis=1))
    if known.size < MIN_SAMPLES:
        return 0.0

    def nearest(wanted: NDArray[np.bool_]) -> Rgb8:
        first = wanted[known].argmax(axis=1)
        return image[near_rows[known, first], near_columns[known, first], :3]

    own = colour.lab8(image[rows[known], columns[known]])
    to_inner = colour.delta_e00(own, colour.lab8(nearest(inner)))
    to_outer = colour.delta_e00(own, colour.lab8(nearest(outer)))
    return float(np.mean((to_inner > visible) & (to_outer < to_inner / 2)))
