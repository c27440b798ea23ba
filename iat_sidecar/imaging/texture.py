"""How a picture is made, in numbers: edges and their directions, noise, sharpness, levels."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from iat_sidecar.imaging.arrays import Rgb8
from iat_sidecar.imaging.banding import banding
from iat_sidecar.imaging.lines import line_weight

Floats = NDArray[np.float64]
Grey = NDArray[np.uint8]
Levels = NDArray[np.int16]

ANALYSIS_PX = 1024
DIRECTIONS = 8
EDGE_SAMPLES = 20_000
EDGE_LEVELS = 15
"""Grey levels from one pixel to the next that make an edge; about 6 L*."""
TO_LSTAR = 100 / 255


@dataclass(frozen=True)
class Texture:
    """The grey copy (H×W bytes, long side at most 1,024 px) that everything here is measured on."""

    grey: Grey

    @cached_property
    def line_weight_px(self) -> float:
        """Middle width of the dark lines, in pixels at a long side of 1,024."""
        return line_weight(self.grey) / self._scale

    @cached_property
    def edge_density(self) -> float:
        """Share of pixels on an edge (Sobel gradient over 15 levels a pixel), as at 1,024 px.

        An edge is as wide in a smaller picture, which has fewer pixels for it.
        """
        return float(np.count_nonzero(self.edges) / self.edges.size) * self._scale

    @cached_property
    def edges(self) -> NDArray[np.bool_]:
        down, across = self._gradient
        steep = np.multiply(down, down, dtype=np.int32)
        steep += np.multiply(across, across, dtype=np.int32)
        return np.asarray(steep > (8 * EDGE_LEVELS) ** 2)

    @cached_property
    def orientation(self) -> Floats:
        """Shares of eight edge directions in half a turn, by strength (Dalal & Triggs, CVPR 2005)."""
        some = np.flatnonzero(self.edges)
        some = some[:: max(1, some.size // EDGE_SAMPLES)]
        down, across = (plane.ravel()[some].astype(np.float32) for plane in self._gradient)
        turn = np.arctan2(down, across) * np.float32(DIRECTIONS / np.pi)
        strength = np.abs(down) + np.abs(across)
        place = np.floor(turn + np.float32(0.5)).astype(np.intp) % DIRECTIONS
        counts = np.bincount(place, strength, DIRECTIONS)
        return counts / max(float(counts.sum()), 1e-9)

    @cached_property
    def noise(self) -> float:
        """σ of the noise in 8-bit levels, away from edges (Immerkær, CVIU 64(2) 1996)."""
        if min(self.grey.shape) < 3:
            return 0.0
        grey = self._levels
        rows = grey[:-2] - 2 * grey[1:-1] + grey[2:]
        response = np.abs(rows[:, :-2] - 2 * rows[:, 1:-1] + rows[:, 2:])
        calm = ~self.edges[1:-1, 1:-1]
        response *= calm
        mean = int(response.sum(dtype=np.int64)) / max(1, int(np.count_nonzero(calm)))
        return float(mean * np.sqrt(np.pi / 2) / 6)

    @cached_property
    def sharpness(self) -> float:
        """Variance of the Laplacian in L* (Pech-Pacheco et al., ICPR 2000), as at 1,024 px."""
        if min(self.grey.shape) < 3:
            return 0.0
        grey = self._levels
        middle = grey[1:-1, 1:-1]
        around = grey[:-2, 1:-1] + grey[2:, 1:-1] + grey[1:-1, :-2] + grey[1:-1, 2:]
        bent = (around - 4 * middle).astype(np.float32)
        variance = float(bent.var())
        return variance * TO_LSTAR**2 * self._scale

    @cached_property
    def banding(self) -> float:
        """Share of the picture that lies in visible bands."""
        return banding(self.grey)

    @property
    def _scale(self) -> float:
        return float(max(self.grey.shape) / ANALYSIS_PX)

    @cached_property
    def _levels(self) -> Levels:
        return self.grey.astype(np.int16)

    @cached_property
    def _gradient(self) -> tuple[Levels, Levels]:
        """Sobel's differences downward and across, eight times the levels a pixel."""
        p = np.pad(self._levels, 1, mode="edge")
        smooth = p[:, :-2] + 2 * p[:, 1:-1] + p[:, 2:]
        across = p[:-2] + 2 * p[1:-1] + p[2:]
        return smooth[2:] - smooth[:-2], across[:, 2:] - across[:, :-2]


def texture_of(image: Rgb8) -> Texture:
    """The texture of a picture (H×W×3 bytes) on a grey copy of at most 1,024 px."""
    return Texture(np.asarray(Image.fromarray(reduced(image, ANALYSIS_PX)).convert("L")))


def reduced(image: Rgb8, long_px: int) -> Rgb8:
    """A copy whose long side is at most `long_px`, averaged over areas; never enlarged."""
    height, width = image.shape[:2]
    if max(height, width) <= long_px:
        return image
    if height % (times := max(height, width) // long_px) == width % times == 0 and (
        max(height, width) == times * long_px
    ):
        return np.asarray(Image.fromarray(image).reduce(times))
    scale = long_px / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(Image.fromarray(image).resize(size, Image.Resampling.BOX))


def direction_distance(one: Floats, other: Floats) -> float:
    """Circular earth mover's distance of two orientations, 0…1 (a quarter turn apart).

    On a circle the flow that minimises the cost is the sums' differences about their median
    (Rabin, Delon & Gousseau, J. Math. Imaging and Vision 41, 2011).
    """
    flow = np.cumsum(one - other)
    return float(np.abs(flow - np.median(flow)).sum() / (DIRECTIONS / 2))
