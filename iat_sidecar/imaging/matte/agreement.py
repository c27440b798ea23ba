"""A second opinion: what another, cheap method makes of the same picture."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from iat_sidecar.imaging import colour
from iat_sidecar.imaging.arrays import Plane, Rgb8
from iat_sidecar.imaging.matte import backdrop, flood, grabcut, regions, scale

Mask = NDArray[np.bool_]

EDGE_PX = 128
PLAIN, PLAIN_SPREAD = 0.9, 5.0
COVERS = (0.03, 0.85)
MAX_BORDER = 0.25


class Agreement(NamedTuple):
    """How far two mattes say the same: IoU of the subjects, mean absolute difference of the alphas."""

    iou: float
    mae: float
    is_confident: bool
    """Whether the second opinion is worth moving on for."""


def second_opinion(image: Rgb8, alpha: Plane, method: str) -> Agreement:
    """Compare a cutout's alpha with a flood before a plain backdrop, and with GrabCut otherwise.

    Both run on a copy of at most 128 px. GrabCut is no judge of what flood and key have cut: before a
    plain backdrop it knows less than they do.
    """
    small = scale.shrink(image, EDGE_PX)
    lab = colour.lab8(small)
    behind = backdrop.estimate(lab)
    is_plain = behind.uniformity >= PLAIN and behind.spread <= PLAIN_SPREAD
    by_colour = method in ("flood", "key")
    if is_plain and not by_colour:
        near = regions.find(behind.distance(lab) < flood.kept_to(behind))
        other = ~near.paint(near.touches_border())
    else:
        other = grabcut.labelled(small) > 0.5
    share = scale.enlarge(scale.shrink_plane(alpha, EDGE_PX), (small.shape[0], small.shape[1]))
    return _compared(share, other, is_judge=not by_colour)


def _compared(share: Plane, other: Mask, *, is_judge: bool) -> Agreement:
    own = share > 0.5
    either = np.count_nonzero(own | other)
    frame = np.concatenate([other[0], other[-1], other[:, 0], other[:, -1]])
    is_usual = COVERS[0] < float(other.mean()) < COVERS[1] and float(frame.mean()) < MAX_BORDER
    return Agreement(
        iou=float(np.count_nonzero(own & other) / either) if either else 1.0,
        mae=float(np.abs(share - other).mean()),
        is_confident=is_judge and is_usual,
    )
