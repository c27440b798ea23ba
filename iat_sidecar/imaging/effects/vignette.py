"""Darker corners."""

import numpy as np

from iat_sidecar.core.values import Fraction
from iat_sidecar.imaging import layers
from iat_sidecar.imaging.arrays import LinearRgb
from iat_sidecar.imaging.effect import effect


@effect("vignette")
def vignette(image: LinearRgb, *, seed: int, amount: Fraction = 0.4) -> LinearRgb:
    """Take light from the corners: 1 − amount·r², r = 1 in the corner (cos⁴ to first order).

    image: H×W×3 linear light. amount: share of the light missing in the very corner.
    """
    fall = layers.corners((image.shape[0], image.shape[1]))
    return image * (1 - np.float32(amount) * fall)[..., None]
