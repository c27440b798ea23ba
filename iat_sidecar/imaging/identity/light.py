"""The colours that a scene's light gives to known colours: the grade, the weather, the air between.

Forward, from the reference to the picture: the grade of a time is our own table, so this is exact
where dividing the picture by a gain would not be.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from iat_sidecar.core.values import TimeOfDay, Weather
from iat_sidecar.imaging import colour, grade, layers
from iat_sidecar.imaging.arrays import LabImage, LinearRgb
from iat_sidecar.imaging.sky import COOL

Floats = NDArray[np.float32]

TIMES: tuple[TimeOfDay, ...] = ("dawn", "day", "golden_hour", "dusk", "night", "interior")
ROOM = 0.88
"""What weather outside leaves of a room's light, as `sky.outside` has it."""

PROBES = np.array(
    [
        (30, 20, 10),
        (30, -10, -25),
        (50, 40, 30),
        (50, -30, 25),
        (50, 5, -35),
        (75, 10, 20),
        (75, -10, -10),
    ],
    np.float32,
)
LEAST_CONTRAST = 0.35


@dataclass(frozen=True)
class Overcast:
    """What a weather does to surfaces near the viewer, as its effect asks of `sky.overcast`.

    veils: shares of airlight that may lie over a figure, by its distance.
    """

    flat: float = 0.0
    grey: float = 0.0
    dim: float = 1.0
    veils: tuple[float, ...] = (0.0,)


WEATHERS: dict[Weather, Overcast] = {
    "clear": Overcast(),
    "cloudy": Overcast(0.28, 0.34, 0.88, (0.0, 0.1, 0.2)),
    "rain": Overcast(0.22, 0.36, 0.80, (0.0, 0.1, 0.2, 0.35)),
    "snow": Overcast(0.20, 0.30, 0.92, (0.0, 0.1, 0.2, 0.35)),
    "storm": Overcast(0.16, 0.48, 0.50, (0.0, 0.1, 0.2, 0.35, 0.5, 0.65)),
    "fog": Overcast(0.0, 0.0, 1.0, (0.0, 0.1, 0.2, 0.35, 0.5, 0.65)),
}


@dataclass(frozen=True)
class Light:
    """One light that may have fallen on a figure.

    time: None for the neutral light of a reference. strength: of the grade. veil: share of
    airlight. is_room: the weather is outside the windows only.
    """

    time: TimeOfDay | None = None
    weather: Weather = "clear"
    strength: float = 1.0
    veil: float = 0.0
    is_room: bool = False

    def on(self, lab: LabImage, air: Floats) -> LabImage:
        """K×3 CIELAB under this light; air: the picture's mean colour (3), linear light."""
        linear = np.clip(colour.from_lab(np.asarray(lab, np.float32)), 0, 1).astype(np.float32)
        if self.time is not None:
            graded = grade.lut(self.time).apply_linear(linear)
            linear = layers.mixed(linear, graded, self.strength)
        if self.is_room:
            return colour.to_lab(linear * np.float32(ROOM))
        covered = _covered(linear, WEATHERS[self.weather], float(colour.luminance(air)))
        return colour.to_lab(layers.mixed(covered, air * np.float32(1.1), self.veil))

    def contrast(self, air: Floats) -> float:
        """How much of the differences between colours this light leaves, 0.25…1: night takes most."""
        lit = self.on(PROBES, air)
        return min(1.0, max(LEAST_CONTRAST, _spread(lit) / _spread(PROBES)))


def possible(
    time: TimeOfDay | None, weather: Weather | None, *, is_known: bool, is_exact: bool
) -> list[Light]:
    """The lights to try: one where it is known and clear, a handful where air lies between.

    is_known: False tries every time of day. is_exact: False allows for a light that was asked for
    in words and painted by someone else, weaker than ours.
    """
    times: Iterable[TimeOfDay | None] = (time,) if is_known else (None, *TIMES)
    shown: Weather = weather or "clear"
    lights = [
        Light(time=each, weather=shown, strength=strength, veil=veil)
        for each in times
        for strength in ((1.0,) if is_exact or each is None else (1.0, 0.6, 0.3))
        for veil in WEATHERS[shown].veils
    ]
    rooms = [] if shown == "clear" else [Light(time=each, is_room=True) for each in times]
    return lights + rooms


def _covered(linear: LinearRgb, cover: Overcast, mean: float) -> LinearRgb:
    """What `sky.overcast` does, for single colours under a picture's mean light."""
    light = colour.luminance(linear)[..., None]
    day = float(layers.ramp(mean, 0.015, 0.16))
    paler = layers.mixed(linear, light, cover.grey * (0.4 + 0.6 * day))
    gain = np.sqrt(np.float32(mean + 0.02) / (light + np.float32(0.02)))
    even = 1 + (gain - 1) * np.float32(cover.flat)
    # a clear sky has dim 1 and changes nothing
    dim = 0.86 + (cover.dim - 0.86) * day if cover.flat else 1.0
    covered: LinearRgb = paler * even * (COOL ** np.float32(cover.grey)) * np.float32(dim)
    return covered


def _spread(lab: LabImage) -> float:
    """Root mean square distance from the mean colour."""
    return float(np.sqrt(((lab - lab.mean(axis=0)) ** 2).sum(axis=1).mean()))
