"""Straight-alpha pictures whose edges carry the subject's own colour: no halo on any ground."""

from dataclasses import dataclass

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
REACH = 2
NEAR = [
    (y, x) for y in range(-REACH, REACH + 1) for x in range(-REACH, REACH + 1) if (y, x) != (0, 0)
]
MIN_ALPHA = 8
"""Of 255: the colour of fainter pixels is mostly rounding."""
CLEAR, FAINT = 0.02, np.float32(0.1)

CHUNK_PX, STRIP_PX = 262_144, 256
SIDES_PX, BLUR = 256, 2
WIDE_PX, WIDE_SHARE = 32, np.float32(0.1)
"""Working sizes of the means, their blur, and what the wide one counts for beside the narrow one."""
ALPHA_VARIANCE = 1e-3
NOISE, NEAR_VARIANCE, FAR_VARIANCE, UNKNOWN_VARIANCE = 4.0, 20.0, 400.0, 900.0
"""sRGB steps²: of a pixel, of a subject's colour beside and away from opaque ones, of a backdrop
nobody sees."""


def rgba(foreground: Rgb8, alpha: Plane) -> Rgba8:
    """H×W×4 sRGB bytes, straight alpha, from colours that are already the subject's own."""
    picture = np.empty((*alpha.shape, 4), np.uint8)
    picture[..., :3] = foreground
    for top in range(0, alpha.shape[0], STRIP_PX):
        rows = slice(top, top + STRIP_PX)
        picture[rows, :, 3] = np.clip(alpha[rows], 0, 1) * np.float32(255) + np.float32(0.5)
    return picture


def foreground(image: Rgb8, alpha: Plane) -> Rgb8:
    """The subject's colour in every pixel, as `subject` finds it."""
    return subject(image, alpha)[..., :3]


def subject(image: Rgb8, alpha: Plane) -> Rgba8:
    """The subject with straight alpha: its colours as they are where opaque, without the backdrop's
    share in soft edges, and spread outwards where nothing is visible.

    In a soft pixel the likeliest colours of both sides are taken that mix to what is seen, from what
    opaque pixels beside it show, local means of both sides at working size, and how far each varies
    there (after Chuang, Curless, Salesin, Szeliski, "A Bayesian Approach to Digital Matting", CVPR
    2001, for a known alpha). Thin outlines stay ink.
    """
    picture = rgba(image, alpha)
    rows, columns = np.nonzero((alpha > 0) & (alpha < 1))
    sides = _sides(image, alpha) if rows.size else None
    for start in range(0, rows.size, CHUNK_PX):
        at = rows[start : start + CHUNK_PX], columns[start : start + CHUNK_PX]
        assert sides
        picture[(*at, slice(3))] = colour_bytes(_unmixed(image, alpha, *at, sides))
    bleed(picture, alpha)
    return picture


def bleed(picture: Rgba8, alpha: Plane) -> None:
    """Spread the visible colours under the transparent pixels, so that scaling draws no fringe."""
    hidden = alpha == 0
    if not hidden.any():
        return
    # reducing RGBA, Pillow weighs colours by their alpha
    small = scale.shrink(picture)
    known = (small[..., 3:] > MIN_ALPHA).astype(np.float32)
    spread = colour_bytes(fill(small[..., :3].astype(np.float32), known))
    size = (picture.shape[1], picture.shape[0])
    grown = np.asarray(Image.fromarray(spread).resize(size, Image.Resampling.BILINEAR))
    np.copyto(picture[..., :3], grown, where=hidden[..., None])


@dataclass(frozen=True)
class _Sides:
    """What is known at working sizes of both sides of the edge: colours, and how sure they are."""

    own: Floats
    behind: Floats
    unsure: Floats
    """Variance of the backdrop around each pixel, sRGB steps²."""


