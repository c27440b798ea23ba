"""A street with a house, a lamp and a figure, and the planes that belong to it."""

import inspect

import numpy as np
from PIL import Image, ImageDraw

from iat_sidecar.imaging import colour, effect

BLOCKS = (  # left, top, right, bottom, colour, depth, light
    (0.00, 0.60, 1.00, 1.00, (150, 138, 118), 0.5, False),
    (0.00, 0.42, 1.00, 0.60, (122, 140, 150), 0.85, False),
    (0.08, 0.25, 0.45, 0.72, (196, 150, 110), 0.5, False),
    (0.14, 0.34, 0.24, 0.46, (220, 214, 170), 0.5, True),
    (0.30, 0.34, 0.40, 0.46, (220, 214, 170), 0.5, True),
    (0.70, 0.50, 0.82, 0.95, (46, 90, 120), 0.12, False),
    (0.72, 0.42, 0.80, 0.50, (226, 184, 154), 0.12, False),
)


def street(width=128, height=96):
    """The picture as linear light, and its planes by name."""
    picture = Image.new("RGB", (width, height), (150, 196, 232))
    planes = {
        name: Image.new("L", (width, height)) for name in ("depth", "ground", "lights", "sky")
    }
    planes["sky"].paste(255, (0, 0, width, height))
    planes["depth"].paste(255, (0, 0, width, height))
    for number, (*corners, fill, depth, shines) in enumerate(BLOCKS):
        box = [round(at * edge) for at, edge in zip(corners, (width, height) * 2, strict=True)]
        ImageDraw.Draw(picture).rectangle(box, fill=fill, outline=(28, 26, 34) if number else None)
        values = {"depth": round(255 * depth), "sky": 0, "ground": 0 if number else 255}
        for name, value in (values | {"lights": 255 if shines else 0}).items():
            ImageDraw.Draw(planes[name]).rectangle(box, fill=value)
    floats = {name: np.asarray(plane, np.float32) / 255 for name, plane in planes.items()}
    return colour.to_linear(np.asarray(picture)), floats


def apply(name, image, planes, seed=7, **options):
    """Run an effect with those of the planes it asks for."""
    wanted = inspect.signature(effect.get(name).function).parameters
    given = {key: plane for key, plane in {**planes, "seed": seed}.items() if key in wanted}
    return effect.get(name).apply(image, given=options, **given)


def lightness(image):
    """L* of every pixel."""
    return colour.to_lab(np.clip(image, 0, 1))[..., 0]
