"""The light of a time of day laid over a picture: grade, sky, haze, sun, stars, lamps, lens."""

import numpy as np
from numpy.typing import NDArray

from iat_sidecar.core.values import TimeOfDay
from iat_sidecar.imaging import colour, grade, layers
from iat_sidecar.imaging.arrays import LinearRgb, Plane
from iat_sidecar.imaging.looks import LAMP, LOOKS, Look

Floats = NDArray[np.float32]


def at(
    time: TimeOfDay,
    image: LinearRgb,
    *,
    depth: Plane,
    lights: Plane,
    sky: Plane,
    seed: int,
    strength: float,
) -> LinearRgb:
    """The picture at a time of day; strength 0 leaves it as it is, 1 is the whole light.

    image: H×W×3 linear light in neutral daylight. depth, lights, sky: H×W in 0…1.
    """
    if strength == 0:
        return image
    look, side = LOOKS[time], _sun_side(seed)
    picture = grade.lut(time).apply_linear(image)
    lamps = lights * (1 - sky)  # a pane that shows the sky is lit from outside
    picture = _with_sky(picture, image, sky, look)
    picture = _with_haze(picture, depth * (1 - sky), look)
    if look.sun_strength:
        picture = _with_sun(picture, sky, depth, look, side, seed)
    if look.stars:
        picture += _stars(sky, seed)[..., None] * np.float32(look.stars)
    if look.lamps:
        picture = with_lamps(picture, image, lamps, look.lamps)
    picture *= 1 - np.float32(look.lens) * layers.corners(sky.shape)[..., None]
    return layers.mixed(image, shouldered(picture), strength)


def shouldered(image: LinearRgb, knee: float = 0.82) -> LinearRgb:
    """Roll values above the knee off toward 1 instead of cutting them; changes in place."""
    over = np.maximum(image - np.float32(knee), 0)
    room = np.float32(1 - knee)
    np.minimum(image, np.float32(knee), out=image)
    image += over / (1 + over / room)
    return image


def with_lamps(picture: LinearRgb, albedo: LinearRgb, lights: Plane, amount: float) -> LinearRgb:
    """Let emissive areas shine: they glow themselves, bloom, and light what is around them.

    albedo: the picture in daylight, that is what the surfaces throw back. Pools of light are the
    lights blurred at three scales, each saturating, so small lamps reach as far as large panes.
    """
    if not lights.any():
        return picture
    lamp = np.array(LAMP, np.float32)
    close, wide, far = (layers.blurred(lights, radius) for radius in (0.012, 0.045, 0.13))
    pool = 0.5 * _saturating(close, 1.6) + 0.5 * _saturating(wide, 4) + 0.5 * _saturating(far, 5)
    pool += 0.5 * _saturating(_cast_down(wide), 9)
    air = 0.30 * _saturating(close, 1.2) + 0.12 * _saturating(wide, 2.2)
    amount32 = np.float32(amount)
    lit = picture + albedo * (lamp * (pool * amount32 * np.float32(0.62))[..., None])
    lit += lamp * (air * amount32 * np.float32(0.42))[..., None]
    own = (np.float32(0.35) + np.float32(0.75) * albedo) * (lamp + np.float32(0.12))
    return layers.mixed(
        lit, np.maximum(own, lit), (lights * np.float32(min(1.0, 0.4 + amount)))[..., None]
    )


