"""Connected regions of a mask, found on runs of pixels: exact, and without a loop over pixels."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Indices = NDArray[np.intp]


@dataclass(frozen=True)
class Regions:
    """The 4-connected regions of an H×W mask, as runs [start, end) in rows one pixel longer than W."""

    shape: tuple[int, int]
    starts: Indices
    ends: Indices
    labels: Indices
    """The region of each run, 0…count−1."""

    @property
    def count(self) -> int:
        return int(self.labels.max()) + 1 if self.labels.size else 0

    def areas(self) -> NDArray[np.int64]:
        """Pixels of each region."""
        lengths = self.ends - self.starts
        return np.bincount(self.labels, lengths, self.count).astype(np.int64)

    def sums(self, values: NDArray[np.float32]) -> NDArray[np.float64]:
        """Total of an H×W plane's values in each region."""
        stepped = np.zeros((self.shape[0], self.shape[1] + 1), np.float64)
        stepped[:, :-1] = values
        running = np.append(0.0, np.cumsum(stepped.ravel()))
        totals: NDArray[np.float64] = running[self.ends] - running[self.starts]
        return np.bincount(self.labels, totals, self.count).astype(np.float64)

    def touches_border(self) -> Mask:
        """Which regions have a pixel on the frame's edge."""
        height, width = self.shape
        row, left = np.divmod(self.starts, width + 1)
        right = self.ends - row * (width + 1)
        at_edge = (row == 0) | (row == height - 1) | (left == 0) | (right == width)
        return np.bincount(self.labels, at_edge, self.count) > 0

    def paint(self, chosen: Mask) -> Mask:
        """The mask of the chosen regions."""
        height, width = self.shape
        kept = chosen[self.labels]
        steps = np.zeros(height * (width + 1) + 1, np.int8)
        steps[self.starts[kept]] = 1
        steps[self.ends[kept]] -= 1
        inside = np.cumsum(steps[:-1], dtype=np.int8).reshape(height, width + 1)
        return inside[:, :width] > 0


def find(mask: Mask) -> Regions:
    """Label the 4-connected regions of a mask.

    Runs of neighbouring rows that overlap are linked, then labels sink to the smallest of their
    region with pointer jumping (Shiloach & Vishkin, J. Algorithms 3, 1982).
    """
    height, width = mask.shape
    flat = np.zeros(height * (width + 1) + 1, np.int8)
    flat[1:].reshape(height, width + 1)[:, :width] = mask
    steps = np.diff(flat)
    starts = np.flatnonzero(steps == 1)
    ends = np.flatnonzero(steps == -1)
    if mask[-1, -1] and ends.size < starts.size:
        ends = np.append(ends, height * (width + 1) - 1)
    labels = _settle(starts.size, *_links(starts, ends, width + 1))
    return Regions((height, width), starts, ends, np.unique(labels, return_inverse=True)[1])


def _links(starts: Indices, ends: Indices, stride: int) -> tuple[Indices, Indices]:
    """Pairs of runs that touch vertically; those below a run are consecutive."""
    first = np.searchsorted(ends, starts + stride, side="right")
    last = np.searchsorted(starts, ends + stride, side="left")
    below = np.maximum(last - first, 0)
    upper = np.repeat(np.arange(starts.size), below)
    offset = np.arange(upper.size) - np.repeat(np.cumsum(below) - below, below)
    return upper, first[upper] + offset


def _settle(count: int, one: Indices, other: Indices) -> Indices:
    labels = np.arange(count)
    while True:
        smallest = np.minimum(labels[one], labels[other])
        sunk = labels.copy()
        np.minimum.at(sunk, labels[one], smallest)
        np.minimum.at(sunk, labels[other], smallest)
        while not np.array_equal(sunk, sunk[sunk]):
            sunk = sunk[sunk]
        if np.array_equal(sunk, labels):
            return labels
        labels = sunk
