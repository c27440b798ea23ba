"""Rules that hold a picture against the one it was made from: an edit, an enlargement."""

import math

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from iat_sidecar.imaging import colour
from iat_sidecar.imaging.arrays import Rgb8
from iat_sidecar.imaging.guard.rule import Verdict, rule, worst
from iat_sidecar.imaging.guard.view import View

Mask = NDArray[np.bool_]

MOST_SAMPLES = 60_000


@rule("H11_edit_leak", hard=True, about="technical")
def edit_leak(view: View) -> Verdict | None:
    """Outside the mask, grown by 8 px, an edit leaves the picture alone: mean and p99 of ΔE00.

    The mask is light where the edit may be. Needs the pictures `before` and `mask`.
    """
    before, mask = view.other_here("before"), view.other_here("mask")
    if before is None or mask is None:
        return None
    kept = ~_grown(mask.max(axis=2) > 127, view.thresholds.edit_margin_px)
    apart = _differences(view.rgb[kept], before[kept])
    if not apart.size:
        return None
    mean, far = float(apart.mean()), float(np.quantile(apart, 0.99))
    return worst(
        Verdict(
            mean,
            view.thresholds.edit_mean_de00,
            f"The edit changed the picture outside its mask by ΔE {mean:.1f} on average.",
        ),
        Verdict(
            far,
            view.thresholds.edit_p99_de00,
            f"The edit repainted something outside its mask (ΔE {far:.0f}).",
        ),
    )


@rule("S17_upscaler_mismatch", about="technical")
def upscaler_mismatch(view: View) -> Verdict | None:
    """The enlarged picture, made small again, is what was enlarged: PSNR ≥ 30 dB, ΔE00 ≤ 2.5.

    Both are compared without their finest detail, which enlarging may sharpen. Needs the picture
    `source`.
    """
    source = view.other("source")
    if source is None or view.image.shape[0] < source.shape[0]:
        return None
    size = (source.shape[1], source.shape[0])
    small = np.asarray(Image.fromarray(view.rgb).resize(size, Image.Resampling.BOX))
    db, apart = _psnr(small, source), float(_differences(small, source).mean())
    message = "The enlarged picture is no longer the one that was enlarged"
    return worst(
        Verdict(
            db,
            view.thresholds.upscale_psnr_db,
            f"{message}: {db:.0f} dB apart.",
            is_floor=True,
        ),
        Verdict(apart, view.thresholds.upscale_de00, f"{message}: ΔE {apart:.1f} apart."),
    )


def _grown(mask: Mask, margin_px: int) -> Mask:
    """A mask and what is within `margin_px` of it along the axes."""
    if not margin_px:
        return mask
    wide = Image.fromarray(mask.astype(np.uint8) * 255).filter(ImageFilter.BoxBlur(margin_px))
    return np.asarray(wide) > 0


def _differences(one: Rgb8, other: Rgb8) -> NDArray[np.float64]:
    """ΔE00 of pixels at the same places; of large pictures of evenly spread ones."""
    first, second = one.reshape(-1, 3), other.reshape(-1, 3)
    step = max(1, len(first) // MOST_SAMPLES)
    return colour.delta_e00(colour.lab8(first[::step]), colour.lab8(second[::step]))


def _psnr(one: Rgb8, other: Rgb8) -> float:
    """Peak signal-to-noise ratio in dB, at most 99."""
    error = np.square(one.astype(np.float32) - other.astype(np.float32)).mean(dtype=np.float64)
    return min(99.0, 10 * math.log10(255**2 / error)) if error else 99.0
