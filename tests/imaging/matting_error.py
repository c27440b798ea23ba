"""How far an alpha is from the truth: the four measures of the matting benchmark.

Rhemann, Rother, Wang, Gelautz, Kohli, Rott, "A Perceptually Motivated Online Benchmark for Image
Matting", CVPR 2009. All are taken over the unknown pixels of a trimap.
"""

from typing import NamedTuple

import numpy as np

from iat_sidecar.imaging.matte import regions

SIGMA = 1.4
LEVELS = np.arange(0.1, 1.0001, 0.1)
THETA = 0.15


class MattingError(NamedTuple):
    """SAD, Grad and Conn in thousands of pixels; MSE is a mean."""

    sad: float
    mse: float
    grad: float
    conn: float


def matting_error(alpha: np.ndarray, truth: np.ndarray, unknown: np.ndarray) -> MattingError:
    """Of H×W alphas in 0…1 over a boolean mask."""
    difference = (alpha - truth)[unknown]
    return MattingError(
        sad=float(np.abs(difference).sum()) / 1000,
        mse=float((difference**2).mean()),
        grad=float(((_slope(alpha) - _slope(truth))[unknown] ** 2).sum()) / 1000,
        conn=float(np.abs(_apart(alpha, truth))[unknown].sum()) / 1000,
    )


def _slope(alpha: np.ndarray) -> np.ndarray:
    """Gradient magnitude under a Gaussian of σ = 1.4."""
    reach = np.arange(-5, 6)
    bell = np.exp(-(reach**2) / (2 * SIGMA**2))
    bell /= bell.sum()
    slope = -reach / SIGMA**2 * bell
    across = _along(_along(alpha, bell, 0), slope, 1)
    down = _along(_along(alpha, bell, 1), slope, 0)
    return np.hypot(across, down)


def _along(plane: np.ndarray, kernel: np.ndarray, axis: int) -> np.ndarray:
    half, size = len(kernel) // 2, plane.shape[axis]
    pad = [(half, half) if axis == own else (0, 0) for own in (0, 1)]
    padded = np.pad(plane, pad, mode="edge")
    shifted = (np.take(padded, range(at, at + size), axis) for at in range(len(kernel)))
    return sum(share * each for share, each in zip(kernel, shifted, strict=True))


def _apart(alpha: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """Difference of how connected each pixel is to the largest part both hold in full (p = 1)."""
    joined = np.zeros_like(truth)
    for level in LEVELS:
        found = regions.find((alpha >= level - 1e-6) & (truth >= level - 1e-6))
        if not found.count:
            break
        areas = found.areas()
        joined[found.paint(areas == areas.max())] = level
    return _connected(alpha, joined) - _connected(truth, joined)


def _connected(alpha: np.ndarray, joined: np.ndarray) -> np.ndarray:
    loose = alpha - joined
    return 1 - loose * (loose >= THETA)
