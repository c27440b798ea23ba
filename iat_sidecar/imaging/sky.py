"""What weather does to a picture as a whole: overcast, airlight, wet ground, snow cover, clouds."""

import numpy as np
from numpy.typing import NDArray

from iat_sidecar.imaging import colour, layers
from iat_sidecar.imaging.arrays import LinearRgb, Plane

Floats = NDArray[np.float32]
COOL = np.array([0.93, 1.0, 1.08], np.float32)


def overcast(image: LinearRgb, sky: Plane, *, flat: float, grey: float, dim: float) -> LinearRgb:
    """Light from everywhere: less contrast, less colour, a little cooler.

    flat: share of the contrast taken away outside the sky. grey: share of the colour taken away.
    dim: factor on the whole. What is dark already loses less of its colour and light.
    """
    light = colour.luminance(image)[..., None]
    mean = float(light.mean())
    day = float(layers.ramp(mean, 0.015, 0.16))
    even = (np.float32(flat) * (1 - sky))[..., None]
    picture = layers.mixed(image, light, grey * (0.4 + 0.6 * day))
    gain = np.sqrt(np.float32(mean + 0.02) / (light + np.float32(0.02)))
    picture *= 1 + (gain - 1) * even
    picture *= COOL ** np.float32(grey) * np.float32(0.86 + (dim - 0.86) * day)
    return picture


def outside(image: LinearRgb, weather: LinearRgb, sky: Plane, indoors: bool) -> LinearRgb:
    """The weather everywhere, or indoors in the windows only, in a room a little darker."""
    if not indoors:
        return weather
    return layers.mixed(image * np.float32(0.88), weather, sky[..., None])


def airlight(image: LinearRgb, sky: Plane) -> Floats:
    """The colour that far things fade to (3): the lower sky's, or the picture's own mean light."""
    if sky.mean() < 0.02:
        return layers.ambient(image) * np.float32(1.5)
    height = layers.rows_of(sky.shape)
    weight = sky * layers.ramp(height, 0.0, layers.horizon(sky))
    total = float(weight.sum()) + 1e-6
    mean = np.einsum("hwc,hw->c", image, weight) / np.float32(total)
    grey = colour.luminance(mean)
    return layers.mixed(mean, grey, 0.3 + 0.45 * layers.ramp(grey, 0.03, 0.35))


def attenuated(image: LinearRgb, depth: Plane, air: Floats, beta: float | Plane) -> LinearRgb:
    """Airlight added with depth: L + (A − L)(1 − e^(−βd)).

    Koschmieder 1924; Narasimhan & Nayar, Int. J. Computer Vision 48(3) 2002.
    """
    lost = 1 - np.exp(-depth * beta)
    return layers.mixed(image, air, lost.astype(np.float32)[..., None])


def clouds(shape: layers.Shape, seed: int, layer: str, cover: float) -> Plane:
    """Cloud density 0…1; cover 0 is open sky, 1 closed. Wider than high."""
    mass = layers.noise(shape, layers.stream(seed, layer), 0.34, octaves=5, stretch=2.4)
    return layers.ramp(mass, 0.72 - 0.55 * cover, 1.02 - 0.42 * cover)


