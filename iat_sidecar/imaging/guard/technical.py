"""Rules about the picture as such: size, emptiness, clipping, traces of JPEG."""

import numpy as np
from numpy.typing import NDArray

from iat_sidecar.imaging.guard.rule import Verdict, rule, worst
from iat_sidecar.imaging.guard.view import View
from iat_sidecar.imaging.overlay import strokes
from iat_sidecar.imaging.style import Look

BLOCK = 8
STEP_LIMIT = 12
"""In 8-bit levels: larger steps are drawn lines, not block edges."""
UNSEEN_STEP, MIN_SEEN = 1.0, 0.05
"""Steps far below one level on average are seen by nobody."""
TILE_PX = 1_024


@rule("H02_size", hard=True, about="spec")
def size(view: View) -> Verdict | None:
    """Edges as requested: exact from a local engine, ± 8 px from an API; aspect within 1 %."""
    wanted = (view.expected.height_px, view.expected.width_px)
    height, width = view.image.shape[:2]
    if wanted[0] is None or wanted[1] is None:
        return None
    off_px = max(abs(height - wanted[0]), abs(width - wanted[1]))
    allowed_px = 0 if view.expected.is_local else view.thresholds.size_tolerance_px
    aspect = abs((width / height) / (wanted[1] / wanted[0]) - 1)
    message = f"The picture is {width}×{height} px; {wanted[1]}×{wanted[0]} px were asked for."
    return worst(
        Verdict(off_px, allowed_px, message),
        Verdict(aspect, view.thresholds.aspect_tolerance, message),
    )


@rule("H03_blank", hard=True, about="technical")
def blank(view: View) -> Verdict | None:
    """Contrast std(L*) of at least 1.5, and no single colour (5 bits a channel) above 98 %.

    A cutout may be a silhouette; whether anything is on it, its matte says.
    """
    if view.is_cutout:
        return None
    dominant, contrast = _dominant_share(view), view.colours.l_deviation
    return worst(
        Verdict(
            contrast,
            view.thresholds.blank_deviation,
            f"The picture is empty: its contrast is only {contrast:.1f} L*.",
            is_floor=True,
        ),
        Verdict(
            dominant,
            view.thresholds.dominant_share,
            f"The picture is empty: {dominant:.0%} of it is one colour.",
        ),
    )


@rule("H04_clip", hard=True, about="technical")
def clip(view: View) -> Verdict:
    """Share of pure black or white pixels; a style of black and white may have more of them."""
    share = _clipped_share(view)
    return Verdict(
        share,
        max(view.thresholds.clip_share, _style_extremes(view.look) + view.thresholds.clip_margin),
        f"{share:.0%} of the picture is pure black or pure white; detail is lost there.",
    )


@rule("S10_blockiness", about="technical")
def blockiness(view: View) -> Verdict | None:
    """Steps on the 8-px grid against steps elsewhere, medians over lines; 1 is none.

    After Wang, Sheikh, Bovik, "No-reference perceptual quality assessment of JPEG compressed
    images", ICIP 2002; medians, since one drawn line on the grid is no block.
    """
    height, width = (edge // BLOCK * BLOCK for edge in view.image.shape[:2])
    if min(height, width) < 8 * BLOCK:
        return None
    part = view.image[:height, :width][:TILE_PX, :TILE_PX]
    green = part[..., 1].astype(np.int16)
    if view.has_alpha:
        seen = part[..., 3] > 0
        ratio = max(_grid_ratio(green[::3], seen[::3]), _grid_ratio(green.T[::3], seen.T[::3]))
    else:
        ratio = max(_grid_ratio(green[::3]), _grid_ratio(green.T[::3]))
    message = "The picture shows the 8-pixel blocks of strong JPEG compression."
    return Verdict(ratio, view.thresholds.blockiness, message, best=1.0)


@rule("S16_corner_text", about="technical")
def corner_text(view: View) -> Verdict | None:
    """Strokes in a row of writing that stands by itself in a corner: a watermark, a signature.

    Stroke density after Wong & Chen, Pattern Recognition 36(8) 2003.
    """
    if view.is_cutout:
        return None
    found = strokes(view.texture.grey, view.texture.edges)
    message = "Something like a signature or watermark is written into a corner."
    return Verdict(found, view.thresholds.corner_strokes, message)


def _dominant_share(view: View) -> float:
    colours = (view.colours.rgb >> 3).astype(np.int32) @ np.array([1024, 32, 1])
    return float(np.bincount(colours, view.colours.share).max())


def _clipped_share(view: View) -> float:
    pixels = view.image.reshape(-1, view.image.shape[2])
    if view.has_alpha:
        pixels = pixels[pixels[:, 3] > 127]
    return sum(_all_at(pixels, level) for level in (0, 255)) / max(1, len(pixels))


def _all_at(pixels: NDArray[np.uint8], level: int) -> int:
    """How many pixels have every channel at this level; the others are looked at where one is."""
    at = np.flatnonzero(pixels[:, 1] == level)
    return int(((pixels[at, 0] == level) & (pixels[at, 2] == level)).sum())


def _style_extremes(look: Look | None) -> float:
    return look.tone[0] + look.tone[-1] if look and look.tone else 0.0


def _grid_ratio(rows: NDArray[np.int16], seen: NDArray[np.bool_] | None = None) -> float:
    """Mean steps from column to column between visible pixels, on the grid against elsewhere."""
    steps = np.minimum(np.abs(np.diff(rows, axis=1)), STEP_LIMIT)
    count = np.full(steps.shape[1], len(rows))
    if seen is not None:
        both = seen[:, 1:] & seen[:, :-1]
        steps, count = np.where(both, steps, 0), both.sum(axis=0)
    known = count >= MIN_SEEN * len(rows)
    means = steps.sum(axis=0) / np.maximum(count, 1)
    on_grid = np.arange(means.size) % BLOCK == BLOCK - 1
    if not (known & on_grid).any() or not (known & ~on_grid).any():
        return 1.0
    grid, elsewhere = np.median(means[known & on_grid]), np.median(means[known & ~on_grid])
    return float((grid + UNSEEN_STEP) / (elsewhere + UNSEEN_STEP))
