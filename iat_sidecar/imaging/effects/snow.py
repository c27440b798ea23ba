"""Snow: soft grey light, white ground and caps, flakes from far dots to blurred near ones."""

import numpy as np

from iat_sidecar.core.values import Fraction
from iat_sidecar.imaging import layers, light, particles
from iat_sidecar.imaging import sky as skies
from iat_sidecar.imaging.arrays import LinearRgb, Plane
from iat_sidecar.imaging.effect import effect


@effect("snow")
def snow(
    image: LinearRgb,
    *,
    depth: Plane,
    ground: Plane,
    sky: Plane,
    lights: Plane,
    seed: int,
    density: Fraction = 0.6,
    cover: Fraction = 0.7,
    wind: Fraction = 0.2,
    indoors: bool = False,
) -> LinearRgb:
    """Let it snow on a picture in the light it already has.

    image: H×W×3 linear light. depth, ground, sky, lights: H×W in 0…1. density: of the falling
    flakes. cover: of what lies on the ground and on everything that faces up. wind: drift.
    indoors: it is seen through windows only.
    """
    dull = skies.overcast(image, sky, flat=0.20, grey=0.30, dim=0.92)
    dull = layers.mixed(dull, image, (lights * np.float32(0.85))[..., None])
    over = skies.clouded(dull, sky * (1 - lights), seed, "snow.clouds", 0.9, 0.25)
    white = skies.snowed(over, ground, depth, sky, seed, cover) if cover else over
    air = skies.airlight(white, sky)
    hazy = skies.attenuated(white, depth * (1 - sky), air, 0.9 * density)
    side = layers.stream(seed, "snow.wind").choice([-1.0, 1.0])
    flakes = particles.falling(
        particles.SNOW,
        depth,
        seed=seed,
        layer="snow.flakes",
        density=density * 1.5,
        slant=side * wind,
    )
    around = layers.ambient(hazy)
    bright = np.minimum(around * np.float32(2.7) + np.float32(0.03), np.float32(0.97))
    fallen = light.shouldered(layers.mixed(hazy, np.maximum(bright, hazy), flakes[..., None]), 0.92)
    return skies.outside(image, fallen, sky, indoors)
