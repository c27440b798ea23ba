"""Rules that hold the colours of a picture against its style: chroma, palette, tone."""

import math

import numpy as np

from iat_sidecar.imaging.guard.looked import is_given
from iat_sidecar.imaging.guard.rule import Verdict, rule, worst
from iat_sidecar.imaging.guard.view import View
from iat_sidecar.imaging.style import EPSILON, Look, deviation
from iat_sidecar.imaging.traits import tone_distance

OWN_REACH = 3.0
"""With few references, a picture may be this many times as far from the style as they are."""


@rule("H08_chroma", hard=True, about="style")
def chroma_far_over(view: View) -> Verdict | None:
    """chroma_exceed = mean max(0, C* − ceiling) far over, or a quarter of the picture above."""
    limits = view.thresholds
    share = view.chroma_over_share
    return _chroma(view, share, limits.hard_chroma_exceed, limits.hard_chroma_exceed_share)


@rule("S04_chroma_exceed", about="style")
def chroma_over(view: View) -> Verdict | None:
    """chroma_exceed, or the share of pixels above the ceiling, noticeably over."""
    limits, share = view.thresholds, view.chroma_exceed[1]
    return _chroma(view, share, limits.chroma_exceed, limits.chroma_exceed_share)


@rule("H09_palette", hard=True, about="style")
def palette_lost(view: View) -> Verdict | None:
    """Symmetric weighted nearest ΔE00 between the palettes: z > 8, or > 25 with few references.

    References that are much alike make z large for a small difference; that is no hard failure.
    """
    limits, look = view.thresholds, view.look
    if look is not None and "palette" in view.z and _is_by_look(view):
        own = deviation(look.mads["palette"], look.references) + EPSILON["palette"]
        least = (limits.hard_palette_least - look.medians["palette"]) / own
        return _palette(view, limits.hard_palette, max(limits.hard_palette_z, least))
    return _palette(view, limits.hard_palette, limits.hard_palette_z)


@rule("S01_palette", about="style")
def palette_drift(view: View) -> Verdict | None:
    """As H09, from where a reader notices: z > 3, or ΔE00 > 8 with few references."""
    return _palette(view, view.thresholds.palette, view.thresholds.palette_z)


@rule("S02_tone", about="style")
def tone(view: View) -> Verdict | None:
    """1-D earth mover's distance of the L* histograms: z > 3, or > 8 L* with few references.

    Rubner, Tomasi, Guibas, IJCV 40(2) 2000; in one dimension the area between the two sums.
    """
    if view.look is None or view.is_cutout or not view.look.tone:
        return None
    apart = tone_distance(view.colours.tone, np.array(view.look.tone))
    message = f"Light and dark are spread {apart:.0f} L* away from the style's."
    if "tone" in view.z:
        return Verdict(view.z["tone"], view.thresholds.tone_z, message)
    own = view.style.mad.tone if view.style else 0.0
    return Verdict(apart, max(view.thresholds.tone, OWN_REACH * own), message)


@rule("S03_chroma_mean", about="style")
def chroma_mean(view: View) -> Verdict | None:
    """Mean C* against the style's: z > 3, or a ratio outside 0.7…1.35 with few references."""
    look, limits = view.look, view.thresholds
    if look is None or view.is_cutout or "c_mean" not in look.medians:
        return None
    ratio = view.colours.c_mean / math.exp(look.medians["c_mean"])
    kind = "paler" if ratio < 1 else "stronger"
    message = f"The colours are {kind} than the style's ({ratio:.0%} of its chroma)."
    if "c_mean" in view.z:
        return Verdict(view.z["c_mean"], limits.chroma_mean_z, message)
    if ratio < 1:
        return Verdict(ratio, limits.chroma_mean_low, message, is_floor=True, best=1.0)
    return Verdict(ratio, limits.chroma_mean_high, message, best=1.0)


def _chroma(view: View, share: float, exceed_limit: float, share_limit: float) -> Verdict | None:
    if view.chroma_ceiling is None:
        return None
    exceed = view.chroma_exceed[0]
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


def _palette(view: View, limit: float, limit_z: float) -> Verdict | None:
    apart = view.palette_de00
    if apart is None:
        return None
    message = f"The colours are not the style's: the palettes are ΔE {apart:.1f} apart."
    if "palette" in view.z and _is_by_look(view):
        return Verdict(view.z["palette"], limit_z, message)
    return Verdict(apart, max(limit, OWN_REACH * _spread(view, view.look)), message)


def _is_by_look(view: View) -> bool:
    return not is_given(view.expected, view.style)


def _spread(view: View, look: Look | None) -> float:
    return view.style.mad.palette if view.style and look else 0.0
