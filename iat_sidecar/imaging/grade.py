"""The light of each time of day as a colour grade: pure functions of linear light, kept as tables.

Sources: Bradford adaptation, Lam 1985 / CIE 15:2004; daylight and Planckian loci by Kim et al.,
US 7,024,034 (2006).
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from iat_sidecar.core.values import TimeOfDay
from iat_sidecar.imaging import colour
from iat_sidecar.imaging.arrays import LinearRgb
from iat_sidecar.imaging.lut import Lut

Floats = NDArray[np.float32]
Tint = tuple[float, float, float]

BRADFORD = np.array(
    [[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]], np.float64
)
NEUTRAL_K = 6504.0


@dataclass(frozen=True)
class Grade:
    """One light.

    white_k: colour temperature the picture's white takes on. exposure: factor on linear light at
    the end. contrast: exponent around mid grey, 1 none. shadows, highlights: factors that tint
    the dark and the bright end. saturation: 1 unchanged.
    """

    white_k: float
    exposure: float
    contrast: float
    shadows: Tint
    highlights: Tint
    saturation: float


GRADES: dict[TimeOfDay, Grade] = {
    "dawn": Grade(5600, 0.72, 0.93, (0.92, 0.93, 1.16), (1.07, 0.99, 0.95), 0.84),
    "day": Grade(6350, 1.00, 1.04, (0.99, 1.00, 1.02), (1.00, 1.00, 1.00), 1.05),
    "golden_hour": Grade(4500, 0.90, 1.08, (0.98, 0.96, 1.06), (1.06, 1.00, 0.88), 1.10),
    "dusk": Grade(7600, 0.34, 1.02, (0.92, 0.86, 1.25), (1.12, 0.95, 0.96), 0.85),
    "night": Grade(12000, 0.165, 0.98, (0.78, 0.92, 1.28), (0.86, 0.97, 1.12), 0.62),
    "interior": Grade(4300, 0.62, 1.04, (1.02, 0.97, 0.96), (1.03, 1.00, 0.95), 0.95),
}


@cache
def lut(time: TimeOfDay) -> Lut:
    """The table of one time of day."""
    grade = GRADES[time]
    return Lut.from_function(lambda linear: graded(linear, grade))


def graded(linear: LinearRgb, grade: Grade) -> LinearRgb:
    """One grade on linear light (N×3): contrast, saturation, tints, white, exposure.

    White's largest channel becomes `exposure`, so nothing a tint lifts is cut off on the greys.
    """
    curved = _contrast(linear, grade.contrast)
    light = colour.luminance(curved)[..., None]
    vivid = np.maximum(light + (curved - light) * np.float32(grade.saturation), 0)
    shadows, highlights = np.array(grade.shadows), np.array(grade.highlights)
    tinted = vivid * (shadows + (highlights - shadows) * colour.encode(light))
    shift = white_shift(grade.white_k)
    gain = grade.exposure / (shift @ highlights).max()
    return np.asarray(np.maximum(tinted @ shift.T * gain, 0), np.float32)


def white_shift(kelvin: float) -> Floats:
    """The 3×3 that moves D65 white to a temperature in linear sRGB; its largest gain is 1."""
    source = BRADFORD @ colour.WHITE.astype(np.float64)
    target = BRADFORD @ _white(kelvin)
    adapt = np.linalg.inv(BRADFORD) @ np.diag(target / source) @ BRADFORD
    shift = colour.FROM_XYZ.astype(np.float64) @ adapt @ colour.TO_XYZ
    return np.asarray(shift / shift.sum(axis=1).max(), np.float32)


def _white(kelvin: float) -> NDArray[np.float64]:
    """XYZ with Y = 1 of a colour temperature, 1,667…25,000 K, scaled so that 6,504 K is D65."""
    return np.asarray(_locus(kelvin) / _locus(NEUTRAL_K) * colour.WHITE, np.float64)


def _locus(kelvin: float) -> NDArray[np.float64]:
    t = 1000 / kelvin
    if kelvin <= 4000:
        x = 0.17991 + 0.8776956 * t - 0.2343589 * t**2 - 0.2661239 * t**3
        y = -0.9549476 * x**3 - 1.37418593 * x**2 + 2.09137015 * x - 0.16748867
    else:
        x = 0.24039 + 0.2226347 * t + 2.1070379 * t**2 - 3.0258469 * t**3
        y = 3.081758 * x**3 - 5.8733867 * x**2 + 3.75112997 * x - 0.37001483
    return np.array([x / y, 1.0, (1 - x - y) / y])


def _contrast(linear: LinearRgb, amount: float) -> LinearRgb:
    """An S curve in encoded values with both ends fixed and a slope of `amount` in the middle."""
    x = colour.encode(linear)
    bend = np.float32((amount - 1) * 2)
    return colour.decode(x + bend * x * (1 - x) * (2 * x - 1))
