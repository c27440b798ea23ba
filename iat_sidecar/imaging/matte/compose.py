"""Straight-alpha pictures whose edges carry the subject's own colour: no halo on any ground."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from iat_sidecar.imaging import strips
from iat_sidecar.imaging.arrays import Plane, Rgb8, Rgba8
from iat_sidecar.imaging.matte import scale
from iat_sidecar.imaging.matte.edge import colour_bytes
from iat_sidecar.imaging.matte.fill import fill

Floats = NDArray[np.float32]
Indices = NDArray[np.intp]

SMALL = np.float32(1e-5)
OPAQUE, OPAQUE_LEVEL = 0.98, 255
REACH = 2
NEAR = [
    (y, x) for y in range(-REACH, REACH + 1) for x in range(-REACH, REACH + 1) if (y, x) != (0, 0)
]
MIN_ALPHA = 8
"""Of 255: the colour of fainter pixels is mostly rounding."""
CLEAR, SEEN, FAINT = 0.02, 0.05, np.float32(0.1)

CHUNK_PX, FEW = 32_768, 16
SIDES_PX, BLUR = 256, 2
WIDE_PX, WIDE_SHARE = 32, np.float32(0.1)
"""Working sizes of the means, their blur, and what the wide one counts for beside the narrow one."""
TRACE = 1e-3
"""Of the subject: what less of it there is at a place says nothing of its colour."""
ALPHA_VARIANCE = 1e-3
NOISE, NEAR_VARIANCE, FAR_VARIANCE, UNKNOWN_VARIANCE = 4.0, 20.0, 400.0, 900.0
"""sRGB steps²: of a pixel, of a subject's colour beside and away from opaque ones, of a backdrop
nobody sees."""


def rgba(foreground: Rgb8, alpha: Plane) -> Rgba8:
    """H×W×4 sRGB bytes, straight alpha, from colours that are already the subject's own."""
    return strips.interleaved(foreground, strips.levels(alpha))


