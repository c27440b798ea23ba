"""The colours of a cutout for models that know no alpha."""

import numpy as np

from iat_sidecar.imaging.arrays import Rgb8, Rgba8
from iat_sidecar.imaging.matte.compose import bleed


def opaque(image: Rgb8 | Rgba8) -> Rgb8:
    """H×W×3; where nothing is visible, the colours from beside it, so that no fringe grows."""
    if image.shape[2] == 3:
        return np.ascontiguousarray(image)
    covered = image.copy()
    bleed(covered)
    return np.ascontiguousarray(covered[..., :3])
