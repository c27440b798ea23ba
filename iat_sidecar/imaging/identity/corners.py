"""Corners of a grey picture: FAST-9, ranked by Harris, the strongest of each neighbourhood.

Rosten & Drummond, ECCV 2006 (nine of sixteen pixels of a circle in a row); Harris & Stephens 1988.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]
Floats = NDArray[np.float32]
Places = NDArray[np.intp]

CIRCLE = (
    (-3, 0), (-3, 1), (-2, 2), (-1, 3), (0, 3), (1, 3), (2, 2), (3, 1),
    (3, 0), (3, -1), (2, -2), (1, -3), (0, -3), (-1, -3), (-2, -2), (-3, -1),
)  # fmt: skip
"""Rows and columns around the middle, clockwise."""
IN_A_ROW = 9
HARRIS_K = 0.04
WINDOW = 3
"""Harris looks at 7 × 7 pixels."""


def corners(grey: Grey, most: int, threshold: int, border: int) -> tuple[Places, Floats]:
    """Up to `most` corners (N×2 rows, columns) at least `border` from the edge, with their strength."""
    if min(grey.shape) <= 2 * border:
        return np.zeros((0, 2), np.intp), np.zeros(0, np.float32)
    rows, columns = np.nonzero(_is_corner(grey, threshold, border))
    places = np.stack([rows, columns], axis=-1) + border
    strength = _harris(grey.astype(np.float32), places)
    kept = _peaks(places, strength, grey.shape)
    strongest = kept[np.argsort(-strength[kept], kind="stable")[:most]]
    return places[strongest], strength[strongest]


def _is_corner(grey: Grey, threshold: int, border: int) -> NDArray[np.bool_]:
    """Whether nine neighbours on the circle are all brighter, or all darker, than the middle."""
    height, width = grey.shape[0] - 2 * border, grey.shape[1] - 2 * border
    middle = grey[border : border + height, border : border + width].astype(np.int16)
    low, high = middle - threshold, middle + threshold
    brighter, darker = np.zeros((2, height, width), np.uint16)
    for bit, (row, column) in enumerate(CIRCLE):
        top, left = border + row, border + column
        other = grey[top : top + height, left : left + width]
        brighter |= (other > high).astype(np.uint16) << np.uint16(bit)
        darker |= (other < low).astype(np.uint16) << np.uint16(bit)
    table = _in_a_row()
    return np.asarray(table[brighter] | table[darker])


@cache
def _in_a_row() -> NDArray[np.bool_]:
    """For each of the 2¹⁶ circles whether nine bits in a row are set."""
    circles = np.arange(1 << 16, dtype=np.uint32)
    round_twice = circles | circles << np.uint32(16)
    run = round_twice.copy()
    for shift in range(1, IN_A_ROW):
        run &= round_twice >> np.uint32(shift)
    return np.asarray((run & np.uint32(0xFFFF)) != 0)


def _harris(grey: Floats, places: Places) -> Floats:
    """det − k·trace² of the gradients' second moments in a window around each place."""
    reach = np.arange(-WINDOW - 1, WINDOW + 2)
    rows = places[:, 0, None, None] + reach[:, None]
    columns = places[:, 1, None, None] + reach
    patch = grey[rows, columns]
    down = patch[:, 2:, 1:-1] - patch[:, :-2, 1:-1]
    across = patch[:, 1:-1, 2:] - patch[:, 1:-1, :-2]
    a, b, c = ((one * other).sum(axis=(1, 2)) for one, other in
               ((across, across), (down, down), (across, down)))  # fmt: skip
    return np.asarray(a * b - c * c - HARRIS_K * (a + b) ** 2, np.float32)


def _peaks(places: Places, strength: Floats, shape: tuple[int, ...]) -> Places:
    """Numbers of the corners that are the strongest of their 3 × 3 pixels."""
    field = np.full((shape[0] + 2, shape[1] + 2), -np.inf, np.float32)
    rows, columns = places.T + 1
    field[rows, columns] = strength
    around = [
        field[rows + row, columns + column]
        for row in (-1, 0, 1)
        for column in (-1, 0, 1)
        if row or column
    ]
    return np.flatnonzero((strength > 0) & (strength >= np.max(around, axis=0)))
