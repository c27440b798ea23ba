"""Working sizes: smaller copies, larger copies, box means, and colours between pixels."""

import math
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from iat_sidecar.imaging import strips
from iat_sidecar.imaging.arrays import Plane, Rgb8

Floats = NDArray[np.float32]
Grown = TypeVar("Grown", NDArray[np.float32], NDArray[np.bool_])
WORKING_EDGE_PX = 512


def factor(shape: tuple[int, ...], edge_px: int = WORKING_EDGE_PX) -> int:
    """How many pixels of the full picture make one of the working copy, along each edge."""
    return math.ceil(max(shape[:2]) / edge_px)


def shrink(image: Rgb8, edge_px: int = WORKING_EDGE_PX) -> Rgb8:
    """H×W×3 (or H×W) bytes with a long side of at most `edge_px`: means of whole boxes."""
    times = factor(image.shape, edge_px)
    return image if times == 1 else strips.reduced(image, times)


def shrink_plane(plane: Plane, edge_px: int = WORKING_EDGE_PX) -> Plane:
    """H×W floats with a long side of at most `edge_px`: means of whole boxes."""
    times = factor(plane.shape, edge_px)
    return plane if times == 1 else strips.reduced(plane, times)


def enlarge(plane: Floats, shape: tuple[int, int], *, smooth: bool = True) -> Floats:
    """H×W or H×W×3 floats at another size: bilinear, or the nearest pixel."""
    if plane.ndim == 3:
        return np.stack([enlarge(band, shape) for band in np.moveaxis(plane, -1, 0)], axis=-1)
    how = Image.Resampling.BILINEAR if smooth else Image.Resampling.NEAREST
    return np.asarray(Image.fromarray(plane).resize((shape[1], shape[0]), how))


def box_mean(values: Floats, radius: int) -> Floats:
    """Mean over a (2r+1)² box, edges repeated, for small radii; H×W or H×W×C."""
    window = 2 * radius + 1
    summed: Floats = values
    for axis in (0, 1):
        pad = [(radius, radius) if axis == own else (0, 0) for own in range(values.ndim)]
        padded, size = np.pad(summed, pad, mode="edge"), values.shape[axis]
        summed = np.zeros_like(values)
        for shift in range(window):
            summed += padded[shift : shift + size] if axis == 0 else padded[:, shift : shift + size]
    return summed / np.float32(window * window)


def dilate(plane: Grown, radius: int) -> Grown:
    """The greatest value of the (2r+1)² square around each pixel of an H×W mask or plane."""
    grown, covered = plane, 0
    while covered < radius:
        step = min(2 * covered + 1, radius - covered)
        for axis in (0, 1):
            ahead, back = _shifted(grown, step, axis), _shifted(grown, -step, axis)
            grown = np.maximum(grown, np.maximum(ahead, back))
        covered += step
    return grown


def _shifted(plane: Grown, step: int, axis: int) -> Grown:
    """The plane moved along an axis, its last row or column repeated behind it."""
    places = np.clip(np.arange(plane.shape[axis]) + step, 0, plane.shape[axis] - 1)
    moved: Grown = np.take(plane, places, axis)
    return moved


def sample(plane: Floats, rows: NDArray[np.intp], columns: NDArray[np.intp], times: int) -> Floats:
    """Bilinear values of a small h×w×C array at pixels of a frame `times` as large: N×C."""
    y, top, bottom = _between(rows, plane.shape[0], times)
    x, left, right = _between(columns, plane.shape[1], times)
    upper = plane[top, left] * (1 - x) + plane[top, right] * x
    lower = plane[bottom, left] * (1 - x) + plane[bottom, right] * x
    return (upper * (1 - y) + lower * y).astype(np.float32, copy=False)


def _between(
    at: NDArray[np.intp], size: int, times: int
) -> tuple[Floats, NDArray[np.intp], NDArray[np.intp]]:
    place = np.clip((at.astype(np.float32) + 0.5) / times - 0.5, 0, size - 1)
    low = place.astype(np.intp)
    return (place - low)[:, None].astype(np.float32), low, np.minimum(low + 1, size - 1)
