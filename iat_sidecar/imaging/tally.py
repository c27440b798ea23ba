"""The colours a picture has, counted: every measure of colour that needs no place."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from iat_sidecar.imaging import colour
from iat_sidecar.imaging.arrays import LabImage, Rgb8

Floats = NDArray[np.float64]

CELL_BITS = 6
TONE_BINS = 32
PLANE_BINS, PLANE_UNITS = 24, 10.0


@dataclass(frozen=True)
class Tally:
    """M colours (M×3 sRGB bytes) and the share of the pixels that each has."""

    rgb: Rgb8
    share: Floats

    @cached_property
    def lab(self) -> LabImage:
        """M×3 CIELAB."""
        return colour.lab8(self.rgb)

    @cached_property
    def chroma(self) -> Floats:
        """C* of each."""
        return np.hypot(self.lab[:, 1], self.lab[:, 2]).astype(np.float64)

    @cached_property
    def l_mean(self) -> float:
        return float(self.lab[:, 0] @ self.share)

    @cached_property
    def l_deviation(self) -> float:
        """Standard deviation of L*: the picture's contrast."""
        return float(np.sqrt((self.lab[:, 0] - self.l_mean) ** 2 @ self.share))

    @cached_property
    def b_mean(self) -> float:
        """Mean b*: how warm the light is."""
        return float(self.lab[:, 2] @ self.share)

    @cached_property
    def c_mean(self) -> float:
        return float(self.chroma @ self.share)

    @cached_property
    def chroma_p99(self) -> float:
        """The C* that one in a hundred pixels exceeds."""
        order = np.argsort(self.chroma)
        place = int(np.searchsorted(np.cumsum(self.share[order]), 0.99))
        return float(self.chroma[order[min(place, len(order) - 1)]])

    @cached_property
    def tone(self) -> Floats:
        """Shares of L* in 32 bins from 0 to 100."""
        place = np.clip(self.lab[:, 0] * (TONE_BINS / 100), 0, TONE_BINS - 1).astype(np.intp)
        return np.bincount(place, self.share, TONE_BINS).astype(np.float64)

    @cached_property
    def plane(self) -> Floats:
        """Shares of a*, b* in 24 × 24 bins, each colour shared out to the four that are nearest."""
        at = (self.lab[:, 1:].astype(np.float64) / PLANE_UNITS) + (PLANE_BINS - 1) / 2
        at = np.clip(at, 0, PLANE_BINS - 1.001)
        low = at.astype(np.intp)
        part = at - low
        total = np.zeros(PLANE_BINS * PLANE_BINS)
        for a in (0, 1):
            for b in (0, 1):
                say = np.abs(1 - a - part[:, 0]) * np.abs(1 - b - part[:, 1]) * self.share
                place = (low[:, 0] + a) * PLANE_BINS + low[:, 1] + b
                total += np.bincount(place, say, total.size)
        return total


def tally(pixels: Rgb8) -> Tally:
    """Count N×3 bytes in cells of four levels a channel; a cell's colour is its pixels' mean."""
    red, green, blue = (pixels[:, band].astype(np.int32) for band in range(3))
    drop = 8 - CELL_BITS
    code = (red >> drop) << 2 * CELL_BITS | (green >> drop) << CELL_BITS | blue >> drop
    count = np.bincount(code)
    used = np.flatnonzero(count)
    sums = [np.bincount(code, band)[used] for band in (red, green, blue)]
    means = np.stack(sums, axis=-1) / count[used, None]
    return Tally((means + 0.5).astype(np.uint8), count[used] / len(pixels))
