"""A picture enlarged tile by tile without seams: tiles see beyond their part and fade into another."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from iat_sidecar.imaging.arrays import Rgb8
from iat_sidecar.imaging.upscale.model import ANY_PX, Traits, Upscaler
from iat_sidecar.imaging.upscale.planes import Floats, bytes_of

MULTIPLE_PX = 16
"""Models that work in windows, or on folded pixels, want edges that divide by as much."""


@dataclass(frozen=True)
class Axis:
    """Tiles along one edge of a picture: each sees `tile` pixels and answers for `core` of them.

    At the borders between cores two tiles are mixed over a feather's width on either side.
    """

    length: int
    tile: int
    traits: Traits

    @property
    def core(self) -> int:
        return self.tile - 2 * self.traits.margin_px

    def __len__(self) -> int:
        return -(-self.length // self.core)

    def seen(self, number: int) -> NDArray[np.intp]:
        """Which pixels a tile sees; beyond the picture's edge they are reflected."""
        period = max(1, 2 * (self.length - 1))
        start = number * self.core - self.traits.margin_px
        places = np.arange(start, start + self.tile) % period
        return np.asarray(np.minimum(places, period - places))

    def part(self, number: int) -> tuple[int, int]:
        """The pixels first…last of the picture that a tile has a say in."""
        first = max(0, number * self.core - self.traits.feather_px)
        return first, min(self.length, (number + 1) * self.core + self.traits.feather_px)

    def offset(self, number: int) -> int:
        """Where in its tile that part begins."""
        return self.part(number)[0] - number * self.core + self.traits.margin_px

    def weights(self, number: int) -> Floats:
        """The say in each enlarged pixel of the part; those of all tiles together are 1."""
        scale = self.traits.scale
        first, last = self.part(number)
        at = (np.arange(first * scale, last * scale) + 0.5) / scale
        begin, end = number * self.core, (number + 1) * self.core
        rising = self._risen(at - begin) if number else np.ones_like(at)
        falling = self._risen(end - at) if number + 1 < len(self) else np.ones_like(at)
        return np.asarray(rising * falling, np.float32)

    def _risen(self, distance: NDArray[np.float64]) -> NDArray[np.float64]:
        """0 a feather before a border, 1 a feather after it."""
        return np.clip(distance / (2 * self.traits.feather_px) + 0.5, 0, 1)


def axis(length: int, edge: int | None, traits: Traits) -> Axis:
    """Tiles of the edge a model takes; where it takes any, as equal ones as cover the picture."""
    if edge is not None:
        return Axis(length, edge, traits)
    margins = 2 * traits.margin_px
    count = -(-length // (ANY_PX - margins))
    core = max(-(-length // count), 2 * traits.feather_px if count > 1 else 1)
    return Axis(length, -(-(core + margins) // MULTIPLE_PX) * MULTIPLE_PX, traits)


def enlarged(image: Rgb8, model: Upscaler) -> Iterator[Rgb8]:
    """H×W×3 bytes in, parts of (s·H)×(s·W)×3 out, from the top; memory for one row of tiles."""
    scale = model.traits.scale
    down = axis(image.shape[0], model.edges[0], model.traits)
    across = axis(image.shape[1], model.edges[1], model.traits)
    rest = np.empty((0, image.shape[1] * scale, 3), np.float32)
    for row in range(len(down)):
        band = _band(image, model, down, across, row)
        band *= down.weights(row)[:, None, None]
        band[: len(rest)] += rest
        kept = down.part(row + 1)[0] if row + 1 < len(down) else down.length
        done = (kept - down.part(row)[0]) * scale
        rest = band[done:]
        yield bytes_of(band[:done])


def _band(image: Rgb8, model: Upscaler, down: Axis, across: Axis, row: int) -> Floats:
    """One row of tiles, mixed with one another from left to right."""
    scale = model.traits.scale
    first, last = down.part(row)
    top = down.offset(row) * scale
    band = np.zeros(((last - first) * scale, across.length * scale, 3), np.float32)
    for column in range(len(across)):
        answer = model(image[np.ix_(down.seen(row), across.seen(column))])
        left, weights = across.offset(column) * scale, across.weights(column)
        begin, end = (edge * scale for edge in across.part(column))
        part = answer[top : top + len(band), left : left + end - begin]
        band[:, begin:end] += part * weights[:, None]
    return band
