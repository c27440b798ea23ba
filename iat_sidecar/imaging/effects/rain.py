"""Rain: grey light, streaks at several distances, wet ground that mirrors, rings in the puddles."""

import numpy as np

from iat_sidecar.core.values import Fraction
from iat_sidecar.imaging import layers, light, particles
from iat_sidecar.imaging import sky as skies
from iat_sidecar.imaging.arrays import LinearRgb, Plane
from iat_sidecar.imaging.effect import effect


@effect("rain")
def rain(
    image: LinearRgb,
    *,
    depth: Plane,
    ground: Plane,
    sky: Plane,
    lights: Plane,
    seed: int,
    density: Fraction = 0.6,
    wind: Fraction = 0.3,
    indoors: bool = False,
) -> LinearRgb:
    """Let it rain on a picture in the light it already has.

    image: H×W×3 linear light. depth, ground, sky, lights: H×W in 0…1. density: 0 none … 1 a
    downpour. wind: slant of the streaks; its side comes from the seed. indoors: it is seen
    through windows only.
    """
    if density == 0:
        return image
    side = layers.stream(seed, "rain.wind").choice([-1.0, 1.0])
    dull = skies.overcast(image, sky, flat=0.22, grey=0.36, dim=0.80)
    dull = layers.mixed(dull, image, (lights * np.float32(0.85))[..., None])
    over = skies.clouded(dull, sky * (1 - lights), seed, "rain.clouds", 0.95, 0.55)
    air = skies.airlight(over, sky)
    hazy = skies.attenuated(over, depth * (1 - sky), air, 0.9 * density)
    soaked = skies.wet(hazy, ground, seed, "rain.wet", min(1.0, 0.4 + density))
    drops = particles.falling(
        particles.RAIN,
        depth,
        seed=seed,
        layer="rain.drops",
        density=density * 1.5,
        slant=side * wind * 0.6,
    )
    rings = particles.splashes(ground, seed=seed, layer="rain.rings", density=density)
    shine = layers.ambient(soaked) * np.float32(2.0) + np.float32(0.012)
    seen = np.maximum(drops, rings * np.float32(0.5))
    fallen = light.shouldered(
        layers.mixed(soaked, np.maximum(shine, soaked * np.float32(1.25)), seen[..., None]), 0.9
    )
    return skies.outside(image, fallen, sky, indoors)
