"""Lanczos in linear light, for pictures; strip by strip, so that the largest fits as well."""

from collections.abc import Iterator

import numpy as np
from PIL import Image

from iat_sidecar.imaging import colour
from iat_sidecar.imaging.arrays import Rgb8, Rgba8
from iat_sidecar.imaging.upscale import planes
from iat_sidecar.imaging.upscale.planes import Floats, Resampling, Size, Strip


def lanczos(image: Rgb8 | Rgba8, factor: float) -> Rgb8 | Rgba8:
    """Enlarge by 1…8 with Lanczos-3 in linear light; alpha is premultiplied meanwhile.

    image: H×W×3 or H×W×4 bytes. The result is round(H·factor) × round(W·factor).
    """
    size = planes.enlarged_size(image, factor)
    return fitted(iter([image]), (image.shape[0], image.shape[1]), size)


def fitted(parts: Iterator[Rgb8 | Rgba8], source: Size, size: Size) -> Rgb8 | Rgba8:
    """A picture at another size, larger or smaller; it comes in parts, from the top.

    source: height and width of the parts together. Only a few rows of them are held at once.
    """
    held, start = next(parts), 0
    result = np.empty((*size, held.shape[2]), np.uint8)
    for strip in planes.strips(source, size):
        while start + len(held) < strip.last:
            held = np.concatenate([held, next(parts)])
        held, start = held[strip.first - start :], strip.first
        rows = held[: strip.last - strip.first]
        result[strip.top : strip.bottom] = (
            held[strip.top - start : strip.bottom - start]
            if source == size
            else _resampled(rows, strip, size)
        )
    return result


def with_alpha(colours: Rgb8, image: Rgb8 | Rgba8) -> Rgb8 | Rgba8:
    """Enlarged colours (H×W×3) with the alpha of the picture that they were made of, if any.

    Alpha is coverage, not light: Lanczos on its own values.
    """
    if image.shape[2] == 3:
        return colours
    picture = Image.fromarray(np.ascontiguousarray(image[..., 3]))
    size = (colours.shape[1], colours.shape[0])
    return np.dstack([colours, np.asarray(picture.resize(size, Resampling.LANCZOS))])


def _resampled(rows: Rgb8 | Rgba8, strip: Strip, size: Size) -> Rgb8 | Rgba8:
    """One strip of a result, from the source rows that it is made of."""
    light = colour.to_linear(rows[..., :3])
    if rows.shape[2] == 3:
        return colour.to_srgb(_taken(light, strip, size, Resampling.LANCZOS))
    covered = planes.premultiplied(light, planes.alpha_of(rows))
    grown = _taken(covered, strip, size, Resampling.LANCZOS)
    bare = _taken(light, strip, size, Resampling.BICUBIC)
    return planes.straight(grown, bare, colour.to_srgb)


def _taken(light: Floats, strip: Strip, size: Size, method: Resampling) -> Floats:
    return planes.resized(light, (strip.bottom - strip.top, size[1]), method, strip.box)
