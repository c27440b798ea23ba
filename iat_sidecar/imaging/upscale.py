"""Enlarging: Lanczos in linear light for pictures, edge-directed for drawn lines."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from iat_sidecar.imaging import colour, layers
from iat_sidecar.imaging.arrays import Rgb8, Rgba8

Floats = NDArray[np.float32]
Size = tuple[int, int]
Edges = tuple[NDArray[np.intp], NDArray[np.intp], Floats, Floats]
Resampling = Image.Resampling

LARGEST = 8.0
EDGE = 0.012
STRAIGHTENING, CRISPNESS, PASSES = 0.75, 0.35, 2


def lanczos(image: Rgb8 | Rgba8, factor: float) -> Rgb8 | Rgba8:
    """Enlarge by 1…8 with Lanczos-3 in linear light; alpha is premultiplied meanwhile.

    image: H×W×3 or H×W×4 bytes. The result is round(H·factor) × round(W·factor).
    """
    size = _size(image, factor)
    if image.shape[2] == 3:
        return colour.to_srgb(_resized(colour.to_linear(image), size, Resampling.LANCZOS))
    grow = _grower(size, Resampling.LANCZOS)
    return _with_alpha(image, colour.to_linear(image[..., :3]), grow, colour.to_srgb)


def edge(image: Rgb8 | Rgba8, factor: float) -> Rgb8 | Rgba8:
    """Enlarge line art by 1…8 with smooth, crisp outlines and no ringing.

    image: H×W×3 or H×W×4 bytes, as in `lanczos`. Bicubic first; then edges are averaged along
    their direction (structure tensor: Förstner & Gülch 1987), sharpened across it, held between
    the extremes of their 3×3 neighbours, and projected back so that reducing the result gives
    the picture again (Irani & Peleg, CVGIP 53(3) 1991). Works on encoded values, so lines keep
    their weight.
    """
    size = _size(image, factor)
    encoded = image.astype(np.float32) / np.float32(255)
    if size == (image.shape[0], image.shape[1]):
        return image.copy()
    if image.shape[2] == 3:
        return _to_bytes(_directed(encoded, size))
    return _with_alpha(image, encoded[..., :3], lambda planes: _directed(planes, size), _to_bytes)


def _with_alpha(
    image: Rgba8,
    colours: Floats,
    grow: Callable[[Floats], Floats],
    to_bytes: Callable[[Floats], Rgb8],
) -> Rgba8:
    """Grow premultiplied colours with their alpha; where nothing covers, colours grow alone."""
    alpha = image[..., 3:].astype(np.float32) / np.float32(255)
    grown = np.clip(grow(np.concatenate([colours * alpha, alpha], axis=-1)), 0, 1)
    cover = grown[..., 3:]
    size = (grown.shape[0], grown.shape[1])
    bare = _resized(colours, size, Resampling.BICUBIC)
    known = layers.ramp(cover, 0.0, 0.02)
    covered = np.asarray(grown[..., :3] / np.maximum(cover, 1e-3), np.float32)
    straight = layers.mixed(bare, covered, known)
    return np.concatenate([to_bytes(straight), _to_bytes(cover)], axis=-1)


def _directed(planes: Floats, size: Size) -> Floats:
    low, high = _bounds(planes, size)
    grown = np.clip(_resized(planes, size, Resampling.BICUBIC), low, high)
    reach = size[0] / planes.shape[0] / 2
    edges = _edges(grown, reach)
    for _ in range(PASSES):
        grown = np.clip(_straightened(grown, edges, reach), low, high)
        grown = np.clip(grown + _missing(planes, grown), low, high)
    return grown


def _missing(planes: Floats, grown: Floats) -> Floats:
    """What reducing the result lacks against the original, enlarged."""
    reduced = _resized(grown, (planes.shape[0], planes.shape[1]), Resampling.BOX)
    return _resized(planes - reduced, (grown.shape[0], grown.shape[1]), Resampling.BILINEAR)


def _straightened(image: Floats, edges: Edges, reach: float) -> Floats:
    """Average edge pixels along the edge and push them away from the mean across it."""
    rows, columns, down, across = edges
    if not rows.size:
        return image
    own = image[rows, columns]
    along = own.copy()
    for step, weight in ((-2.0, 0.5), (-1.0, 1.0), (1.0, 1.0), (2.0, 0.5)):
        along += (
            _sampled(image, rows + down * step * reach, columns + across * step * reach) * weight
        )
    along /= np.float32(4)
    beside = _sampled(image, rows + across * reach, columns - down * reach)
    beside += _sampled(image, rows - across * reach, columns + down * reach)
    crisp = along + (along - beside / 2) * np.float32(CRISPNESS)
    result = image.copy()
    result[rows, columns] = own + (crisp - own) * np.float32(STRAIGHTENING)
    return result


def _edges(image: Floats, reach: float) -> Edges:
    """Rows and columns of the pixels on an edge, and the edge's unit direction at each."""
    plane = image.mean(axis=-1)
    along_rows, along_columns = np.gradient(plane)
    radius = 0.7 * max(reach, 0.7) / max(plane.shape)
    products = (along_rows**2, along_columns**2, along_rows * along_columns + np.float32(1))
    yy, xx, lifted = (layers.blurred(product, radius) for product in products)
    xy = lifted - np.float32(1)  # a blur keeps what is positive only
    strong = yy + xx > np.float32(EDGE / reach) ** 2
    rows, columns = np.nonzero(strong)
    y, x, cross = yy[rows, columns], xx[rows, columns], xy[rows, columns]
    angle = 0.5 * np.arctan2(2 * cross, x - y) + np.float32(np.pi / 2)
    return rows, columns, np.sin(angle), np.cos(angle)


