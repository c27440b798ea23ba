"""Ink: dark lines where the picture has edges, and blacks where it is dark."""

from typing import Annotated

import numpy as np
from msgspec import Meta

from iat_sidecar.core.values import Fraction
from iat_sidecar.imaging import colour, layers
from iat_sidecar.imaging.arrays import LinearRgb
from iat_sidecar.imaging.effect import effect

LinePx = Annotated[float, Meta(ge=0.5, le=16, description="Line width at a long side of 1,024.")]
INK = np.array([0.010, 0.009, 0.014], np.float32)


@effect("ink")
def ink(image: LinearRgb, *, seed: int, line_px: LinePx = 1.6, amount: Fraction = 0.8) -> LinearRgb:
    """Draw lines on the dark side of every edge, and fill what is nearly black.

    image: H×W×3 linear light. line_px: line width at 1,024 px. amount: opacity of the ink. The
    difference of Gaussians (k = 1.6) of each channel, thresholded softly: Winnemöller,
    Kyprianidis & Olsen, Computers & Graphics 36(6) 2012.
    """
    if amount == 0:
        return image
    encoded = colour.encode(image)
    sigma = max(line_px / 2048, 0.5 / layers.long_side(image))
    fine = layers.blurred(encoded, sigma)
    darker = (layers.blurred(encoded, sigma * 1.6) - fine).max(axis=-1)
    line = np.tanh(np.float32(45) * np.maximum(darker - np.float32(0.007), 0))
    black = layers.ramp(colour.luminance(fine), 0.16, 0.08)
    return layers.mixed(image, INK, (np.float32(amount) * np.maximum(line, black))[..., None])