def as_seen(image: Rgb8, alpha: Plane) -> Rgba8:
    """The picture's own colours under an alpha, and where nothing is visible their mean."""
    picture = rgba(image, alpha)
    few, share = image[::FEW, ::FEW].astype(np.float32), alpha[::FEW, ::FEW, None]
    mean = (few * share).sum(axis=(0, 1)) / max(float(share.sum()), float(SMALL))
    times = scale.factor(alpha.shape, SIDES_PX)
    places = (-(-alpha.shape[0] // times), -(-alpha.shape[1] // times), 3)
    _lay_under(picture, np.broadcast_to(mean, places))
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
    opacity = strips.levels(alpha)
    picture = strips.interleaved(image, opacity)
    if opacity.min() == OPAQUE_LEVEL:
        return picture
    sides = _sides(image, alpha)
    soft, flat = strips.between(opacity), picture.reshape(-1, 4)

    def unmix(start: int) -> None:
        at = soft[start : start + CHUNK_PX]
        flat[at, :3] = colour_bytes(_unmixed(image, alpha, at, sides))

    strips.together(unmix, range(0, soft.size, CHUNK_PX))
    _lay_under(picture, sides[..., :3])
    return picture


def bleed(picture: Rgba8) -> None:
    """Spread the visible colours under the transparent pixels, so that scaling draws no fringe."""
    if picture[..., 3].min() == 0:
        # reducing RGBA, Pillow weighs colours by their alpha
        small = scale.shrink(picture, SIDES_PX)
        known = (small[..., 3:] > MIN_ALPHA).astype(np.float32)
        _lay_under(picture, fill(small[..., :3].astype(np.float32), known))


def _lay_under(picture: Rgba8, colours: Floats) -> None:
    """Write colours (h×w×3 at working size) where a picture is clear, a block for each of them."""
    times, width = scale.factor(picture.shape, SIDES_PX), picture.shape[1]
    blocks = np.zeros((*colours.shape[:2], 4), np.uint8)
    blocks[..., :3] = colour_bytes(colours)
    under, whole = blocks.view(np.uint32)[..., 0], picture.view(np.uint32)[..., 0]

    def work(strip: slice) -> None:
        clear = picture[strip, :, 3] == 0
        if clear.any():
            rows = np.arange(strip.start, strip.stop) // times
            wide = np.repeat(under[rows[0] : rows[-1] + 1], times, axis=1)[:, :width]
            np.copyto(whole[strip], wide[rows - rows[0]], where=clear)

    strips.each(work, picture.shape[0], rows=strips.rows_for(picture.shape))


def _sides(image: Rgb8, alpha: Plane) -> Floats:
    """What is known at working size of both sides of the edge, h×w×7.

    The subject's colour, the backdrop's, and how far the backdrop varies there (sRGB steps²).
    """
    small, share = _working(image, alpha, SIDES_PX)
    clear = (share < CLEAR).astype(np.float32)
    if not clear.any():
        unsure = np.full_like(share, UNKNOWN_VARIANCE)
        return np.concatenate([_spread(small, share, small), small, unsure], axis=-1)
    behind = fill(small, clear)
    apart: Floats = np.square(small - scale.box_mean(behind, BLUR)).mean(axis=-1, keepdims=True)
    seen = scale.box_mean(clear, 2 * BLUR)
    varies: Floats = np.divide(scale.box_mean(apart * clear, 2 * BLUR), np.maximum(seen, SMALL))
    near = seen > SEEN
    usual = float(varies[near].mean()) if near.any() else UNKNOWN_VARIANCE
    varies[~near] = usual
    return np.concatenate([_spread(small, share, behind), behind, varies], axis=-1)


def _unmixed(image: Rgb8, alpha: Plane, at: Indices, sides: Floats) -> Floats:
    """The likeliest subject colours (N×3) given the mixture, and how far either side may vary."""
    rows, columns = np.divmod(at, alpha.shape[1])
    both = scale.sample(sides, rows, columns, scale.factor(alpha.shape, SIDES_PX))
    own, varies = _beside(image, alpha, rows, columns, both[:, :3])
    behind, unsure = both[:, 3:6], both[:, 6:] + np.float32(NOISE)
    seen, share = image.reshape(-1, 3)[at].astype(np.float32), alpha.ravel()[at, None]
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
    mixed = (image - rest) / np.maximum(share, FAINT)
    unmixed: Floats = np.clip(mixed, np.float32(0), np.float32(255))
    weight: Floats = np.power(share, 3)
    colours: Floats = unmixed * weight
    wide, total = _wide(colours, weight)
    far = WIDE_SHARE * np.maximum(total, np.float32(TRACE))
    narrow, near = scale.box_mean(colours, BLUR), scale.box_mean(weight, BLUR)
    own: Floats = (narrow + far * wide) / (near + far)
    return own


def _wide(colours: Floats, weight: Floats) -> tuple[Floats, Floats]:
    """Means over a wide blur, on a much smaller copy, and how much of the subject they are of.

    Where there is none of it, what is nearest.
    """
    times, shape = scale.factor(weight.shape, WIDE_PX), weight.shape[:2]
    small = np.concatenate([colours, weight], axis=-1)
    bands = [np.asarray(Image.fromarray(band).reduce(times)) for band in np.moveaxis(small, -1, 0)]
    blurred = scale.box_mean(np.stack(bands, axis=-1), 2)
    total = blurred[..., 3:]
    means = np.divide(blurred[..., :3], np.maximum(total, np.float32(TRACE)))
    filled = fill(means, (total > TRACE).astype(np.float32))
    return scale.enlarge(filled, shape), scale.enlarge(total[..., 0], shape)[..., None]


def _working(image: Rgb8, alpha: Plane, edge_px: int) -> tuple[Floats, Floats]:
    small = scale.shrink(image, edge_px).astype(np.float32)
    return small, scale.shrink_plane(alpha, edge_px)[..., None]