def _sampled(image: Floats, rows: Floats, columns: Floats) -> Floats:
    """Bilinear samples of a picture at fractional places, N×C."""
    height, width = image.shape[:2]
    y, x = np.clip(rows, 0, height - 1.001), np.clip(columns, 0, width - 1.001)
    top, left = y.astype(np.intp), x.astype(np.intp)
    v, u = (y - top).astype(np.float32)[:, None], (x - left).astype(np.float32)[:, None]
    under, right = np.minimum(top + 1, height - 1), np.minimum(left + 1, width - 1)
    upper = image[top, left] * (1 - u) + image[top, right] * u
    lower = image[under, left] * (1 - u) + image[under, right] * u
    sampled: Floats = upper * (1 - v) + lower * v
    return sampled


def _bounds(planes: Floats, size: Size) -> tuple[Floats, Floats]:
    """The darkest and brightest of each pixel's 3×3 neighbours, at the new size."""
    rows = np.arange(size[0]) * planes.shape[0] // size[0]
    columns = (np.arange(size[1]) * planes.shape[1] // size[1])[None, :]
    low, high = _extreme(planes, np.minimum), _extreme(planes, np.maximum)
    return low[rows[:, None], columns], high[rows[:, None], columns]


def _extreme(planes: Floats, choose: np.ufunc) -> Floats:
    wide = np.pad(planes, ((1, 1), (1, 1), (0, 0)), mode="edge")
    tall = choose(choose(wide[:-2], wide[1:-1]), wide[2:])
    return np.asarray(choose(choose(tall[:, :-2], tall[:, 1:-1]), tall[:, 2:]))


def _grower(size: Size, method: Image.Resampling) -> Callable[[Floats], Floats]:
    return lambda planes: _resized(planes, size, method)


def _resized(planes: Floats, size: Size, method: Image.Resampling) -> Floats:
    channels = [layers.resized(planes[..., i], size, method) for i in range(planes.shape[2])]
    return np.stack(channels, axis=-1)


def _to_bytes(planes: Floats) -> NDArray[np.uint8]:
    return (np.clip(planes, 0, 1) * np.float32(255) + np.float32(0.5)).astype(np.uint8)


def _size(image: Rgb8 | Rgba8, factor: float) -> Size:
    if not 1 <= factor <= LARGEST:
        raise ValueError(f"a picture is enlarged by 1 to {LARGEST:g}, not by {factor:g}")
    return max(1, round(image.shape[0] * factor)), max(1, round(image.shape[1] * factor))
