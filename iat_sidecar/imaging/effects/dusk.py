"""After sunset: violet shade under an orange skyline, lamps coming on."""

from iat_sidecar.core.values import Fraction
from iat_sidecar.imaging import light
from iat_sidecar.imaging.arrays import LinearRgb, Plane
from iat_sidecar.imaging.effect import effect


@effect("dusk")
def dusk(
    image: LinearRgb,
    *,
    depth: Plane,
    lights: Plane,
    sky: Plane,
    seed: int,
    strength: Fraction = 1.0,
) -> LinearRgb:
    """After sunset: violet shade under an orange skyline, lamps coming on.

    image: H×W×3 linear light in neutral daylight. depth, lights, sky: H×W in 0…1. strength: 0
    leaves the picture as it is.
    """
    return light.at(
        "dusk", image, depth=depth, lights=lights, sky=sky, seed=seed, strength=strength
    )
