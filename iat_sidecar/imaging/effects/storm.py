"""A storm: dark clouds, heavy slanted rain, and lightning when the seed says so."""

import numpy as np

from iat_sidecar.core.values import Fraction
from iat_sidecar.imaging import layers, light, particles
from iat_sidecar.imaging import sky as skies
from iat_sidecar.imaging.arrays import LinearRgb, Plane
from iat_sidecar.imaging.effect import effect

FLASH = np.array([0.80, 0.86, 1.0], np.float32)


@effect("storm")
def storm(
    image: LinearRgb,
    *,
    depth: Plane,
    ground: Plane,
    sky: Plane,
    lights: Plane,
    seed: int,
    density: Fraction = 0.85,
    wind: Fraction = 0.8,
    lightning: Fraction = 0.5,
    indoors: bool = False,
) -> LinearRgb:
    """Darken the sky and the land under it, and drive rain across.

    image: H×W×3 linear light. depth, ground, sky, lights: H×W in 0…1. density: of the rain.
    wind: slant. lightning: chance of a stroke, decided by the seed; it needs an open sky. indoors:
    all of it is seen through windows only.
    """
    side = layers.stream(seed, "storm.wind").choice([-1.0, 1.0])
    dark = skies.overcast(image, sky, flat=0.16, grey=0.48, dim=0.50)
    dark = layers.mixed(dark, image, (lights * np.float32(0.9))[..., None])
    over = skies.clouded(dark, sky * (1 - lights), seed, "storm.clouds", 1.0, 0.95)
    if sky.mean() > 0.04 and layers.stream(seed, "storm.chance").random() < lightning:
        over = _struck(over, sky * (1 - lights), seed)
    hazy = skies.attenuated(over, depth * (1 - sky), skies.airlight(over, sky), 1.1 * density)
    soaked = skies.wet(hazy, ground, seed, "storm.wet", 1.0)
    drops = particles.falling(
        particles.RAIN,
        depth,
        seed=seed,
        layer="storm.drops",
        density=density * 2.2,
        slant=side * wind * 0.75,
    )
    rings = particles.splashes(ground, seed=seed, layer="storm.rings", density=density * 1.6)
    shine = layers.ambient(soaked) * np.float32(2.4) + np.float32(0.015)
    seen = np.maximum(drops, rings * np.float32(0.5))
    fallen = light.shouldered(
        layers.mixed(soaked, np.maximum(shine, soaked * np.float32(1.2)), seen[..., None]), 0.9
    )
    return skies.outside(image, fallen, sky, indoors)


def _struck(image: LinearRgb, sky: Plane, seed: int) -> LinearRgb:
    """A bolt in the sky, its glow in the clouds, and its light on everything below."""
    shape = (sky.shape[0], sky.shape[1])
    floor = layers.horizon(sky)
    stroke, column = particles.bolt(shape, seed=seed, layer="storm.bolt", floor=floor)
    away = layers.distance(shape, column, floor * 0.4)
    glow = np.exp(away * np.float32(-3.2)) * np.float32(0.30)
    halo = layers.blurred(stroke, 0.012) * np.float32(2.2)
    lit = (
        image
        * (
            1
            + np.float32(1.3) * glow / np.float32(0.3) * (np.float32(0.35) + np.float32(0.65) * sky)
        )[..., None]
    )
    added = (glow * np.float32(0.45) + halo) * sky + stroke * sky * np.float32(1.4)
    struck: LinearRgb = lit + FLASH * added[..., None]
    return struck
