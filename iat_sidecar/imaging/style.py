"""What a look measures: the numbers of a style guide, without a pixel library."""

import math
from typing import Annotated

from msgspec import Meta, field

from iat_sidecar.core.values import Count, Fraction, Lab, Stage, TimeOfDay, Weather
from iat_sidecar.core.wire import Wire

VERSION = 2

Bins = Annotated[
    list[tuple[Count, Fraction]],
    Meta(description="Occupied bins of a*, b* (24 × 24, ten units each, from −120) and shares."),
]
LightKey = Annotated[str, Meta(description="stage/time_of_day/weather; * stands for any.")]

NEUTRAL: LightKey = "style_lock/day/clear"
LEAST_REFERENCES = 5
"""From so many references on their spread says more than a limit that suits all."""

DISTANCES = ("palette", "tone", "colours", "orientation")
"""Measures that are distances from the whole look: only larger is worse."""
EPSILON = {
    "palette": 1.2,
    "tone": 2.3,
    "colours": 0.06,
    "orientation": 0.03,
    "c_mean": 0.1,
    "line_weight_px": 0.15,
    "edge_density": 0.12,
    "noise": 0.4,
    "sharpness": 0.2,
    "banding": 0.004,
}
"""What is added to each measure's deviation: about the least difference that a reader sees.

Near-identical references have no spread, and rounding must not count as drift. The measures of
LEAST are compared as logarithms, the others in their own units.
"""
LEAST = {"c_mean": 1.0, "edge_density": 1e-3, "sharpness": 1e-1}
"""Measures that are compared as logarithms, and what each is at least before it is taken."""
SMALL_SET = {2: 1.196, 3: 1.495, 4: 1.363, 5: 1.206, 6: 1.200, 7: 1.140, 8: 1.129, 9: 1.107}
"""Croux & Rousseeuw, COMPSTAT 1992: the median absolute deviation of few values is too small."""
TO_SIGMA = 1.4826


class PaletteColour(Wire):
    """One colour of a palette and the share of the picture it stands for."""

    lab: Lab
    weight: Fraction


class Spread(Wire):
    """Median absolute deviation of each measure over the references; 0 for a single one.

    palette: weighted nearest ΔE00 from the whole palette; tone: earth mover's distance in L*.
    """

    palette: float = 0.0
    chroma_ceiling: float = 0.0
    tone: float = 0.0
    line_weight_px: float = 0.0
    edge_density: float = 0.0
    noise: float = 0.0
    sharpness: float = 0.0
    l_mean: float = 0.0
    c_mean: float = 0.0


class Look(Wire):
    """What the references of one stage, time of day and weather have in common.

    tone: 32 shares of L*. orientation: shares of eight edge directions. medians and mads: of each
    measure over the references, those in DISTANCES from what the other references have in common.
    """

    references: int
    palette: list[PaletteColour]
    chroma_ceiling: float
    tone: list[float]
    colours: Bins
    orientation: list[float]
    medians: dict[str, float]
    mads: dict[str, float]

    def z(self, name: str, value: float) -> float | None:
        """|x − median| / (1.4826·MAD + ε); None where there are too few references to say."""
        if self.references < LEAST_REFERENCES or name not in self.mads:
            return None
        away = value - self.medians[name]
        away = max(away, 0.0) if name in DISTANCES else abs(away)
        return away / (deviation(self.mads[name], self.references) + EPSILON[name])


class StyleMeasure(Wire):
    """The measured look of a set of references.

    palette: eight colours by falling weight. chroma_ceiling: mean over references of the 99th
    percentile of C*. lab_covariance: 3×3 rows. tone: 32 shares of L* from 0 to 100. Lengths are
    pixels at a long side of 1,024; noise is σ in 8-bit levels; sharpness the variance of the
    Laplacian of L*. All but `of_light` is of the references in neutral light, where there are any.
    decided: names of what a person set in the place of what was measured.
    """

    version: int = VERSION
    references: int
    palette: list[PaletteColour]
    chroma_ceiling: float
    lab_mean: Lab
    lab_covariance: tuple[Lab, Lab, Lab]
    tone: list[float]
    line_weight_px: float
    edge_density: float
    noise: float
    sharpness: float
    l_mean: float
    c_mean: float
    mad: Spread
    of_light: dict[LightKey, Look] = field(default_factory=dict)
    decided: list[str] = field(default_factory=list)


def scaled(name: str, value: float) -> float:
    """A measure as it is compared: as a logarithm where ratios are what is seen."""
    return math.log(max(value, LEAST[name])) if name in LEAST else value


def deviation(mad: float, references: int) -> float:
    """A robust standard deviation out of a median absolute deviation over so many references."""
    few = SMALL_SET.get(references, references / (references - 0.8) if references > 9 else 1.0)
    return TO_SIGMA * few * mad


def light_key(
    stage: Stage | None = None, time: TimeOfDay | None = None, weather: Weather | None = None
) -> LightKey:
    """The key of a light; what is not known is neutral."""
    return f"{stage or 'style_lock'}/{time or 'day'}/{weather or 'clear'}"


def is_neutral(key: LightKey) -> bool:
    """Clear daylight, at whatever stage."""
    return key.partition("/")[2] == NEUTRAL.partition("/")[2]


def groups(key: LightKey) -> list[LightKey]:
    """The looks that a reference belongs to: its own, its light's, its time of day's.

    Daylight in another weather is another light; at night it is night first.
    """
    _, time, weather = key.split("/")
    return [key, f"*/{time}/{weather}", *([] if time == "day" else [f"*/{time}/*"])]


def look_of(style: StyleMeasure, key: LightKey) -> tuple[LightKey, Look] | None:
    """The nearest look with enough references; else the nearest at all; else None."""
    found = [each for pattern in groups(key) for each in _fitting(style, pattern)]
    enough = [each for each in found if each[1].references >= LEAST_REFERENCES]
    return next(iter(enough or found), None)


def whole(style: StyleMeasure) -> Look:
    """A measure that knows no lights as one look, with no spread to judge by."""
    names = ("c_mean", "line_weight_px", "edge_density", "noise", "sharpness")
    return Look(
        references=style.references,
        palette=style.palette,
        chroma_ceiling=style.chroma_ceiling,
        tone=style.tone,
        colours=[],
        orientation=[],
        medians={name: scaled(name, getattr(style, name)) for name in names},
        mads={},
    )


def _fitting(style: StyleMeasure, pattern: LightKey) -> list[tuple[LightKey, Look]]:
    """Looks of this light, the one with most references first."""
    wanted = pattern.split("/")
    found = [
        (key, look)
        for key, look in style.of_light.items()
        if all(part in ("*", own) for part, own in zip(wanted, key.split("/"), strict=True))
    ]
    return sorted(found, key=lambda each: (-each[1].references, each[0]))
