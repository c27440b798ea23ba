"""Fog: what is far fades into the light of the air."""

import numpy as np

from iat_sidecar.core.values import Fraction
from iat_sidecar.imaging import layers
from iat_sidecar.imaging import sky as skies
from iat_sidecar.imaging.arrays import LinearRgb, Plane
from iat_sidecar.imaging.effect import effect


@effect("fog")
def fog(
    image: LinearRgb,
    *,
    depth: Plane,
    ground: Plane,
    sky: Plane,
    lights: Plane,
    seed: int,
    density: Fraction = 0.5,
    indoors: bool = False,
) -> LinearRgb:
    """Blend toward the colour of the air with depth: L + (A − L)(1 − e^(−βd)), β = 5·density.

    image: H×W×3 linear light. depth, ground, sky, lights: H×W in 0…1. density: 0 none … 1 thick.
    indoors: it is seen through windows only. Drifting banks vary β; lights keep a glow, scattered wider than their outline. Koschmieder
    1924; Narasimhan & Nayar, IJCV 48(3) 2002.
    """
    if density == 0:
        return image
    shape = (depth.shape[0], depth.shape[1])
    air = skies.airlight(image, sky) * np.float32(0.96)
    half = (-(-shape[0] // 2), -(-shape[1] // 2))
    banks = layers.noise(half, layers.stream(seed, "fog.banks"), 0.45, 4, stretch=3)
    low = np.float32(0.75) + np.float32(0.5) * layers.ramp(layers.rows_of(shape), 0.1, 0.65)
    beta = (
        np.float32(5 * density)
        * low
        * (np.float32(0.6) + np.float32(0.8) * layers.resized(banks, shape))
    )
    far = np.maximum(depth, sky)
    foggy = skies.attenuated(image, far, air, beta)
    if not lights.any():
        return skies.outside(image, foggy, sky, indoors)
    shining = np.maximum(image - air, 0) * lights[..., None]
    glow = layers.blurred(shining, 0.012) + layers.blurred(shining, 0.05)
    foggy += glow * np.float32(1.2 * density)
    return skies.outside(image, foggy, sky, indoors)
