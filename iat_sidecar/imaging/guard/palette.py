"""Palettes as the guard compares them: one way, or with every colour counted alike."""

import math

import numpy as np

from iat_sidecar.imaging.arrays import Rgb8
from iat_sidecar.imaging.colour import delta_e00
from iat_sidecar.imaging.style import PaletteColour


def squared_up(pixels: Rgb8) -> Rgb8:
    """N×3 pixels as a square picture, for measures that take one; the last few are left out."""
    edge = math.isqrt(len(pixels))
    return pixels[: edge * edge].reshape(edge, edge, 3)


def strayed(one: list[PaletteColour], other: list[PaletteColour]) -> float:
    """How far the colours of one palette are from the other's, one way: Σ wᵢ minⱼ ΔE00."""
    first, second = (np.array([colour.lab for colour in side]) for side in (one, other))
    nearest = delta_e00(first[:, None], second[None]).min(axis=1)
    return float(nearest @ np.array([colour.weight for colour in one]))


def weighted(colours: list[PaletteColour]) -> list[PaletteColour]:
    """A palette whose user gave no weights counts each colour alike."""
    if any(colour.weight for colour in colours):
        return colours
    return [PaletteColour(lab=colour.lab, weight=1 / len(colours)) for colour in colours]
