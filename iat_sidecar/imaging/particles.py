"""Falling things: seeded drops, flakes and bolts, drawn in layers from far to near."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from PIL import Image, ImageDraw, ImageFilter

from iat_sidecar.imaging import layers
from iat_sidecar.imaging.arrays import Plane

WORK_PX = 1280
SOFT = 0.0005


@dataclass(frozen=True)
class Fall:
    """One layer; lengths are shares of the long side.

    depth: it hides behind what is nearer. count: at density 1 on a 4:3 picture. length, width:
    of a streak, or the diameter of a flake twice. blur: Gaussian σ. opacity: at most.
    """

    depth: float
    count: int
    length: float
    width: float
    blur: float
    opacity: float


RAIN = (
    Fall(depth=0.75, count=3000, length=0.016, width=0.0007, blur=0.0002, opacity=0.22),
    Fall(depth=0.35, count=1100, length=0.040, width=0.0011, blur=0.0003, opacity=0.34),
    Fall(depth=0.05, count=260, length=0.100, width=0.0020, blur=0.0010, opacity=0.36),
    Fall(depth=0.00, count=26, length=0.240, width=0.0042, blur=0.0035, opacity=0.26),
)
SNOW = (
    Fall(depth=0.75, count=2600, length=0.0024, width=0.0024, blur=0.0003, opacity=0.60),
    Fall(depth=0.35, count=900, length=0.0050, width=0.0044, blur=0.0006, opacity=0.85),
    Fall(depth=0.05, count=190, length=0.0105, width=0.0092, blur=0.0016, opacity=0.88),
    Fall(depth=0.00, count=26, length=0.0300, width=0.0250, blur=0.0065, opacity=0.55),
)


def falling(
    kind: tuple[Fall, ...], depth: Plane, *, seed: int, layer: str, density: float, slant: float
) -> Plane:
    """Coverage 0…1 of all layers of a kind; slant: sideways move for each unit of fall."""
    shape = (depth.shape[0], depth.shape[1])
    clear = np.ones(shape, np.float32)
    for index, fall in enumerate(kind):
        rng = layers.stream(seed, f"{layer}.{index}")
        seen = _drawn(fall, shape, rng, density, slant)
        if fall.depth:
            seen = seen * layers.ramp(depth, fall.depth - 0.25, fall.depth)
        clear *= 1 - seen
    covered: Plane = 1 - clear
    return covered


def _drawn(fall: Fall, shape: layers.Shape, rng: Generator, density: float, slant: float) -> Plane:
    """One layer, drawn at a working size no finer than its blur and brought to the picture's."""
    long = min(max(shape), WORK_PX, round(1.2 / fall.blur))
    height, width = (max(1, round(edge * long / max(shape))) for edge in shape)
    times = 2 if fall.blur < SOFT else 1
    canvas = Image.new("L", (times * width, times * height))
    count = max(1, round(fall.count * density * width * height / (0.75 * long * long)))
    # at small sizes a stroke cannot be thinner than a pixel: it becomes fainter instead
    stroke, fade = max(1, round(fall.width * long * times)), min(1.0, fall.width * long * times)
    _strokes(canvas, fall, rng.random((count, 4)), slant, stroke)
    reduced = canvas.reduce(times).filter(ImageFilter.GaussianBlur(fall.blur * long))
    plane = np.asarray(reduced, np.float32)[:height, :width]
    visible = max(fade, 0.35) * fall.opacity / 255
    return np.asarray(np.clip(layers.resized(plane, shape) * visible, 0, 1), np.float32)


def _strokes(
    canvas: Image.Image, fall: Fall, places: np.ndarray, slant: float, stroke: int
) -> None:
    pen, long = ImageDraw.Draw(canvas), max(canvas.size)
    length = fall.length * long * (0.6 + 0.8 * places[:, 2])
    lean = length * slant * (0.9 + 0.2 * places[:, 3])
    x = places[:, 0] * (canvas.width + 2 * abs(lean)) - abs(lean)
    y = places[:, 1] * (canvas.height + length) - length
    shine = (110 + 145 * places[:, 3]).astype(int)
    is_flake = fall.length < 2 * fall.width
    marks = np.stack([x, y, x + lean, y + length], axis=1)
    if is_flake:
        half = (fall.width * long * (0.5 + 0.7 * places[:, 2]) / 2).clip(0.75)
        marks = np.stack([x - half, y - half, x + half, y + half], axis=1)
    for box, ink in zip(marks.tolist(), shine.tolist(), strict=True):
        if is_flake:
            pen.ellipse(box, fill=ink)
        else:
            pen.line(box, fill=ink, width=stroke)


def splashes(ground: Plane, *, seed: int, layer: str, density: float) -> Plane:
    """Rings where drops hit the ground, flatter and smaller toward the horizon; coverage 0…1."""
    shape = (ground.shape[0], ground.shape[1])
    long = min(max(shape), WORK_PX)
    height, width = (max(1, round(edge * long / max(shape))) for edge in shape)
    canvas = Image.new("L", (2 * width, 2 * height))
    pen = ImageDraw.Draw(canvas)
    for x, y, size, shine in layers.stream(seed, layer).random((round(340 * density), 4)).tolist():
        half = (0.002 + 0.009 * y * size) * 2 * long
        across, down = x * canvas.width, y * canvas.height
        box = (across - half, down - half * 0.3, across + half, down + half * 0.3)
        pen.ellipse(box, outline=int(90 + 130 * shine), width=max(1, round(long / 800)))
    plane = np.asarray(canvas.reduce(2), np.float32)[:height, :width] / np.float32(255)
    return np.clip(layers.resized(plane, shape), 0, 1) * ground


def bolt(shape: layers.Shape, *, seed: int, layer: str, floor: float) -> tuple[Plane, float]:
    """A stroke of lightning from the top to the row `floor` (0…1), and the column it starts in."""
    rng = layers.stream(seed, layer)
    long = min(max(shape), WORK_PX)
    height, width = (max(1, round(edge * long / max(shape))) for edge in shape)
    canvas = Image.new("L", (2 * width, 2 * height))
    start = float(rng.uniform(0.15, 0.85))
    trunk = _zigzag(rng, start * 2 * width, 0.0, floor * 2 * height, 0.022 * 2 * long)
    pen = ImageDraw.Draw(canvas)
    pen.line(trunk, fill=255, width=max(1, round(long * 0.0042)), joint="curve")
    for at in rng.choice(len(trunk) - 2, size=3, replace=False).tolist():
        x, y = trunk[at]
        twig = _zigzag(rng, x, y, y + (floor * 2 * height - y) * 0.5, 0.045 * 2 * long)
        pen.line(twig, fill=190, width=max(1, round(long * 0.0018)), joint="curve")
    plane = np.asarray(canvas.reduce(2), np.float32)[:height, :width] / np.float32(255)
    return np.clip(layers.resized(plane, shape), 0, 1), start


def _zigzag(
    rng: Generator, x: float, top: float, end: float, sway: float
) -> list[tuple[float, float]]:
    rows = np.linspace(top, end, 14)
    across = x + np.cumsum(np.concatenate([[0.0], rng.uniform(-1, 1, 13) * sway]))
    return list(zip(across.tolist(), rows.tolist(), strict=True))
