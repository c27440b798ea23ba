"""Colour correction toward a style: the linear map that moves one colour cloud onto another.

Pitié & Kokaram, The Linear Monge–Kantorovitch Linear Colour Mapping for Example-Based Colour
Transfer, CVMP 2007; in CIELAB, folded into a table.
"""

from typing import cast

import numpy as np
from numpy.typing import NDArray

from iat_sidecar.core.values import Lab
from iat_sidecar.imaging import colour
from iat_sidecar.imaging.arrays import LabImage, LinearRgb, Rgb8
from iat_sidecar.imaging.lut import Lut, Picture, lattice
from iat_sidecar.imaging.measure import lab_moments
from iat_sidecar.imaging.style import StyleMeasure

Matrix = NDArray[np.float64]

KEPT_DE00, FREE_DE00 = 5.0, 18.0
GAINS = (0.55, 1.8)
FLOOR = 4.0


def toward(
    image: Picture, style: StyleMeasure, strength: float, protect: list[Lab]
) -> tuple[Picture, Lut]:
    """Move a picture's colours toward a style's mean and covariance; also give the table used.

    image: H×W×3, bytes or linear light. strength: 0 nothing … 1 all. protect: CIELAB swatches
    that stay: within ΔE00 5 nothing moves, from 18 on everything does.
    """
    table = correction(*lab_moments(_bytes(image)), style, strength, protect)
    return table.apply(image), table


def correction(
    mean: NDArray[np.float64],
    covariance: Matrix,
    style: StyleMeasure,
    strength: float,
    protect: list[Lab],
) -> Lut:
    """The table that brings colours of this mean (3) and covariance (3×3) toward a style."""
    change = monge_kantorovich(covariance, np.array(style.lab_covariance, np.float64))
    target = np.array(style.lab_mean, np.float64)
    lab = colour.to_lab(colour.decode(lattice(33)))
    moved = (lab - mean) @ change.T + target
    amount = np.float64(strength) * freedom(lab, protect)[:, None]
    encoded = colour.encode(colour.from_lab((lab + (moved - lab) * amount).astype(np.float32)))
    return Lut(encoded.reshape(33, 33, 33, 3))


def monge_kantorovich(source: Matrix, target: Matrix) -> Matrix:
    """The symmetric T with T Σs T = Σt of least movement: Σs^−½ (Σs^½ Σt Σs^½)^½ Σs^−½.

    Its gains are held to 0.55…1.8, so a flat picture is not torn apart; variances below 4 count
    as 4.
    """
    half = _power(source, 0.5, FLOOR)
    back = _power(source, -0.5, FLOOR)
    free = back @ _power(half @ _power(target, 1.0, FLOOR) @ half, 0.5, 0.0) @ back
    gains, axes = np.linalg.eigh((free + free.T) / 2)
    return np.asarray((axes * np.clip(gains, *GAINS)) @ axes.T)


def freedom(lab: LabImage, protect: list[Lab]) -> NDArray[np.float64]:
    """How far each colour (N×3) may move: 0 near a protected swatch, 1 away from all."""
    if not protect:
        return np.ones(len(lab))
    nearest = np.min([colour.delta_e00(lab, np.array(swatch)) for swatch in protect], axis=0)
    t = np.clip((nearest - KEPT_DE00) / (FREE_DE00 - KEPT_DE00), 0, 1)
    free: NDArray[np.float64] = t * t * (3 - 2 * t)
    return free


def _bytes(image: Rgb8 | LinearRgb) -> Rgb8:
    if image.dtype == np.uint8:
        return cast("Rgb8", image)
    return colour.to_srgb(cast("LinearRgb", image))


def _power(matrix: Matrix, exponent: float, floor: float) -> Matrix:
    values, axes = np.linalg.eigh((matrix + matrix.T) / 2)
    return np.asarray((axes * np.maximum(values, floor) ** exponent) @ axes.T)