def _cast_down(wide: Plane) -> Plane:
    """Light that falls on the floor under lamps: the blurred lights moved down, and weaker."""
    factor = max(1, min(max(wide.shape) // 128, *wide.shape))
    few = layers.small(wide, factor)
    total = np.zeros_like(few)
    for share, weight in ((0.12, 0.5), (0.22, 0.7), (0.32, 0.6), (0.42, 0.35)):
        down = min(round(share * max(few.shape)), few.shape[0])
        total[down:] = np.maximum(total[down:], few[: few.shape[0] - down] * np.float32(weight))
    return layers.enlarged(layers.blurred(total, 0.035), (wide.shape[0], wide.shape[1]), factor)


def _saturating(plane: Plane, gain: float) -> Plane:
    filled: Plane = 1 - np.exp(plane * np.float32(-gain))
    return filled


def _sun_side(seed: int) -> float:
    rng = layers.stream(seed, "light.sun")
    return float(rng.choice([rng.uniform(0.08, 0.3), rng.uniform(0.7, 0.92)]))


def _with_sky(picture: LinearRgb, image: LinearRgb, sky: Plane, look: Look) -> LinearRgb:
    """Mix the gradient into the sky; the clouds that were drawn stay as its light and shade."""
    if not sky.any():
        return picture
    light = colour.luminance(image)
    mean = float((light * sky).sum() / sky.sum())
    detail = np.clip(light / np.float32(max(mean, 1e-3)), 0.45, 1.9)
    fall = np.clip(layers.rows_of(sky.shape) / np.float32(layers.horizon(sky)), 0, 1) ** 1.6
    zenith, skyline = np.array(look.zenith, np.float32), np.array(look.skyline, np.float32)
    gradient = zenith + (skyline - zenith) * fall[..., None]
    return layers.mixed(
        picture, gradient * detail[..., None], (sky * np.float32(look.sky))[..., None]
    )


def _with_haze(picture: LinearRgb, depth: Plane, look: Look) -> LinearRgb:
    amount = depth * depth * np.float32(look.haze_amount)
    return layers.mixed(picture, np.array(look.haze, np.float32), amount[..., None])


def _with_sun(
    picture: LinearRgb, sky: Plane, depth: Plane, look: Look, x: float, seed: int
) -> LinearRgb:
    """A glow around the sun that veils what is far, side light, and shafts where a look has them."""
    shape = (sky.shape[0], sky.shape[1])
    y = layers.horizon(sky) - look.sun_height
    away = layers.distance(shape, x, y)
    veil = np.exp(away * np.float32(-4.5)) * (np.float32(0.25) + np.float32(0.75) * depth)
    if look.rays:
        rays = _shafts(shape, x, y, seed) * np.exp(away * np.float32(-2.2))
        veil += np.float32(look.rays) * rays * (np.float32(0.2) + np.float32(0.8) * depth)
    side = (
        np.float32(look.key * np.sign(x - 0.5)) * (layers.columns_of(shape) - np.float32(0.5)) * 2
    )
    picture *= 1 + side[..., None]
    open_sky = (
        np.float32(0.15) + np.float32(0.85) * layers.blurred(sky, 0.03) if sky.any() else 0.25
    )
    glow = veil * np.float32(look.sun_strength) * open_sky
    lit: LinearRgb = picture + np.array(look.sun, np.float32) * glow[..., None]
    return lit


def _shafts(shape: layers.Shape, x: float, y: float, seed: int) -> Plane:
    """Bands of light and shade by the angle around the sun, 0…1."""
    coarse = (-(-shape[0] // 3), -(-shape[1] // 3))
    rows = (layers.rows_of(coarse) - np.float32(y)) * np.float32(shape[0])
    columns = (layers.columns_of(coarse) - np.float32(x)) * np.float32(shape[1])
    angle = np.arctan2(rows, columns) / np.float32(2 * np.pi) + np.float32(0.5)
    bands = layers.stream(seed, "light.shafts").random(48, dtype=np.float32)
    bands[-1] = bands[0]  # the circle closes
    found: Plane = np.interp(angle, np.linspace(0, 1, 48), bands).astype(np.float32)
    return layers.resized(layers.ramp(found, 0.35, 1.0), shape)


def _stars(sky: Plane, seed: int) -> Plane:
    """A few hundred stars where the sky is open, fainter toward the horizon."""
    height, width = sky.shape
    rng = layers.stream(seed, "light.stars")
    places, size = rng.random((420, 2)), rng.random(420, dtype=np.float32) ** 3
    rows, columns = (places * (height, width)).astype(np.intp).T
    dots = np.zeros(sky.shape, np.float32)
    np.maximum.at(dots, (rows, columns), np.float32(0.15) + size)
    spread = max(sky.shape) / 1400
    if spread > 1:
        dots = layers.blurred(dots, 0.45 / 1000) * np.float32(min(spread, 2.5) ** 2)
    high = layers.ramp(layers.rows_of(sky.shape), layers.horizon(sky), 0.2 * layers.horizon(sky))
    return dots * high * layers.ramp(sky, 0.7, 1.0)
