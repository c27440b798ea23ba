"""Straight-alpha pictures whose edges carry the subject's own colour: no halo on any ground."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from iat_sidecar.imaging.arrays import Plane, Rgb8, Rgba8
from iat_sidecar.imaging.matte import scale
from iat_sidecar.imaging.matte.edge import colour_bytes
from iat_sidecar.imaging.matte.fill import fill

Floats = NDArray[np.float32]
Indices = NDArray[np.intp]

SMALL = np.float32(1e-5)
OPAQUE = 0.98
NEAR = [(y, x) for y in range(-2, 3) for x in range(-2, 3) if (y, x) != (0, 0)]
MIN_ALPHA = 8
"""Of 255: the colour of fainter pixels is mostly rounding."""

PASSES = ((128, 11), (scale.WORKING_EDGE_PX, 3))
"""Long side and blur radius: 90 and 6 pixels of a 1024 px picture, as the paper has them."""


def rgba(foreground: Rgb8, alpha: Plane) -> Rgba8:
    """H×W×4 sRGB bytes, straight alpha, from colours that are already the subject's own."""
    opacity = (np.clip(alpha, 0, 1) * 255 + 0.5).astype(np.uint8)
    return np.dstack([foreground, opacity])


def foreground(image: Rgb8, alpha: Plane) -> Rgb8:
    """The subject's colour in every pixel: as it is where opaque, without the backdrop's share in
    soft edges, and spread outwards where nothing is visible.

    Blur fusion with two passes, Forte, "Approximate Fast Foreground Colour Estimation", ICIP 2021;
    the blurs run on a copy of at most 512 px, the last correction on every soft pixel. Beside
    opaque pixels these say what the colour is, so that thin outlines stay ink.
    """
    clean = image.copy()
    subject, behind = _fused(image, alpha)
    rows, columns = np.nonzero((alpha > 0) & (alpha < 1))
    times = scale.factor(image.shape)
    own = _beside(image, alpha, rows, columns, scale.sample(subject, rows, columns, times))
    ground = scale.sample(behind, rows, columns, times)
    soft, share = image[rows, columns].astype(np.float32), alpha[rows, columns, None]
    clean[rows, columns] = colour_bytes(_corrected(soft, share, own, ground))
    return bleed(clean, alpha)


def bleed(image: Rgb8, alpha: Plane) -> Rgb8:
    """Spread the visible colours under the transparent pixels, so that scaling draws no fringe."""
    hidden = alpha == 0
    if not hidden.any():
        return image
    # reducing RGBA, Pillow weighs colours by their alpha
    small = scale.shrink(rgba(image, alpha))
    known = (small[..., 3:] > MIN_ALPHA).astype(np.float32)
    spread = colour_bytes(fill(small[..., :3].astype(np.float32), known))
    size = (image.shape[1], image.shape[0])
    grown = np.asarray(Image.fromarray(spread).resize(size, Image.Resampling.BILINEAR))
    clean = image.copy()
    np.copyto(clean, grown, where=hidden[..., None])
    return clean


def _beside(image: Rgb8, alpha: Plane, rows: Indices, columns: Indices, blurred: Floats) -> Floats:
    """Mean colour of the opaque pixels within two pixels, the nearer the more; else the blurred."""
    height, width = alpha.shape
    total, weight = blurred * SMALL, np.full((len(rows), 1), SMALL)
    for y, x in NEAR:
        row, column = np.clip(rows + y, 0, height - 1), np.clip(columns + x, 0, width - 1)
        share = (alpha[row, column, None] > OPAQUE) * np.float32(1 / (y * y + x * x) ** 2)
        total += share * image[row, column]
        weight += share
    return total / weight


def _fused(image: Rgb8, alpha: Plane) -> tuple[Floats, Floats]:
    """Foreground and background at working size; the wide blur runs on a copy of 128 px."""
    (tiny_px, wide), (small_px, narrow) = PASSES
    tiny, tiny_share = _working(image, alpha, tiny_px)
    own, ground = _fuse(tiny, tiny_share, tiny, tiny, wide)
    small, share = _working(image, alpha, small_px)
    ground = scale.enlarge(ground, small.shape[:2])
    own = _corrected(small, share, scale.enlarge(own, small.shape[:2]), ground)
    return _fuse(small, share, own, ground, narrow)


def _working(image: Rgb8, alpha: Plane, edge_px: int) -> tuple[Floats, Floats]:
    small = scale.shrink(image, edge_px).astype(np.float32)
    return small, scale.shrink_plane(alpha, edge_px)[..., None]


def _fuse(
    image: Floats, share: Floats, own: Floats, ground: Floats, radius: int
) -> tuple[Floats, Floats]:
    """One pass: local means of both colours, then what the mixture still lacks."""
    blurred = scale.box_mean(share, radius)
    own = np.divide(scale.box_mean(own * share, radius), np.maximum(blurred, SMALL))
    behind = scale.box_mean(ground * (1 - share), radius)
    ground = np.divide(behind, np.maximum(1 - blurred, SMALL))
    return _corrected(image, share, own, ground), np.clip(ground, np.float32(0), np.float32(255))


def _corrected(image: Floats, share: Floats, own: Floats, ground: Floats) -> Floats:
    """Move the foreground so that it and the background mix to the picture again."""
    moved: Floats = own + share * (image - share * own - (1 - share) * ground)
    return np.clip(moved, np.float32(0), np.float32(255))
