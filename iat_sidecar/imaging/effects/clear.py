"""Clean air after rain: more local contrast, deeper sky, a little more colour."""

import numpy as np

from iat_sidecar.core.values import Fraction
from iat_sidecar.imaging import colour, layers, light
from iat_sidecar.imaging.arrays import LinearRgb, Plane
from iat_sidecar.imaging.effect import effect


@effect("clear")
def clear(
    image: LinearRgb,
    *,
    depth: Plane,
    ground: Plane,
    sky: Plane,
    lights: Plane,
    seed: int,
    strength: Fraction = 1.0,
) -> LinearRgb:
    """Raise contrast over wide areas, a little more of it in the distance, and the colours.

    image: H×W×3 linear light. depth, ground, sky, lights: H×W in 0…1. strength: 0 leaves the
    picture as it is.
    """
    luma = colour.luminance(image)
    around = layers.blurred(luma, 0.03)
    lift = np.clip((luma + 0.02) / (around + 0.02), 0.6, 1.6) ** (0.16 + 0.12 * depth)
    vivid = image + (image - luma[..., None]) * np.float32(0.10)
    deep = 1 - np.float32(0.12) * sky * layers.ramp(layers.rows_of(sky.shape), 0.6, 0.0)
    picture = np.maximum(vivid, 0) * (lift * deep)[..., None]
    return layers.mixed(image, light.shouldered(picture, 0.92), strength)
