"""Closed-form matting of a band of unknown pixels: alpha is locally a linear function of colour.

Levin, Lischinski, Weiss, "A Closed-Form Solution to Natural Image Matting", PAMI 30(2) 2008. The
matting Laplacian is never built: each 3×3 window is kept as its whitened colours, and a product with
it is a gather, two small sums and a gather back.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from iat_sidecar.imaging.arrays import Plane
from iat_sidecar.imaging.matte import scale

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Indices = NDArray[np.intp]
Mask = NDArray[np.bool_]

EPSILON = 1e-7
"""Levin's ε for colours in 0…1: below it a window's colours count as one."""
UPWARD_EPSILON = 1e-4
"""ε where an alpha is carried to a larger size, and a pixel's noise is no longer averaged."""
COARSE_PX = 2_000
"""Bands of up to so many unknown pixels are solved at once; larger ones start from a half size."""
STEPS, WORK_PX = 40, 3_000_000
TOLERANCE = 4e-3


def solve(image: Floats, rough: Plane, unknown: Mask, *, pull: float = 0.0) -> Plane:
    """Alpha of the unknown pixels of an h×w×3 picture in 0…1; the others keep their rough alpha.

    pull: how strongly, against the Laplacian's diagonal, an unknown pixel holds to its rough alpha.
    Conjugate gradients with the diagonal as preconditioner, from the solution at half the size.
    """
    height, width = unknown.shape
    if min(height, width) < 3 or not unknown.any():
        return rough
    guess = rough
    if np.count_nonzero(unknown) > COARSE_PX and min(height, width) >= 16:
        guess = rough.copy()
        np.copyto(guess, _coarse(image, rough, unknown, pull), where=unknown)
    alpha = guess.copy()
    system = _System(windows(image, unknown, EPSILON), unknown)
    alpha[unknown] = np.clip(_descend(system, guess, rough, pull), 0, 1)
    return alpha


def _coarse(image: Floats, rough: Plane, unknown: Mask, pull: float) -> Plane:
    small, half = halve(image), halve(rough)
    open_ = halve(unknown.astype(np.float32)) > 0
    open_ |= (half > 0) & (half < 1)
    lines = linear(small, solve(small, half, open_, pull=pull), open_, UPWARD_EPSILON)
    wide = scale.enlarge(lines, unknown.shape)
    guess: Plane = np.clip(np.einsum("ijc,ijc->ij", wide[..., :3], image) + wide[..., 3], 0, 1)
    return guess


def halve(values: Floats) -> Floats:
    """Means of 2×2 pixels, the last row and column repeated where they are odd."""
    height, width = values.shape[:2]
    pad = [(0, height % 2), (0, width % 2), (0, 0)][: values.ndim]
    even = np.pad(values, pad, mode="edge")
    mean: Floats = np.float32(0.25) * (
        even[::2, ::2] + even[1::2, ::2] + even[::2, 1::2] + even[1::2, 1::2]
    )
    return mean


@dataclass(frozen=True)
class Windows:
    """The 3×3 windows that hold an unknown pixel: M of them."""

    pixels: Indices
    """9×M flat pixel numbers."""

    mean: Floats
    """3×M mean colours."""

    lower: tuple[Floats, ...]
    """Cholesky factor of each window's covariance + ε/9: l00, l10, l11, l20, l21, l22."""

    whitened: Floats
    """3×9×M: the factor's inverse times the colours' deviation, over 3."""


def windows(image: Floats, unknown: Mask, epsilon: float) -> Windows:
    """The windows around every pixel that the mask holds or touches, inside the frame."""
    height, width = unknown.shape
    near = np.zeros((height - 2, width - 2), bool)
    for y in range(3):
        for x in range(3):
            near |= unknown[y : y + height - 2, x : x + width - 2]
    row, column = np.nonzero(near)
    shifts = (np.arange(3)[:, None] * width + np.arange(3)).reshape(9, 1)
    pixels = shifts + (row * width + column)
    seen = np.stack([image[..., channel].ravel()[pixels] for channel in range(3)])
    mean = seen.mean(axis=1)
    seen -= mean[:, None]
    lower = _factor(seen, epsilon / 9)
    return Windows(pixels, mean, lower, _whiten(seen, lower))


def _factor(seen: Floats, regular: float) -> tuple[Floats, ...]:
    """In double precision: single would round a flat window's variance to more than ε."""
    r, g, b = seen.astype(np.float64)

    def covariance(one: Doubles, other: Doubles) -> Doubles:
        total: Doubles = np.einsum("im,im->m", one, other)
        return total / 9

    l00 = np.sqrt(covariance(r, r) + regular)
    l10, l20 = covariance(r, g) / l00, covariance(r, b) / l00
    l11 = np.sqrt(covariance(g, g) - l10 * l10 + regular)
    l21 = (covariance(g, b) - l10 * l20) / l11
    l22 = np.sqrt(covariance(b, b) - l20 * l20 - l21 * l21 + regular)
    return tuple(part.astype(np.float32) for part in (l00, l10, l11, l20, l21, l22))