def clouded(
    image: LinearRgb, sky: Plane, seed: int, layer: str, cover: float, dark: float
) -> LinearRgb:
    """Clouds over the sky in the sky's own light; dark 0 gives white tops, 1 storm bellies."""
    if not sky.any():
        return image
    shape = (sky.shape[0], sky.shape[1])
    base = airlight(image, sky)
    half = (-(-shape[0] // 2), -(-shape[1] // 2))
    mass = clouds(half, seed, layer, cover)
    above = np.roll(mass, max(1, half[0] // 40), axis=0)
    relief = layers.blurred(mass, 0.012) - layers.blurred(above, 0.02)
    shade = np.float32(1.15 - 0.72 * dark) + relief * np.float32(0.8)
    shade -= mass * np.float32(0.24 + 0.16 * dark)
    mass, shade = layers.resized(mass, shape), layers.resized(shade, shape)
    cloud = base * np.maximum(shade, 0.08)[..., None]
    veil = base * np.float32(1.12 - 0.5 * dark)
    closed = layers.mixed(image, veil, (sky * np.float32(cover**3))[..., None])
    return layers.mixed(closed, cloud, (mass * sky * np.float32(0.92))[..., None])


def wet(image: LinearRgb, ground: Plane, seed: int, layer: str, amount: float) -> LinearRgb:
    """Dark wet ground with puddles that mirror what stands above them.

    Each ground pixel mirrors about the lower edge of whatever stands above it in its column; the
    mirror image is blurred, rippled, and stronger toward the horizon (Fresnel).
    """
    if not ground.any():
        return image
    shape = (ground.shape[0], ground.shape[1])
    factor = max(1, min(max(shape) // 320, *shape))
    mirror = _mirror(layers.small(image, factor), layers.small(ground, factor), seed, layer)
    mirror = np.stack([layers.enlarged(mirror[..., i], shape, factor) for i in range(3)], axis=-1)
    half = (-(-shape[0] // 2), -(-shape[1] // 2))
    puddles = layers.noise(half, layers.stream(seed, f"{layer}.puddles"), 0.2, 4, stretch=3.5)
    pools = layers.resized(layers.ramp(puddles, 0.42, 0.62), shape)
    grazing = layers.ramp(layers.rows_of(shape), 1.25, layers.horizon(1 - ground))
    sheen = (np.float32(0.22) + np.float32(0.5) * pools) * (0.45 + 0.55 * grazing)
    cover = ground * np.float32(amount)
    soaked = image * (1 - np.float32(0.42) * cover)[..., None]
    return layers.mixed(soaked, mirror, (sheen * cover)[..., None])


def _mirror(image: LinearRgb, ground: Plane, seed: int, layer: str) -> LinearRgb:
    height, width = ground.shape
    rows = np.arange(height)[:, None]
    edge = np.maximum.accumulate(np.where(ground < 0.5, rows, -1), axis=0)
    jitter = layers.noise(
        (height, width), layers.stream(seed, f"{layer}.ripple"), 0.05, 3, stretch=5
    )
    shift = ((jitter - 0.5) * np.float32(0.05 * height)).astype(np.intp)
    source = np.clip(2 * edge + 1 - rows + shift, 0, height - 1)
    columns = np.clip(np.arange(width) + shift // 3, 0, width - 1)
    found = image[source, columns]
    return layers.blurred(found, 0.006)


def snowed(
    image: LinearRgb, ground: Plane, depth: Plane, sky: Plane, seed: int, amount: float
) -> LinearRgb:
    """Snow on the ground and on everything that faces up, as bright as the light around allows."""
    shape = (ground.shape[0], ground.shape[1])
    patches = layers.noise(shape, layers.stream(seed, "snow.cover"), 0.16, 5, stretch=2.5)
    lying = ground * layers.ramp(patches + np.float32(amount), 0.62, 0.86)
    cover = np.maximum(lying, _tops(depth, sky, patches) * np.float32(min(1.0, amount * 1.6)))
    around = layers.ambient(image)
    bright = layers.mixed(around, colour.luminance(around), 0.55) * np.float32(3.6)
    snow = bright / np.maximum(1.0, float(bright.max()) / 0.9)
    light = colour.luminance(image)
    shade = np.clip(light / (layers.blurred(light, 0.05) + np.float32(1e-3)), 0.55, 1.15)
    shade = 1 + (shade - 1) * lying
    relief = (np.float32(0.86) + np.float32(0.22) * patches) * shade
    white = (snow * relief[..., None]).astype(np.float32)
    return layers.mixed(image, white, (cover * np.float32(0.94))[..., None])


def _tops(depth: Plane, sky: Plane, patches: Plane) -> Plane:
    """A cap of snow under every upper outline: where what is just above is much farther away."""
    thick = max(1, round(0.011 * max(depth.shape)))
    above = np.pad(depth, ((thick, 0), (0, 0)), mode="edge")[: depth.shape[0]]
    step = layers.ramp(above - depth, 0.08, 0.2) * (1 - sky)
    return step * layers.ramp(patches, 0.2, 0.45)
