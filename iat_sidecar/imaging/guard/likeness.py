"""Rules that hold a picture against its style: chroma, palette, tone."""

import numpy as np

from iat_sidecar.imaging import measure
from iat_sidecar.imaging.guard.rule import Verdict, rule, worst
from iat_sidecar.imaging.guard.view import View

SIGMAS = 3 * 1.4826
"""Three robust deviations, as a multiple of the median absolute deviation."""
OWN_REACH = 3.0
"""A picture may be this many times as far from the style as the style's references are."""


@rule("H08_chroma", hard=True, about="style")
def chroma_far_over(view: View) -> Verdict | None:
    """chroma_exceed = mean max(0, C* − ceiling) far over, or a quarter of the picture above."""
    limits = view.thresholds
    return _chroma(view, limits.hard_chroma_exceed, limits.hard_chroma_exceed_share)


@rule("S04_chroma_exceed", about="style")
def chroma_over(view: View) -> Verdict | None:
    """chroma_exceed, or the share of pixels above the ceiling, noticeably over."""
    return _chroma(view, view.thresholds.chroma_exceed, view.thresholds.chroma_exceed_share)


@rule("H09_palette", hard=True, about="style")
def palette_lost(view: View) -> Verdict | None:
    """Symmetric weighted nearest ΔE00 between the palettes; only in the style's own light."""
    return _palette(view, view.thresholds.hard_palette)


@rule("S01_palette", about="style")
def palette_drift(view: View) -> Verdict | None:
    """As H09, from where a reader notices; a varied style allows more, three times its references' own distance."""
    return _palette(view, view.thresholds.palette)


@rule("S02_tone", about="style")
def tone(view: View) -> Verdict | None:
    """1-D earth mover's distance of the L* histograms, in L*; only in the style's own light.

    Rubner, Tomasi, Guibas, IJCV 40(2) 2000; in one dimension the area between the two sums.
    """
    if view.style is None or not view.style.tone or not view.is_comparable:
        return None
    apart = measure.tone_distance(view.tone, np.array(view.style.tone))
    return Verdict(
        apart,
        max(view.thresholds.tone, OWN_REACH * view.style.mad.tone),
        f"Light and dark are spread {apart:.0f} L* away from the style's.",
    )


@rule("S03_chroma_mean", about="style")
def chroma_mean(view: View) -> Verdict | None:
    """Mean C* as a ratio to the style's; only in the style's own light."""
    style, limits = view.style, view.thresholds
    if style is None or style.c_mean <= 0 or not view.is_comparable:
        return None
    ratio, slack = view.c_mean / style.c_mean, SIGMAS * style.mad.c_mean / style.c_mean
    if ratio < 1:
        message = f"The colours are paler than the style's ({ratio:.0%} of its chroma)."
        floor = min(limits.chroma_mean_low, max(1 - slack, 0.0))
        return Verdict(ratio, floor, message, is_floor=True, best=1.0)
    message = f"The colours are stronger than the style's ({ratio:.0%} of its chroma)."
    return Verdict(ratio, max(limits.chroma_mean_high, 1 + slack), message, best=1.0)


def _chroma(view: View, exceed_limit: float, share_limit: float) -> Verdict | None:
    if view.chroma_ceiling is None:
        return None
    exceed, share = view.chroma_exceed
    return worst(
        Verdict(
            exceed,
            exceed_limit,
            f"The colours are on average {exceed:.1f} C* stronger than the style's ceiling.",
        ),
        Verdict(
            share, share_limit, f"{share:.0%} of the picture is stronger than the style's ceiling."
        ),
    )


def _palette(view: View, limit: float) -> Verdict | None:
    apart = view.palette_de00
    if apart is None:
        return None
    spread = view.style.mad.palette if view.style else 0.0
    message = f"The colours are not the style's: the palettes are ΔE {apart:.1f} apart."
    return Verdict(apart, max(limit, OWN_REACH * spread), message)
