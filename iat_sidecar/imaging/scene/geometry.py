"""Point lists: curves, limbs, brush strokes and normals; every array is N×2 float64."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
Pairs = Points | Sequence[tuple[float, float]]
MITRE = 2.0


def points(pairs: Pairs) -> Points:
    """Any list of (x, y) as an array."""
    return np.asarray(pairs, np.float64).reshape(-1, 2)


def curve(pairs: Pairs, *, closed: bool = True, steps: int = 6) -> Points:
    """A smooth line through the points (Catmull and Rom 1974), `steps` samples a span."""
    p = points(pairs)
    ring = np.vstack([p[-1:], p, p[:2]]) if closed else np.vstack([p[:1], p, p[-1:]])
    a, b, c, d = (ring[i : len(ring) - 3 + i, None] for i in range(4))
    t = np.linspace(0, 1, steps, endpoint=False)[None, :, None]
    bend = (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3
    line = (b + 0.5 * ((c - a) * t + bend)).reshape(-1, 2)
    whole: Points = line if closed else np.vstack([line, p[-1:]])
    return whole


def ellipse(x: float, y: float, rx: float, ry: float, *, steps: int = 28) -> Points:
    """An ellipse about (x, y)."""
    turn = np.linspace(0, 2 * np.pi, steps, endpoint=False)
    return np.column_stack([x + rx * np.cos(turn), y + ry * np.sin(turn)])


def box(x0: float, y0: float, x1: float, y1: float) -> Points:
    """An upright rectangle."""
    return points([(x0, y0), (x1, y0), (x1, y1), (x0, y1)])


def capsule(a: Points, b: Points, ra: float, rb: float, *, steps: int = 14) -> Points:
    """A limb: two circles and their common tangents."""
    along = b - a
    length = float(np.hypot(*along)) or 1e-9
    lean = np.arccos(np.clip((ra - rb) / length, -1, 1))
    heading = np.arctan2(along[1], along[0])
    back = heading + np.linspace(lean, 2 * np.pi - lean, steps)
    front = heading + np.linspace(-lean, lean, steps)
    return np.vstack([a + ra * _ring(back), b + rb * _ring(front)])


def ribbon(line: Points, width: float, *, start: float = 0.15, end: float = 0.15) -> Points:
    """A brush stroke along a line: full in the middle, `start` and `end` of the width at its tips."""
    t = np.linspace(0, 1, len(line))
    swell = np.minimum(1, np.minimum(start + (1 - start) * t * 3, end + (1 - end) * (1 - t) * 3))
    half = normals(line, closed=False) * (width / 2 * swell)[:, None]
    return np.vstack([line + half, (line - half)[::-1]])


def normals(line: Points, *, closed: bool = True) -> Points:
    """Unit vectors outward of a closed line, or to one side of an open one; lengthened at corners."""
    before, after = np.roll(line, 1, axis=0), np.roll(line, -1, axis=0)
    if not closed:
        before[0], after[-1] = line[0], line[-1]
    one, two = _side(line - before), _side(after - line)
    if not closed:
        one[0], two[-1] = two[0], one[-1]
    both = one + two
    scale = np.maximum((both * both).sum(axis=1, keepdims=True) / 2, 2 / MITRE**2)
    turned: Points = both / scale
    return -turned if closed and area(line) < 0 else turned


def area(line: Points) -> float:
    """Twice the signed area of a closed line; positive when its `_side` normals point outward."""
    x, y = line.T
    return float(x @ np.roll(y, -1) - y @ np.roll(x, -1))


def _side(steps: Points) -> Points:
    length = np.maximum(np.hypot(steps[:, 0], steps[:, 1]), 1e-9)[:, None]
    turned: Points = np.column_stack([steps[:, 1], -steps[:, 0]]) / length
    return turned


def _ring(angles: NDArray[np.float64]) -> Points:
    return np.column_stack([np.cos(angles), np.sin(angles)])