def _sides(image: Rgb8, alpha: Plane) -> _Sides:
    small, share = _working(image, alpha, SIDES_PX)
    clear = (share < CLEAR).astype(np.float32)
    if not clear.any():
        return _Sides(_spread(small, share, small), small, np.full_like(share, UNKNOWN_VARIANCE))
    behind = fill(small, clear)
    apart: Floats = np.square(small - scale.box_mean(behind, BLUR)).mean(axis=-1, keepdims=True)
    seen = scale.box_mean(clear, 2 * BLUR)
    variance: Floats = np.divide(scale.box_mean(apart * clear, 2 * BLUR), np.maximum(seen, SMALL))
    return _Sides(
        _spread(small, share, behind), behind, fill(variance, (seen > 0.05).astype(np.float32))
    )


def _unmixed(image: Rgb8, alpha: Plane, rows: Indices, columns: Indices, sides: _Sides) -> Floats:
    """The likeliest subject colours (N×3) given the mixture, and how far either side may vary."""

    def at(plane: Floats) -> Floats:
        return scale.sample(plane, rows, columns, scale.factor(alpha.shape, SIDES_PX))

    own, varies = _beside(image, alpha, rows, columns, at(sides.own))
    behind, unsure = at(sides.behind), at(sides.unsure) + np.float32(NOISE)
    seen, share = image[rows, columns].astype(np.float32), alpha[rows, columns, None]
    rest = 1 - share
    # an alpha that is a little wrong shows as a share of what lies between both colours
    noise = NOISE + ALPHA_VARIANCE * np.square(own - behind).mean(axis=1, keepdims=True)
    gain = share * varies / (share * share * varies + rest * rest * unsure + noise)
    likely: Floats = own + gain * (seen - share * own - rest * behind)
    return likely


def _beside(
    image: Rgb8, alpha: Plane, rows: Indices, columns: Indices, blurred: Floats
) -> tuple[Floats, Floats]:
    """Mean colour of the opaque pixels within two pixels, the nearer the more; else the blurred.

    With it, its variance: beside opaque pixels a colour is nearly known.
    """
    height, width = alpha.shape
    near_rows = {y: np.clip(rows + y, 0, height - 1) * width for y in range(-REACH, REACH + 1)}
    near_columns = {x: np.clip(columns + x, 0, width - 1) for x in range(-REACH, REACH + 1)}
    flat_alpha, flat_image = alpha.ravel(), image.reshape(-1, 3)
    total, weight = blurred * SMALL, np.full((len(rows), 1), SMALL)
    for y, x in NEAR:
        places = near_rows[y] + near_columns[x]
        opaque = np.flatnonzero(flat_alpha[places] > OPAQUE)
        share = np.float32(1 / (y * y + x * x) ** 2)
        total[opaque] += share * flat_image[places[opaque]]
        weight[opaque] += share
    varies = np.where(weight > 2 * SMALL, np.float32(NEAR_VARIANCE), np.float32(FAR_VARIANCE))
    return total / weight, varies


def _spread(image: Floats, share: Floats, behind: Floats) -> Floats:
    """The subject's colour at working size: local means of what is left without the backdrop.

    What is nearly opaque counts most; far from any of it a much wider mean stands in.
    """
    rest = (1 - share) * behind
    unmixed = np.clip((image - rest) / np.maximum(share, FAINT), np.float32(0), np.float32(255))
    weight: Floats = np.power(share, 3)
    colours: Floats = np.multiply(unmixed, weight)
    wide, total = _blurred(colours, WIDE_PX), _blurred(weight, WIDE_PX)
    narrow, near = scale.box_mean(colours, BLUR), scale.box_mean(weight, BLUR)
    own: Floats = np.divide(narrow + WIDE_SHARE * wide, near + WIDE_SHARE * total + SMALL)
    return own


def _blurred(values: Floats, edge_px: int) -> Floats:
    """A wide blur: means on a much smaller copy."""
    times = scale.factor(values.shape, edge_px)
    bands = np.moveaxis(values, -1, 0)
    small = np.stack([np.asarray(Image.fromarray(band).reduce(times)) for band in bands], axis=-1)
    return scale.enlarge(scale.box_mean(small, 2), values.shape[:2])


def _working(image: Rgb8, alpha: Plane, edge_px: int) -> tuple[Floats, Floats]:
    small = scale.shrink(image, edge_px).astype(np.float32)
    return small, scale.shrink_plane(alpha, edge_px)[..., None]