def _whiten(seen: Floats, lower: tuple[Floats, ...]) -> Floats:
    l00, l10, l11, l20, l21, l22 = lower
    seen[0] /= l00
    seen[1] -= l10 * seen[0]
    seen[1] /= l11
    seen[2] -= l20 * seen[0] + l21 * seen[1]
    seen[2] /= l22
    seen /= np.float32(3)
    return seen


class _System:
    """The matting Laplacian's rows of the unknown pixels."""

    def __init__(self, held: Windows, unknown: Mask) -> None:
        self.count, self.held, self.unknown = int(np.count_nonzero(unknown)), held, unknown
        place = np.full(unknown.size, self.count, np.intp)
        place[unknown.ravel()] = np.arange(self.count)
        self.taken = place[held.pixels]
        many = held.pixels.shape[1]
        self._back = np.full((9, self.count + 1), many, np.intp)
        for own, taken in zip(self._back, self.taken, strict=True):
            own[taken] = np.arange(many)
        self._back[:, -1] = many
        self._back += (np.arange(9) * (many + 1))[:, None]
        self._parts = np.zeros((9, many + 1), np.float32)
        self._product = np.empty((9, many), np.float32)

    def diagonal(self) -> Floats:
        norms = np.einsum("cim,cim->im", self.held.whitened, self.held.whitened)
        return self._gathered(np.float32(8 / 9) - norms)

    def against(self, alpha: Floats) -> Floats:
        """L·α at the unknown pixels for a whole frame's alpha, known pixels included."""
        return self._gathered(self._local(alpha.ravel()[self.held.pixels]))

    def times(self, values: Floats) -> Floats:
        """L·x for values at the unknown pixels, 0 elsewhere."""
        return self._gathered(self._local(np.append(values, np.float32(0))[self.taken]))

    def _local(self, values: Floats) -> Floats:
        """Per window, what the linear model of its colours leaves unexplained."""
        left: Floats = values - values.sum(axis=0) / np.float32(9)
        for axis in self.held.whitened:
            np.multiply(axis, values, out=self._product)
            np.multiply(axis, self._product.sum(axis=0), out=self._product)
            left -= self._product
        return left

    def _gathered(self, parts: Floats) -> Floats:
        """Sum of the windows' shares at each unknown pixel."""
        self._parts[:, :-1] = parts
        total: Floats = self._parts.ravel()[self._back[:, :-1]].sum(axis=0)
        return total


def _descend(system: _System, guess: Plane, rough: Plane, pull: float) -> Floats:
    """The unknown pixels' alpha after at most STEPS steps of conjugate gradients."""
    inverse: Floats = np.reciprocal(np.maximum(system.diagonal(), np.float32(1e-6)))
    hold = np.float32(pull) / inverse
    inverse /= np.float32(1 + pull)
    found = guess[system.unknown]
    left = hold * (rough[system.unknown] - found) - system.against(guess)
    step: Floats = inverse * left
    energy = float(left @ step)
    enough = TOLERANCE**2 * max(energy, 1e-12)
    for _ in range(max(STEPS, WORK_PX // system.count)):
        moved = system.times(step) + hold * step
        length = np.float32(energy / max(float(step @ moved), 1e-20))
        found += length * step
        left -= length * moved
        scaled = inverse * left
        before, energy = energy, float(left @ scaled)
        if energy <= enough:
            break
        step = scaled + np.float32(energy / before) * step
    return found


def linear(image: Floats, alpha: Plane, unknown: Mask, epsilon: float) -> Floats:
    """h×w×4: the colour coefficients and the offset that make an alpha of the local colours.

    Means over the windows that hold a pixel (He, Sun, Tang, "Guided Image Filtering", ECCV 2010); a
    decided pixel away from the band has its alpha as offset.
    """
    held = windows(image, unknown, epsilon)
    lines = np.append(_line(held, alpha.ravel()[held.pixels]), np.ones_like(held.mean[:1]), axis=0)
    total = np.zeros((5, unknown.size), np.float32)
    for pixels in held.pixels:
        total[:, pixels] += lines
    count = np.maximum(total[4], 1)
    found: Floats = total[:4] / count
    found[3] = np.where(total[4] > 0, found[3], alpha.ravel())
    return np.ascontiguousarray(found.T).reshape(*unknown.shape, 4)


def _line(held: Windows, alpha: Floats) -> Floats:
    """4×M: slopes and offset of each window's regression of alpha on colour."""
    l00, l10, l11, l20, l21, l22 = held.lower
    r, g, b = np.einsum("cim,im->cm", held.whitened, alpha) / np.float32(3)
    b = b / l22
    g = (g - l21 * b) / l11
    r = (r - l10 * g - l20 * b) / l00
    offset = alpha.mean(axis=0) - r * held.mean[0] - g * held.mean[1] - b * held.mean[2]
    return np.stack([r, g, b, offset])
