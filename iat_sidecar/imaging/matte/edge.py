"""The soft edge at full size: exact colours, but only in the narrow band where it is unknown."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from iat_sidecar.imaging import colour
from iat_sidecar.imaging.arrays import Plane, Rgb8
from iat_sidecar.imaging.matte import scale
from iat_sidecar.imaging.matte.backdrop import Backdrop
from iat_sidecar.imaging.matte.fill import fill

Floats = NDArray[np.float32]
Indices = NDArray[np.intp]

RAMP = (6.0, 18.0)
SEPARABLE = 60.0
"""Subject and backdrop this far apart (sRGB steps) mix measurably; nearer, ΔE decides alone."""
OFF_THE_LINE = 0.5
"""Sine of the angle from which a colour is no mixture of backdrop and subject."""
NEIGHBOURS = [(y, x) for y in (-1, 0, 1) for x in (-1, 0, 1) if (y, x) != (0, 0)]


@dataclass(frozen=True)
class Band:
    """The undecided pixels of a picture, and the local colours on both sides of them (N×3)."""

    rows: Indices
    columns: Indices
    subject: Floats
    behind: Floats


def ramp(distance: Floats, limits: tuple[float, float] = RAMP) -> Floats:
    """0 below the first ΔE, 1 above the second, straight between."""
    low, high = limits
    share: Floats = np.clip((distance - low) / (high - low), 0, 1)
    return share


def soften(image: Rgb8, rough: Plane, backdrop: Backdrop, *, limits: tuple[float, float]) -> Plane:
    """Alpha at full size from a rough alpha at working size.

    image: H×W×3 sRGB bytes. rough: h×w, 0…1. Away from the edge the rough decision stands; in the
    band alpha is the place of a colour between the local backdrop and the local subject (sRGB
    encoded, as drawing programs mix), and never more than the ΔE ramp.
    """
    band, alpha = _open(image, rough)
    if band.rows.size == 0:
        return alpha
    seen = colour.lab8(image[band.rows, band.columns])
    from_local = np.linalg.norm(seen - colour.lab8(colour_bytes(band.behind)), axis=-1)
    if backdrop.surface is None:
        from_local = np.minimum(from_local, backdrop.colour_distance(seen))
    keyed = ramp(from_local, limits)
    alpha[band.rows, band.columns] = np.minimum(keyed, _mixture(image, band, keyed))
    return alpha


def colour_bytes(colours: Floats) -> Rgb8:
    return (np.clip(colours, 0, 255) + 0.5).astype(np.uint8)


def _open(image: Rgb8, rough: Plane) -> tuple[Band, Plane]:
    """Split into decided pixels and the band; local colours spread from decided ones."""
    low, high = _extremes(rough)
    inside, outside = low > 0.98, high < 0.02
    size = image.shape[:2]
    decided = np.where(inside, 1.0, np.where(outside, 0.0, 0.5)).astype(np.float32)
    alpha = np.array(scale.enlarge(decided, size, smooth=False))
    rows, columns = np.nonzero(alpha == 0.5)
    small = scale.shrink(image).astype(np.float32)
    times = scale.factor(image.shape)
    sides = [fill(small, side[..., None].astype(np.float32)) for side in (inside, outside)]
    subject, behind = (scale.sample(side, rows, columns, times) for side in sides)
    return Band(rows, columns, subject, behind), alpha


def _extremes(rough: Plane) -> tuple[Plane, Plane]:
    """Least and greatest value in each pixel's 3×3 neighbourhood."""
    padded = np.pad(rough, 1, mode="edge")
    rows = [padded[i : i + rough.shape[0]] for i in range(3)]
    low, high = np.minimum.reduce(rows), np.maximum.reduce(rows)
    width = rough.shape[1]
    return (
        np.minimum.reduce([low[:, i : i + width] for i in range(3)]),
        np.maximum.reduce([high[:, i : i + width] for i in range(3)]),
    )


def _mixture(image: Rgb8, band: Band, keyed: Floats) -> Floats:
    """Where between backdrop and subject each colour of the band lies.

    The subject's colour is the local mean; on a crisp outline it is the neighbour that differs
    most from the backdrop, since an outline's colour is not its filling's. A colour that no mixture
    explains belongs to the subject as far as its ΔE says.
    """
    seen = image[band.rows, band.columns].astype(np.float32) - band.behind
    span = band.subject - band.behind
    reach = np.linalg.norm(span, axis=-1)
    far = np.linalg.norm(seen, axis=-1)
    projected = np.einsum("nc,nc->n", seen, span) / np.maximum(reach**2, 1.0)
    unexplained = np.linalg.norm(seen - projected[:, None] * span, axis=-1)
    nearest, farthest = _around(image, band, far)
    is_mixture = (reach > SEPARABLE) & (unexplained < OFF_THE_LINE * far)
    at_outline = (nearest < 0.12 * farthest) & (farthest > SEPARABLE)
    is_crisp = at_outline & ((farthest > reach) | ~is_mixture)
    mixed = np.where(is_crisp, far / np.maximum(farthest, 1.0), projected)
    measurable = is_crisp | is_mixture
    return np.clip(np.where(measurable, (mixed - 0.03) / 0.94, keyed), 0, 1).astype(np.float32)


def _around(image: Rgb8, band: Band, far: Floats) -> tuple[Floats, Floats]:
    """Least and greatest distance from the backdrop among a pixel and its eight neighbours."""
    height, width = image.shape[:2]
    nearest, farthest = far.copy(), far.copy()
    for y, x in NEIGHBOURS:
        rows = np.clip(band.rows + y, 0, height - 1)
        columns = np.clip(band.columns + x, 0, width - 1)
        beside = image[rows, columns].astype(np.float32) - band.behind
        distance = np.sqrt(np.einsum("nc,nc->n", beside, beside))
        np.minimum(nearest, distance, out=nearest)
        np.maximum(farthest, distance, out=farthest)
    return nearest, farthest
