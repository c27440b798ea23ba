"""A covered sky: clouds, and light from everywhere, cooler and flatter."""

import numpy as np

from iat_sidecar.core.values import Fraction
from iat_sidecar.imaging import layers
from iat_sidecar.imaging import sky as skies
from iat_sidecar.imaging.arrays import LinearRgb, Plane
from iat_sidecar.imaging.effect import effect


@effect("cloudy")
def cloudy(
    image: LinearRgb,
    *,
    depth: Plane,
    ground: Plane,
    sky: Plane,
    lights: Plane,
    seed: int,
    cover: Fraction = 0.75,
    strength: Fraction = 1.0,
) -> LinearRgb:
    """Cover the sky with clouds and take contrast and colour out of what lies under it.

    image: H×W×3 linear light. depth, ground, sky, lights: H×W in 0…1. cover: share of the sky
    under clouds. strength: 0 leaves the picture as it is.
    """
    dull = skies.overcast(image, sky, flat=0.28, grey=0.34, dim=0.88)
    dull = layers.mixed(dull, image, (lights * np.float32(0.8))[..., None])
    over = skies.clouded(dull, sky * (1 - lights), seed, "cloudy.clouds", cover, 0.15)
    hazy = skies.attenuated(over, depth * (1 - sky), skies.airlight(over, sky), 0.22)
    return layers.mixed(image, hazy, strength)
