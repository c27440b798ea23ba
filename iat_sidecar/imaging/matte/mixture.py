"""Gaussian mixtures of colours: how likely a colour is among those a region shows."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from iat_sidecar.imaging.arrays import Rgb8

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Indices = NDArray[np.intp]

COMPONENTS = 5
NOISE = 9.0
"""Variance (sRGB steps²) that even a flat colour has."""
CELL = 4
"""sRGB steps that count as one colour: a picture has far fewer of these than pixels."""


@dataclass(frozen=True)
class Mixture:
    """K Gaussians: means, inverse Cholesky factors of their covariances, logs of their peaks."""

    means: Doubles
    whiten: Doubles
    peaks: Doubles

    def log_density(self, colours: Doubles) -> Doubles:
        """N logarithms of the mixture's density at N×3 colours."""
        far = [
            np.square((colours - mean) @ whiten.T).sum(axis=1)
            for mean, whiten in zip(self.means, self.whiten, strict=True)
        ]
        logs = self.peaks[:, None] - 0.5 * np.stack(far)
        highest = logs.max(axis=0)
        total: Doubles = highest + np.log(np.exp(logs - highest).sum(axis=0))
        return total


def cells(image: Rgb8) -> tuple[Doubles, Indices]:
    """The colours there are in an H×W×3 picture, N×3, and the number of each pixel's, H·W."""
    levels = 256 // CELL
    shades = (image.reshape(-1, 3) // CELL).astype(np.intp) @ np.array([levels * levels, levels, 1])
    shown = np.bincount(shades, minlength=levels**3) > 0
    numbers = np.cumsum(shown) - 1
    found = np.flatnonzero(shown)
    steps: Indices = np.stack(
        [found // levels**2, found // levels % levels, found % levels], axis=1
    )
    colours: Doubles = (steps.astype(np.float64) + 0.5) * CELL - 0.5
    return colours, numbers[shades].astype(np.intp)


def fit(colours: Doubles, weights: Doubles) -> Mixture:
    """A mixture of N×3 colours, each counted `weights` times: up to five Gaussians.

    The widest part is split along its main axis until there are five: Orchard & Bouman, "Color
    Quantization of Images", IEEE Trans. Signal Processing 39(12) 1991.
    """
    shown = weights > 0
    colours, weights = colours[shown], weights[shown]
    parts = [(colours, weights)]
    for _ in range(COMPONENTS - 1):
        spreads = [_main_axis(*part) for part in parts]
        widest = int(np.argmax([spread for spread, _ in spreads]))
        own, share = parts.pop(widest)
        along = own @ spreads[widest][1]
        above = along > np.average(along, weights=share)
        halves = [(own[side], share[side]) for side in (~above, above)]
        parts += [half for half in halves if half[1].size]
    gaussians = [_gaussian(*part, weights.sum()) for part in parts]
    return Mixture(*(np.array(each) for each in zip(*gaussians, strict=True)))


def _gaussian(colours: Doubles, weights: Doubles, total: float) -> tuple[Doubles, Doubles, float]:
    mean, covariance = _moments(colours, weights)
    covariance += NOISE * np.eye(3)
    peak = np.log(weights.sum() / total) - 0.5 * np.linalg.slogdet(covariance)[1]
    return mean, np.linalg.inv(np.linalg.cholesky(covariance)), float(peak)


def _main_axis(colours: Doubles, weights: Doubles) -> tuple[float, Doubles]:
    """Spread along the axis on which the colours vary most, times their number; that axis."""
    values, vectors = np.linalg.eigh(_moments(colours, weights)[1])
    return float(values[-1] * weights.sum()), vectors[:, -1]


def _moments(colours: Doubles, weights: Doubles) -> tuple[Doubles, Doubles]:
    mean = weights @ colours / weights.sum()
    apart = colours - mean
    return mean, (apart * weights[:, None]).T @ apart / weights.sum()
