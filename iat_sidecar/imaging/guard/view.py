"""A picture as the rules see it: each measure is taken once, when first asked for."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from iat_sidecar.imaging import colour, measure
from iat_sidecar.imaging.arrays import LabImage, Plane, Rgb8, Rgba8
from iat_sidecar.imaging.guard import palette
from iat_sidecar.imaging.guard.expected import Expected
from iat_sidecar.imaging.guard.thresholds import Thresholds
from iat_sidecar.imaging.matte import quality, scale
from iat_sidecar.imaging.matte.terms import MatteQuality
from iat_sidecar.imaging.style import PaletteColour, StyleMeasure

Floats = NDArray[np.float64]

VISIBLE_CHROMA = 1.0
"""A flat colour at the ceiling itself is within it, whatever the rounding."""


@dataclass(frozen=True)
class View:
    """A picture (H×W×3 or H×W×4 sRGB bytes), what was asked for, and the look to keep to.

    Colours are those of the visible pixels of a copy with a long side of at most 512 px, counted
    in cells of four 8-bit levels a channel.
    """

    image: Rgb8 | Rgba8
    expected: Expected
    style: StyleMeasure | None
    thresholds: Thresholds

    @property
    def has_alpha(self) -> bool:
        return bool(self.image.shape[2] == 4)

    @property
    def is_cutout(self) -> bool:
        return self.has_alpha and self.expected.wants_alpha

    @property
    def is_comparable(self) -> bool:
        """Whether tone and chroma may be held against the style: a lone figure is no panel."""
        return self.style is not None and self.expected.is_comparable and not self.is_cutout

    @cached_property
    def rgb(self) -> Rgb8:
        return np.ascontiguousarray(self.image[..., :3])

    @cached_property
    def alpha(self) -> Plane:
        """H×W, 0…1; all 1 without an alpha channel."""
        if not self.has_alpha:
            return np.ones(self.image.shape[:2], np.float32)
        return self.image[..., 3].astype(np.float32) / np.float32(255)

    @cached_property
    def cells(self) -> tuple[Rgb8, Floats]:
        """The colours there are, M×3 sRGB bytes, and the share of the visible pixels of each."""
        return palette.cells(self._visible)

    @cached_property
    def lab(self) -> LabImage:
        """M×3 CIELAB of the colours there are."""
        return colour.lab8(self.cells[0])

    @property
    def share(self) -> Floats:
        return self.cells[1]

    @cached_property
    def chroma(self) -> Floats:
        """C* of the colours there are."""
        return np.hypot(self.lab[:, 1], self.lab[:, 2]).astype(np.float64)

    @cached_property
    def l_mean(self) -> float:
        return float(self.lab[:, 0] @ self.share)

    @cached_property
    def l_deviation(self) -> float:
        """Standard deviation of L*: the picture's contrast."""
        return float(np.sqrt((self.lab[:, 0] - self.l_mean) ** 2 @ self.share))

    @cached_property
    def c_mean(self) -> float:
        return float(self.chroma @ self.share)

    @cached_property
    def tone(self) -> Floats:
        """Shares of L* in 32 bins from 0 to 100."""
        place = np.clip(
            self.lab[:, 0] * (measure.TONE_BINS / 100), 0, measure.TONE_BINS - 1
        ).astype(np.intp)
        return np.bincount(place, self.share, measure.TONE_BINS).astype(np.float64)

    @cached_property
    def palette(self) -> list[PaletteColour]:
        """Up to eight colours of the visible pixels."""
        return measure.palette_of(palette.squared_up(self._visible))

    @cached_property
    def chroma_ceiling(self) -> float | None:
        """What the user set, else what the style measured."""
        if self.expected.chroma_ceiling is not None:
            return self.expected.chroma_ceiling
        return self.style.chroma_ceiling if self.style else None

    @cached_property
    def chroma_exceed(self) -> tuple[float, float]:
        """mean_i max(0, C*_i − ceiling), and the share of pixels visibly above the ceiling."""
        if self.chroma_ceiling is None:
            return 0.0, 0.0
        above = np.maximum(self.chroma - self.chroma_ceiling, 0)
        return float(above @ self.share), float((above > VISIBLE_CHROMA) @ self.share)

    @cached_property
    def palette_de00(self) -> float | None:
        """Distance from the palette to keep to; None without one, or in light that changes it.

        A cutout has only some of the style's colours, so only its own are judged.
        """
        wanted = self.expected.palette or (self.style.palette if self.style else [])
        if not wanted or not self.expected.is_comparable:
            return None
        if self.is_cutout:
            return palette.strayed(self.palette, wanted)
        return measure.palette_distance(self.palette, _weighted(wanted))

    @cached_property
    def matte(self) -> MatteQuality | None:
        """The alpha's quality, where a cutout was asked for and there is one."""
        if not self.is_cutout:
            return None
        return quality.measure(self.alpha, self.thresholds.matte)

    @cached_property
    def _visible(self) -> Rgb8:
        small = scale.shrink(self.rgb)
        if not self.has_alpha:
            return small.reshape(-1, 3)
        seen = small[scale.shrink_plane(self.alpha) > 0.5]
        return seen if len(seen) else small.reshape(-1, 3)


def _weighted(colours: list[PaletteColour]) -> list[PaletteColour]:
    """A palette whose user gave no weights counts each colour alike."""
    if any(colour.weight for colour in colours):
        return colours
    return [PaletteColour(lab=colour.lab, weight=1 / len(colours)) for colour in colours]
