"""Shadows that a subject throws on a plain backdrop: they are the backdrop's, and go with it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from iat_sidecar.imaging.arrays import LabImage
from iat_sidecar.imaging.matte import regions, scale

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

MIN_LIGHT = 40.0
"""L* of a backdrop that a shadow shows on."""
DARKEST = 0.45
"""Of the backdrop's L*: darker is paint."""
SAME_TINT = 5.0
MIN_SHARE, MAX_SHARE = 0.001, 0.1
"""Of the frame."""
BESIDE_PX = 3
SOFT_STEP, LEAST_STEP, DEPTH_STEP = 2.5, 0.4, 0.2
"""L* between neighbours at working size, and what each L* of depth allows: no shadow has an outline."""


@dataclass(frozen=True)
class Shade:
    """Where a picture (h×w) is its backdrop, but darker; and where it is so without an outline."""

    darker: Mask
    blurred: Mask

    def under(self, outside: Mask) -> Mask:
        """What of the shadow lies beside found shadow: where the subject stands in it."""
        return scale.dilate(outside & self.blurred, BESIDE_PX) & self.darker


def cast(lab: LabImage, behind: LabImage, apart: Mask) -> Shade:
    """The shadows in an h×w×3 picture before a backdrop (same shape).

    apart: what differs from the backdrop at all. Larger areas are no shadow but a pale subject.
    """
    light = scale.box_mean(np.ascontiguousarray(lab[..., 0]), 1)
    share = light / np.maximum(behind[..., 0], 1)
    tint = lab[..., 1:] - behind[..., 1:] * share[..., None]
    is_darker = (share > DARKEST) & (share < 1.01) & (behind[..., 0] > MIN_LIGHT)
    darker = is_darker & (np.hypot(tint[..., 0], tint[..., 1]) < SAME_TINT) & apart
    slope = LEAST_STEP + DEPTH_STEP * np.maximum(behind[..., 0] - light, 0)
    found = regions.find(darker & (_step(light) < np.minimum(slope, SOFT_STEP)))
    areas = found.areas()
    is_cast = (areas < MAX_SHARE * apart.size) & (areas > MIN_SHARE * apart.size)
    return Shade(darker, found.paint(is_cast))


def _step(light: Floats) -> Floats:
    """The greatest change to one of the four neighbours."""
    step = np.zeros_like(light)
    across, down = np.abs(np.diff(light, axis=1)), np.abs(np.diff(light, axis=0))
    np.maximum(step[:, 1:], across, out=step[:, 1:])
    np.maximum(step[:, :-1], across, out=step[:, :-1])
    np.maximum(step[1:], down, out=step[1:])
    np.maximum(step[:-1], down, out=step[:-1])
    return step
