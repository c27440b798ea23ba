"""A rough matte made exact: the band that is uncertain is opened and solved from the colours."""

import math

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from iat_sidecar.imaging.arrays import Plane, Rgb8
from iat_sidecar.imaging.matte import closed_form, scale

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]
Indices = NDArray[np.intp]

SOLVED_PX, QUICK_PX = 24_000, 10_000
"""Unknown pixels that are solved at most, with care and as a part of every cutout; a larger band is
solved on a smaller copy."""
REACH = 0.02
UNSURE = (0.03, 0.97)
PULL = 1e-4
NOISE = np.float32(0.02)
CHUNK_PX = 262_144


def refine(
    image: Rgb8,
    rough: Plane,
    *,
    reach: float = REACH,
    pull: float = PULL,
    solved_px: int = QUICK_PX,
) -> Plane:
    """The alpha of an H×W×3 sRGB picture from a rough one, of a model, of GrabCut or of a vendor.

    reach: how far beside the rough edge the truth may lie, as a share of the long side. Where the
    rough alpha is sure, it becomes 0 or 1.
    """
    low, high = (np.float32(bound) for bound in UNSURE)
    sure = (rough - low) * (1 / (high - low))
    np.clip(sure, 0, 1, out=sure)
    return solve(image, sure, band(sure, reach), pull=pull, solved_px=solved_px)


def within(image: Rgb8, rough: Plane, unknown: Mask) -> Plane:
    """The alpha of an H×W×3 picture from a rough one and a band, both of the working size."""
    decided = scale.enlarge(rough, image.shape[:2], smooth=False)
    return solve(image, decided, full_size(unknown, decided.shape), solved_px=QUICK_PX)


def band(rough: Plane, reach: float = REACH) -> Mask:
    """The pixels (H×W) that are half transparent, or so near the edge that they may be."""
    small = scale.shrink_plane(rough)
    uncertain = (small > 0) & (small < 1)
    solid = small > 0.5
    uncertain |= scale.dilate(solid, 1) & ~solid
    wide = scale.dilate(uncertain, max(1, round(reach * max(small.shape))))
    return full_size(wide, rough.shape)


def full_size(mask: Mask, shape: tuple[int, ...]) -> Mask:
    """A mask of the working size at H×W, by the nearest pixel."""
    times = scale.factor(shape)
    wide = mask.repeat(times, axis=0).repeat(times, axis=1)
    return wide[: shape[0], : shape[1]]


def solve(
    image: Rgb8,
    rough: Plane,
    unknown: Mask,
    *,
    pull: float = 0.0,
    solved_px: int = SOLVED_PX,
) -> Plane:
    """Closed-form alpha of the unknown pixels of an H×W×3 sRGB picture; the others stay.

    Solved on a copy whose band has at most solved_px pixels; its local linear models then make the
    alpha of every full-size pixel from that pixel's own colour (He & Sun, "Fast Guided Filter",
    2015). pull: see `closed_form.solve`.
    """
    if not unknown.any():
        return rough
    alpha = rough.copy()
    box = _around(unknown)
    seen, held, band = image[box], rough[box], unknown[box]
    times = max(1, math.ceil(math.sqrt(np.count_nonzero(band) / solved_px)))
    small, low, open_ = _reduced(seen, held, band, times)
    found = closed_form.solve(small, low, open_, pull=pull)
    if times == 1:
        alpha[box] = np.where(band, _settled(found), held)
        return alpha
    lines = closed_form.linear(small, found, open_, closed_form.UPWARD_EPSILON)
    alpha[box] = _upward(seen, held, band, lines, times)
    return alpha


def _around(unknown: Mask) -> tuple[slice, slice]:
    """The unknown pixels' bounding box and two pixels more."""
    down, across = (np.flatnonzero(unknown.any(axis=axis)) for axis in (1, 0))
    return (
        slice(max(0, int(down[0]) - 2), int(down[-1]) + 3),
        slice(max(0, int(across[0]) - 2), int(across[-1]) + 3),
    )


def _reduced(seen: Rgb8, held: Plane, band: Mask, times: int) -> tuple[Floats, Plane, Mask]:
    """Colours in 0…1, alpha and band of a copy `times` smaller; what is mixed there is unknown."""
    if times == 1:
        return seen.astype(np.float32) / np.float32(255), held, band
    small = np.asarray(Image.fromarray(seen).reduce(times), np.float32) / np.float32(255)
    low = np.asarray(Image.fromarray(held).reduce(times))
    mixed = np.asarray(Image.fromarray(band.astype(np.uint8) * np.uint8(255)).reduce(times)) > 0
    return small, low, mixed


def _upward(seen: Rgb8, held: Plane, band: Mask, lines: Floats, times: int) -> Plane:
    alpha = held.copy()
    rows, columns = np.nonzero(band)
    for start in range(0, rows.size, CHUNK_PX):
        at = rows[start : start + CHUNK_PX], columns[start : start + CHUNK_PX]
        line = scale.sample(lines, *at, times)
        colours = seen[at].astype(np.float32) / np.float32(255)
        alpha[at] = _settled(np.einsum("nc,nc->n", line[:, :3], colours) + line[:, 3])
    return alpha


def _settled(alpha: Floats) -> Floats:
    """Within 0…1, and decided where only noise keeps it from being so."""
    decided: Floats = np.clip((alpha - NOISE) / np.float32(1 - 2 * NOISE), 0, 1)
    return decided
