"""Whether two pictures show the same drawing, moved, turned or resized: matches that agree on one move.

Ratio test: Lowe, IJCV 60(2) 2004. RANSAC: Fischler & Bolles, CACM 24(6) 1981.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from iat_sidecar.imaging.arrays import Rgb8
from iat_sidecar.imaging.identity.orb import Bits, Keypoints, keypoints

Places = NDArray[np.intp]
Complex = NDArray[np.complex128]

RATIO = 0.85
MOST_BITS = 80
"""Of 256: farther apart two keypoints are no match, however lonely."""
TRIES, WITHIN_PX = 400, 4.0
LEAST_INLIERS = 8
LEAST_SCALE, MOST_SCALE = 0.25, 4.0
SEED = 1_981


class Likeness(NamedTuple):
    """How many keypoints found their like, how many of these agree on one move, and the move.

    ratio: those that agree, of the keypoints of the picture that has fewer; 0…1. scale and turn
    (radians) take the first picture to the second.
    """

    matches: int
    inliers: int
    ratio: float
    scale: float
    turn: float


NONE = Likeness(0, 0, 0.0, 1.0, 0.0)


def likeness(one: Rgb8, other: Rgb8) -> Likeness:
    """Compare two pictures by their keypoints."""
    return compared(keypoints(one), keypoints(other))


def compared(one: Keypoints, other: Keypoints) -> Likeness:
    if min(len(one), len(other)) < LEAST_INLIERS:
        return NONE
    first, second = _matches(one.bits, other.bits)
    if len(first) < LEAST_INLIERS:
        return NONE._replace(matches=len(first))
    move, inliers = _move(_points(one, first), _points(other, second))
    if inliers < LEAST_INLIERS:
        return NONE._replace(matches=len(first), inliers=inliers)
    return Likeness(
        matches=len(first),
        inliers=inliers,
        ratio=round(inliers / min(len(one), len(other)), 4),
        scale=float(abs(move)),
        turn=float(np.angle(move)),
    )


def _matches(one: Bits, other: Bits) -> tuple[Places, Places]:
    """Pairs that are each other's nearest and clearly nearer than the second nearest."""
    apart = np.zeros((len(one), len(other)), np.uint16)
    for word in range(one.shape[1]):
        apart += np.bitwise_count(one[:, word, None] ^ other[None, :, word])
    nearest, back = apart.argmin(axis=1), apart.argmin(axis=0)
    number = np.arange(len(one))
    best = apart[number, nearest]
    second = np.partition(apart, 1, axis=1)[:, 1]
    kept = (best < RATIO * second) & (best <= MOST_BITS) & (back[nearest] == number)
    return number[kept], nearest[kept]


def _points(keypoints: Keypoints, chosen: Places) -> Complex:
    """Places as complex numbers: a similarity is then z ↦ az + b."""
    places = keypoints.places[chosen].astype(np.float64)
    return np.asarray(places[:, 1] + 1j * places[:, 0])


def _move(one: Complex, other: Complex) -> tuple[complex, int]:
    """The factor a of the similarity that most pairs agree on, and how many do."""
    rng = np.random.Generator(np.random.Philox(SEED))
    first, second = rng.integers(0, len(one), (2, TRIES))
    span = one[second] - one[first]
    useful = np.abs(span) > WITHIN_PX
    first, second, span = first[useful], second[useful], span[useful]
    a = (other[second] - other[first]) / span
    sane = (np.abs(a) > LEAST_SCALE) & (np.abs(a) < MOST_SCALE)
    a, first = a[sane], first[sane]
    if not len(a):
        return 1 + 0j, 0
    b = other[first] - a * one[first]
    agrees = np.abs(a[:, None] * one + b[:, None] - other) <= WITHIN_PX
    count = agrees.sum(axis=1)
    best = int(count.argmax())
    return complex(a[best]), int(count[best])
