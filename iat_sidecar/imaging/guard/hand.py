"""Rules that hold the hand of a picture against its style: line, edges, sharpness, noise, bands."""

import math

from iat_sidecar.imaging.banding import used_levels
from iat_sidecar.imaging.guard.looked import VEILING
from iat_sidecar.imaging.guard.rule import Verdict, rule, worst
from iat_sidecar.imaging.guard.view import View
from iat_sidecar.imaging.style import EPSILON, LEAST_REFERENCES, Look, deviation

MOST_SLACK = math.log(10)
"""However varied the references are, ten times as much is another hand."""
TO_P95 = 1.645
"""Standard deviations from the middle to the 95th percentile."""


@rule("S05_line_width", about="style")
def line_width(view: View) -> Verdict | None:
    """Median stroke width against the style's: a ratio outside 0.7…1.4, and more than z = 3.

    Widths after Epshtein, Ofek & Wexler, CVPR 2010; pixels at a long side of 1,024. Rain, snow and
    fog draw over the lines: there it is not judged.
    """
    look, limits = view.made_like, view.thresholds
    is_veiled = view.expected.shown_weather in VEILING
    if look is None or is_veiled or not look.medians.get("line_weight_px"):
        return None
    usual, width = look.medians["line_weight_px"], view.texture.line_weight_px
    kind = "thinner" if width < usual else "thicker"
    message = f"The lines are {kind} than the style's: {width:.1f} px instead of {usual:.1f} px."
    slack = _slack(look, "line_weight_px", limits.texture_z) / usual
    low, high = min(limits.line_low, max(1 - slack, 0.0)), max(limits.line_high, 1 + slack)
    return _ratio(width / usual, low, high, message)


@rule("S06_edge_density", about="style")
def edge_density(view: View) -> Verdict | None:
    """Share of edge pixels against the style's: a ratio outside 0.6…1.6, and more than z = 3.

    Edges by Sobel's gradient; Canny's (PAMI 8(6) 1986) thin them, which a share does not need.
    """
    ratio = _scaled_ratio(view, "edge_density", view.texture.edge_density)
    if ratio is None:
        return None
    kind = "far less" if ratio[0] < 1 else "far more"
    message = f"The picture has {kind} detail than the style ({ratio[0]:.0%} of its edges)."
    low, high = view.thresholds.edge_low, view.thresholds.edge_high
    return _ratio(ratio[0], min(low, 1 / ratio[1]), max(high, ratio[1]), message)


@rule("S07_sharpness", about="style")
def sharpness(view: View) -> Verdict | None:
    """Variance of the Laplacian against the style's: a ratio outside 0.35…3, and more than z = 3.

    Pech-Pacheco et al., ICPR 2000; only as a ratio, since flat art has few edges.
    """
    ratio = _scaled_ratio(view, "sharpness", view.texture.sharpness)
    if ratio is None:
        return None
    kind = "blurred" if ratio[0] < 1 else "over-sharpened"
    message = f"The picture is {kind}: it has {ratio[0]:.0%} of the style's sharpness."
    low, high = view.thresholds.sharpness_low, view.thresholds.sharpness_high
    return _ratio(ratio[0], min(low, 1 / ratio[1]), max(high, ratio[1]), message)


@rule("S08_noise", about="style")
def noise(view: View) -> Verdict | None:
    """σ of the noise away from edges: at most 2.5 levels of 255 over the style's.

    Immerkær, CVIU 64(2) 1996.
    """
    look = view.made_like
    if look is None:
        return None
    found, usual = view.texture.noise, look.medians.get("noise", 0.0)
    message = f"The flat areas are grainy: noise of {found:.1f} levels; the style has {usual:.1f}."
    slack = _slack(look, "noise", view.thresholds.texture_z)
    return Verdict(found, usual + max(view.thresholds.noise_over, slack), message)


@rule("S09_banding", about="technical")
def banding(view: View) -> Verdict | None:
    """Share of the picture in visible bands, and the share of the 8-bit levels that are used.

    Bands may be 0.02 over the 95th percentile of the references; fewer than 35 % of the levels
    between the darkest and the lightest, evenly spaced, are a posterised picture. After CAMBI,
    Tandon et al., PCS 2021.
    """
    if view.is_cutout or view.expected.stage == "advanced":
        return None
    look = view.made_like
    share, used = view.texture.banding, used_levels(view.rgb)
    usual = look.medians.get("banding", 0.0) + TO_P95 * _own(look, "banding") if look else 0.0
    return worst(
        Verdict(
            share,
            usual + view.thresholds.banding_over,
            f"{share:.0%} of the picture is in visible steps where a gradient should be smooth.",
        ),
        Verdict(
            used,
            view.thresholds.used_levels,
            f"The picture is posterised: it has only {used:.0%} of the tones it could have.",
            is_floor=True,
        ),
    )


def _scaled_ratio(view: View, name: str, value: float) -> tuple[float, float] | None:
    """A measure as a ratio to the look's, and the ratio that its references' spread allows.

    Both change with the contrast of the light, so that only the picture's own light will do.
    """
    look = view.made_like
    if look is None or view.look is None or name not in look.medians:
        return None
    usual = math.exp(look.medians[name])
    slack = min(_slack(look, name, view.thresholds.texture_z), MOST_SLACK)
    return value / usual, math.exp(slack)


def _ratio(ratio: float, low: float, high: float, message: str) -> Verdict:
    if ratio < 1:
        return Verdict(ratio, low, message, is_floor=True, best=1.0)
    return Verdict(ratio, high, message, best=1.0)


def _slack(look: Look, name: str, z: float) -> float:
    """How far from its median a measure may be for this z; nothing is known of few references."""
    if look.references < LEAST_REFERENCES or name not in look.mads:
        return 0.0
    return z * (_own(look, name) + EPSILON[name])


def _own(look: Look, name: str) -> float:
    return deviation(look.mads.get(name, 0.0), look.references)
