"""Edges out of focus or in motion: how far the backdrop shines through, and where."""

import numpy as np
from numpy.typing import NDArray

from iat_sidecar.imaging.matte import scale

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

CRISP_PX, DEEP_PX = 3, 24
REACHES_PX = (6, 10, 16, DEEP_PX)
"""At working size."""
CRISP = 0.75
"""Of the distance deep inside, what a crisp edge has at once."""
FULL = 0.96
FAR = 15.0
"""ΔE from which a subject can be told to fade at all."""
MOSTLY = 0.25


def band(distance: Floats, outside: Mask) -> Mask | None:
    """The pixels (h×w) of a soft edge and both its sides; None when the edge is crisp.

    distance: ΔE from the backdrop at working size. outside: what is backdrop. An edge is soft where
    the distance goes on growing well behind it.
    """
    inside = np.where(outside, np.float32(0), distance)
    edge = outside & scale.dilate(~outside, 1)
    deep = scale.dilate(inside, DEEP_PX)
    judged = edge & (deep > FAR)
    soft = judged & (scale.dilate(inside, CRISP_PX) < CRISP * deep)
    if np.count_nonzero(soft) <= MOSTLY * np.count_nonzero(judged):
        return None
    # narrow gaps between soft parts never reach the backdrop's colour
    gap = (inside < CRISP * deep) & scale.dilate(edge, DEEP_PX)
    return scale.dilate(soft, _reach(inside, deep, soft)) | scale.dilate(edge, CRISP_PX) | gap


def _reach(inside: Floats, deep: Floats, soft: Mask) -> int:
    for reach in REACHES_PX[:-1]:
        if float(np.median(scale.dilate(inside, reach)[soft] / deep[soft])) > FULL:
            return reach
    return REACHES_PX[-1]
