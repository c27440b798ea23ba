"""Traits of one picture: its colours, tone and texture, as one bundle of numbers."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from iat_sidecar.imaging import colour
from iat_sidecar.imaging.arrays import Rgb8
from iat_sidecar.imaging.palettes import PALETTE_PX, colour_bins
from iat_sidecar.imaging.tally import TONE_BINS, tally
from iat_sidecar.imaging.texture import reduced, texture_of

Floats64 = NDArray[np.float64]


@dataclass(frozen=True)
class Traits:
    """The numbers of one picture.

    mean, covariance: of CIELAB. tone: shares of L*. plane: shares of a*, b*. orientation: shares
    of edge directions. bins and shares: its colours (CIELAB), counted coarsely. numbers: the rest.
    """

    mean: Floats64
    covariance: Floats64
    tone: Floats64
    plane: Floats64
    orientation: Floats64
    bins: Floats64
    shares: Floats64
    numbers: dict[str, float]


def traits_of(image: Rgb8) -> Traits:
    """Every measure of one picture, on copies with a long side of at most 1,024 and 512 px."""
    small = reduced(image, PALETTE_PX)
    counted, made = tally(small.reshape(-1, 3)), texture_of(image)
    bins, shares = colour_bins(counted)
    mean, covariance = moments(small)
    numbers = {
        "chroma_ceiling": counted.chroma_p99,
        "l_mean": counted.l_mean,
        "c_mean": counted.c_mean,
        "line_weight_px": made.line_weight_px,
        "edge_density": made.edge_density,
        "noise": made.noise,
        "sharpness": made.sharpness,
        "banding": made.banding,
    }
    return Traits(
        mean, covariance, counted.tone, counted.plane, made.orientation, bins, shares, numbers
    )


def moments(image: Rgb8) -> tuple[Floats64, Floats64]:
    """Mean (3) and covariance (3×3) of a picture in CIELAB."""
    flat = colour.lab8(image).reshape(-1, 3)
    mean = flat.mean(axis=0, dtype=np.float64)
    centred = flat - mean.astype(np.float32)
    return mean, (centred.T @ centred).astype(np.float64) / len(flat)


def tone_distance(one: Floats64, other: Floats64) -> float:
    """Earth mover's distance of two tones in L* (Rubner, Tomasi & Guibas, IJCV 40(2) 2000)."""
    return float(np.abs(np.cumsum(one - other)).sum() * 100 / TONE_BINS)
