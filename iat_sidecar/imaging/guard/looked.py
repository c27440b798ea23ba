"""Which look a picture is held against, and how far from it each measure is."""

from typing import get_args

import numpy as np

from iat_sidecar.core.values import TimeOfDay
from iat_sidecar.imaging.guard.expected import Expected
from iat_sidecar.imaging.palettes import palette_distance
from iat_sidecar.imaging.shared_look import dense, plane_distance
from iat_sidecar.imaging.style import (
    NEUTRAL,
    LightKey,
    Look,
    PaletteColour,
    StyleMeasure,
    light_key,
    look_of,
    scaled,
    whole,
)
from iat_sidecar.imaging.tally import Tally
from iat_sidecar.imaging.texture import Texture, direction_distance
from iat_sidecar.imaging.traits import tone_distance

Found = tuple[LightKey, Look]

TIMES: tuple[TimeOfDay, ...] = get_args(TimeOfDay)
VEILING = ("rain", "snow", "storm", "fog")
"""Weathers that draw over the lines, or hide them."""


def look(expected: Expected, style: StyleMeasure | None) -> Found | None:
    """The look of the picture's own stage and light.

    A style that knows no lights is one look in neutral light, or where the request says so.
    """
    if style is None:
        return None
    is_alike = expected.has_neutral_light or expected.has_style_of_this_light
    if not style.of_light:
        return (NEUTRAL, whole(style)) if is_alike else None
    if expected.has_style_of_this_light:
        return look_of(style, NEUTRAL)
    return look_of(style, light_key(expected.stage, expected.shown_time, expected.shown_weather))


def texture(expected: Expected, style: StyleMeasure | None, found: Found | None) -> Look | None:
    """As `look`; lines drawn in daylight are still there at night, but not in fog or under grain."""
    if expected.stage == "advanced" and not (found and found[0].startswith("advanced/")):
        return None
    if found or style is None or expected.shown_weather in VEILING:
        return found[1] if found else None
    neutral = look_of(style, NEUTRAL) if style.of_light else (NEUTRAL, whole(style))
    return neutral[1] if neutral else None


def other_times(expected: Expected, style: StyleMeasure | None) -> dict[str, Look]:
    """The looks of the style's other times of day, in clear weather."""
    if style is None or not style.of_light:
        return {}
    found = {
        time: look_of(style, light_key(expected.stage, time))
        for time in TIMES
        if time != (expected.shown_time or "day")
    }
    return {time: one[1] for time, one in found.items() if one is not None}


def chroma_ceiling(
    expected: Expected, style: StyleMeasure | None, look: Look | None
) -> float | None:
    """What was asked for or set by a person, in every light; else the ceiling of this light."""
    if style is None or expected.chroma_ceiling not in (None, style.chroma_ceiling):
        return expected.chroma_ceiling
    if "chroma_ceiling" in style.decided:
        return style.chroma_ceiling
    return look.chroma_ceiling if look else None


def palette(
    expected: Expected, style: StyleMeasure | None, look: Look | None
) -> list[PaletteColour]:
    """The colours to keep to; a palette that was asked for is one for neutral light."""
    if is_given(expected, style):
        is_alike = expected.has_neutral_light or expected.has_style_of_this_light
        return expected.palette if is_alike else []
    return look.palette if look else []


def is_given(expected: Expected, style: StyleMeasure | None) -> bool:
    """Whether the request names a palette of its own, other than the style's."""
    return bool(expected.palette) and (style is None or expected.palette != style.palette)


def deviations(
    look: Look, colours: Tally, made: Texture, palette: list[PaletteColour]
) -> dict[str, float]:
    """Robust z of every measure that the look has a spread of."""
    if not look.mads:
        return {}
    values = {
        "palette": palette_distance(palette, look.palette),
        "tone": tone_distance(colours.tone, np.array(look.tone)),
        "colours": plane_distance(colours.plane, dense(look.colours)),
        "orientation": direction_distance(made.orientation, np.array(look.orientation)),
        "c_mean": scaled("c_mean", colours.c_mean),
        "line_weight_px": made.line_weight_px,
        "edge_density": scaled("edge_density", made.edge_density),
        "noise": made.noise,
        "sharpness": scaled("sharpness", made.sharpness),
    }
    found = {name: look.z(name, value) for name, value in values.items()}
    return {name: z for name, z in found.items() if z is not None}
