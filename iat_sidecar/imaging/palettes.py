"""Palettes: the few colours that stand for a picture, and how far two palettes are apart."""

import numpy as np
from numpy.typing import NDArray

from iat_sidecar.core.values import Lab
from iat_sidecar.imaging import colour
from iat_sidecar.imaging.arrays import Rgb8
from iat_sidecar.imaging.style import PaletteColour
from iat_sidecar.imaging.tally import Tally, tally
from iat_sidecar.imaging.texture import reduced

Floats64 = NDArray[np.float64]

PALETTE_PX, COLOURS, ROUNDS = 512, 8, 12


def palette_of(image: Rgb8) -> list[PaletteColour]:
    """Up to eight colours by falling weight: k-means in CIELAB, the same for the same picture."""
    return grouped(*colour_bins(tally(reduced(image, PALETTE_PX).reshape(-1, 3))))


def palette_distance(one: list[PaletteColour], other: list[PaletteColour]) -> float:
    """Weighted ΔE00 to the nearest colour, the mean of both directions."""
    first, second = (np.array([colour.lab for colour in side]) for side in (one, other))
    apart = colour.delta_e00(first[:, None], second[None])
    there = np.average(apart.min(axis=1), weights=[entry.weight for entry in one])
    back = np.average(apart.min(axis=0), weights=[entry.weight for entry in other])
    return float(there + back) / 2


def colour_bins(counted: Tally) -> tuple[Floats64, Floats64]:
    """The mean CIELAB of every occupied 5-bit colour cell, and its share of the picture."""
    coarse = counted.rgb.astype(np.int32) >> 3
    cell = (coarse[:, 0] << 10) | (coarse[:, 1] << 5) | coarse[:, 2]
    shares = np.bincount(cell, counted.share).astype(np.float64)
    used = np.flatnonzero(shares)
    sums = [np.bincount(cell, counted.lab[:, i] * counted.share)[used] for i in range(3)]
    return np.stack(sums, axis=1) / shares[used, None], shares[used]


def grouped(bins: Floats64, shares: Floats64) -> list[PaletteColour]:
    """Eight colours for N×3 CIELAB colours and their shares: k-means from well-spread seeds."""
    centres = _seeds(bins, shares)
    for _ in range(ROUNDS):
        nearest = _squared(bins, centres).argmin(axis=1)
        weights = np.bincount(nearest, weights=shares, minlength=len(centres))
        sums = [np.bincount(nearest, bins[:, i] * shares, len(centres)) for i in range(3)]
        centres = np.stack(sums, axis=1) / np.maximum(weights, 1e-12)[:, None]
        centres, weights = centres[weights > 0], weights[weights > 0]
    order = np.argsort(-weights, kind="stable")
    return [
        PaletteColour(lab=rounded(centres[i]), weight=round(min(1.0, float(weights[i])), 6))
        for i in order.tolist()
    ]


def rounded(values: Floats64) -> Lab:
    """A colour of three numbers, to four places."""
    light, a, b = (round(float(value), 4) for value in values)
    return light, a, b


def _seeds(bins: Floats64, shares: Floats64) -> Floats64:
    """Start at the commonest colour; then always the one with most weight × squared distance."""
    chosen = [int(shares.argmax())]
    far = _squared(bins, bins[chosen])[:, 0]
    while len(chosen) < COLOURS and (far * shares).max() > 1e-9:
        chosen.append(int((far * shares).argmax()))
        far = np.minimum(far, _squared(bins, bins[chosen[-1:]])[:, 0])
    return bins[chosen]


def _squared(points: Floats64, centres: Floats64) -> Floats64:
    return np.asarray(((points[:, None] - centres[None]) ** 2).sum(axis=-1))
