"""A picture small enough to search: its colours, how many pixels have each, and where they are."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from iat_sidecar.imaging import colour
from iat_sidecar.imaging.arrays import LabImage, Plane, Rgb8
from iat_sidecar.imaging.matte import scale

Floats = NDArray[np.float32]
Indices = NDArray[np.intp]

EDGE_PX = 320
BITS = 6


@dataclass(frozen=True)
class Seen:
    """lab: M×3, the mean colour of each occupied cell of 4³ levels. place: h×w cell numbers, M
    where nothing is visible. air: the mean colour (3), linear light. scale: pixels of the picture
    that make one of `place`, along an edge.
    """

    lab: LabImage
    place: Indices
    air: Floats
    scale: int

    def plane(self, values: Floats) -> Plane:
        """Values by cell as an h×w plane, 0 where nothing is visible."""
        return np.append(values, np.float32(0)).take(self.place)


def see(rgb: Rgb8, alpha: Plane | None = None) -> Seen:
    """Look at a copy with a long side of at most 320 px; what is more than half transparent is not there."""
    small = scale.shrink(np.ascontiguousarray(rgb), EDGE_PX)
    code = _codes(small)
    if alpha is not None:
        code[scale.shrink_plane(alpha, EDGE_PX) <= 0.5] = 1 << 3 * BITS
    count = np.bincount(code.ravel(), minlength=(1 << 3 * BITS) + 1)
    used = np.flatnonzero(count[:-1])
    number = np.full(len(count), len(used), np.intp)
    number[used] = np.arange(len(used))
    linear = colour.to_linear(small).reshape(-1, 3)
    sums = [np.bincount(code.ravel(), band, len(count))[used] for band in linear.T]
    means = (np.stack(sums, axis=-1) / count[used, None]).astype(np.float32)
    share = count[used] / max(1, int(count[used].sum()))
    air = np.asarray(share @ means, np.float32)
    return Seen(colour.to_lab(means), number[code], air, scale.factor(rgb.shape, EDGE_PX))


def _codes(image: Rgb8) -> Indices:
    cell = image.astype(np.intp) >> 8 - BITS
    return cell[..., 0] << 2 * BITS | cell[..., 1] << BITS | cell[..., 2]
