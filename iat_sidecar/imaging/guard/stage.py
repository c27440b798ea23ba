"""Rules that hold a picture against the light and weather its stage was to paint."""

import numpy as np

from iat_sidecar.imaging.arrays import Rgb8
from iat_sidecar.imaging.guard.looked import other_times
from iat_sidecar.imaging.guard.rule import Verdict, rule, worst
from iat_sidecar.imaging.guard.view import View
from iat_sidecar.imaging.lines import raised
from iat_sidecar.imaging.palettes import PALETTE_PX
from iat_sidecar.imaging.style import LEAST_REFERENCES
from iat_sidecar.imaging.tally import Tally, tally
from iat_sidecar.imaging.texture import reduced, texture_of

PARTICLE_LEVELS = 8
"""Levels by which a drop or a flake is brighter than what is behind it."""
FINE_PX = 3
CLEAR_LIGHT = 20.0
"""L* between two times of day whose pictures are told apart by their light alone."""


@rule("S18_stage", about="spec")
def stage(view: View) -> Verdict | None:
    """The light and weather asked for are there: mean L* and b*, contrast, drops and flakes.

    Where the picture `before_weather` is known, fog must have taken contrast from it and rain or
    snow must have added fine bright marks; else both are judged by the picture alone. A picture is
    not as light or dark as the style's references of another time of day.
    """
    if view.is_cutout:
        return None
    asked = (view.expected.shown_time, view.expected.shown_weather)
    verdicts = [weigh(view) for name, weigh in CONFLICTS.items() if name in asked]
    return worst(*verdicts, *_other_times(view)) if verdicts else None


def _other_times(view: View) -> list[Verdict]:
    """How far the picture's L* is on its way from its own light's references to another's."""
    look, light = view.look, view.colours.l_mean
    if look is None or look.references < LEAST_REFERENCES:
        return []
    usual, found = look.medians["l_mean"], []
    for time, other in other_times(view.expected, view.style).items():
        apart = other.medians["l_mean"] - usual
        if abs(apart) >= CLEAR_LIGHT and other.references >= LEAST_REFERENCES:
            name = time.replace("_", " ")
            message = f"The light is that of {name}: mean L* {light:.0f}, not about {usual:.0f}."
            way = max((light - usual) / apart, 0.0)
            found.append(Verdict(way, view.thresholds.of_another_time, message))
    return found


def _night(view: View) -> Verdict:
    light = view.colours.l_mean
    message = f"This should be night, but it is bright (mean L* {light:.0f})."
    return Verdict(light, view.thresholds.night_max_light, message)


def _day(view: View) -> Verdict:
    light = view.colours.l_mean
    message = f"This should be day, but it is dark (mean L* {light:.0f})."
    return Verdict(light, view.thresholds.day_min_light, message, is_floor=True)


def _dawn(view: View) -> Verdict:
    return _twilight(view, "dawn", view.thresholds.dawn_max_light)


def _dusk(view: View) -> Verdict:
    return _twilight(view, "dusk", view.thresholds.dusk_max_light)


def _golden_hour(view: View) -> Verdict:
    warmth, light = view.colours.b_mean, view.thresholds.golden_hour_max_light
    message = f"This should be golden hour, but the light is not warm (mean b* {warmth:.0f})."
    least = view.thresholds.golden_hour_min_warmth
    is_cold = Verdict(warmth, least, message, is_floor=True)
    return worst(_twilight(view, "golden hour", light), is_cold)


def _twilight(view: View, name: str, most: float) -> Verdict:
    light, least = view.colours.l_mean, view.thresholds.twilight_min_light
    kind = "bright" if light > most else "dark"
    message = f"This should be {name}, but it is too {kind} (mean L* {light:.0f})."
    if light < least:
        return Verdict(light, least, message, is_floor=True)
    return Verdict(light, most, message)


def _fog(view: View) -> Verdict:
    contrast, before = view.colours.l_deviation, view.other("before_weather")
    if before is None:
        message = f"This should be foggy, but the contrast is full ({contrast:.0f} L*)."
        return Verdict(contrast, view.thresholds.fog_max_deviation, message)
    kept = contrast / max(_counted(before).l_deviation, 1e-6)
    message = f"This should be foggy, but {kept:.0%} of the contrast is left."
    return Verdict(kept, view.thresholds.fog_max_contrast, message)


def _falling(view: View) -> Verdict:
    """New fine bright marks; without the picture before, no more than there can be."""
    marks, before = (
        raised(view.texture.grey, FINE_PX).astype(np.int16),
        view.other("before_weather"),
    )
    most = view.thresholds.particles_max
    if before is not None and texture_of(before).grey.shape == marks.shape:
        marks -= raised(texture_of(before).grey, FINE_PX)
    share, name = float((marks > PARTICLE_LEVELS).mean()), view.expected.shown_weather
    thick = Verdict(share, most, f"The {name} hides the picture: {share:.0%} of it is drops.")
    if before is None:
        return thick
    least = view.thresholds.particles_min
    message = f"There should be {name}, but none is falling ({share:.1%} of the picture)."
    return worst(thick, Verdict(share, least, message, is_floor=True))


def _counted(picture: Rgb8) -> Tally:
    return tally(reduced(picture, PALETTE_PX).reshape(-1, 3))


CONFLICTS = {
    "night": _night,
    "day": _day,
    "dawn": _dawn,
    "dusk": _dusk,
    "golden_hour": _golden_hour,
    "fog": _fog,
    "rain": _falling,
    "snow": _falling,
    "storm": _falling,
}
