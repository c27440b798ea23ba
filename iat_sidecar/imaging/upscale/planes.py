"""Planes of floats at new sizes, the strips that keep them few, and colours under an alpha."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from iat_sidecar.core.errors import ImagingFailed
from iat_sidecar.imaging import layers
from iat_sidecar.imaging.arrays import Rgb8, Rgba8
from iat_sidecar.imaging.picture import MAX_EDGE_PX, MAX_PIXELS

Floats = NDArray[np.float32]
Size = tuple[int, int]
Box = tuple[float, float, float, float]
Resampling = Image.Resampling

LARGEST = 8.0
STRIP_PX = 256
LOBES = 3
"""Source pixels that the widest filter, Lanczos-3, reaches to each side."""


@dataclass(frozen=True)
class Strip:
    """Rows top…bottom of a result, and the source rows first…last that they are made of.

    box: the part of those source rows that becomes the strip, as Pillow takes it.
    """

    top: int
    bottom: int
    first: int
    last: int
    box: Box


def strips(source: Size, size: Size) -> Iterator[Strip]:
    """What resampling from one size to another needs, strip by strip from the top."""
    step = source[0] / size[0]
    reach = math.ceil(LOBES * max(step, 1.0)) + 1
    for top in range(0, size[0], STRIP_PX):
        bottom = min(top + STRIP_PX, size[0])
        first = max(0, math.floor(top * step) - reach)
        last = min(source[0], math.ceil(bottom * step) + reach)
        low, high = top * step - first, min(bottom * step, source[0]) - first
        yield Strip(top, bottom, first, last, (0, low, source[1], high))


def enlarged_size(image: Rgb8 | Rgba8, factor: float) -> Size:
    """Height and width of the result; refused where no picture may be that large."""
    if not 1 <= factor <= LARGEST:
        raise ValueError(f"a picture is enlarged by 1 to {LARGEST:g}, not by {factor:g}")
    height, width = (max(1, round(edge * factor)) for edge in image.shape[:2])
    if max(height, width) > MAX_EDGE_PX or height * width > MAX_PIXELS:
        raise ImagingFailed(
            "upscale",
            f"{width} × {height} px would be more than {MAX_PIXELS // 10**6} megapixels or "
            f"{MAX_EDGE_PX} px along an edge; ask for a smaller factor",
        )
    return height, width


def resized(planes: Floats, size: Size, method: Resampling, box: Box | None = None) -> Floats:
    """H×W×C floats at (height, width); `box` is the part that is taken."""
    pictures = (
        Image.fromarray(np.ascontiguousarray(plane)) for plane in np.moveaxis(planes, -1, 0)
    )
    shape = (size[1], size[0])
    return np.stack([np.asarray(one.resize(shape, method, box)) for one in pictures], axis=-1)


def premultiplied(colours: Floats, alpha: Floats) -> Floats:
    """H×W×4: colours weighed by their alpha (H×W×1), and the alpha."""
    return np.concatenate([colours * alpha, alpha], axis=-1)


def straight(grown: Floats, bare: Floats, to_bytes: Callable[[Floats], Rgb8]) -> Rgba8:
    """Undo `premultiplied` after growing; where nothing covers, the colours that grew alone."""
    held = np.clip(grown, 0, 1)
    cover = held[..., 3:]
    known = layers.ramp(cover, 0.0, 0.02)
    covered = np.asarray(held[..., :3] / np.maximum(cover, 1e-3), np.float32)
    return np.concatenate([to_bytes(layers.mixed(bare, covered, known)), bytes_of(cover)], axis=-1)


def alpha_of(image: Rgba8) -> Floats:
    """H×W×1, 0…1."""
    return image[..., 3:].astype(np.float32) / np.float32(255)


def bytes_of(planes: Floats) -> NDArray[np.uint8]:
    return (np.clip(planes, 0, 1) * np.float32(255) + np.float32(0.5)).astype(np.uint8)
