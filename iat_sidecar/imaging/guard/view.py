"""A picture as the rules see it: each measure is taken once, when first asked for."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from iat_sidecar.imaging import measure
from iat_sidecar.imaging.arrays import Plane, Rgb8, Rgba8
from iat_sidecar.imaging.guard import looked, wanted
from iat_sidecar.imaging.guard import palette as palettes
from iat_sidecar.imaging.guard.expected import Expected
from iat_sidecar.imaging.guard.thresholds import Thresholds
from iat_sidecar.imaging.identity.terms import CharacterFound
from iat_sidecar.imaging.matte import quality, scale
from iat_sidecar.imaging.matte.terms import MatteQuality
from iat_sidecar.imaging.palettes import colour_bins, grouped
from iat_sidecar.imaging.read import read
from iat_sidecar.imaging.series import dhash
from iat_sidecar.imaging.series.dhash import Fingerprint
from iat_sidecar.imaging.style import LightKey, Look, PaletteColour, StyleMeasure, deviation
from iat_sidecar.imaging.tally import Tally, tally
from iat_sidecar.imaging.texture import Texture, texture_of

AFTER_DARK = ("dusk", "night")


@dataclass(frozen=True)
class File:
    """What is known of the bytes that a picture was read from."""

    mime_type: str | None = None
    sha256: str | None = None


@dataclass(frozen=True)
class View:
    """A picture (H×W×3 or H×W×4 sRGB bytes), what was asked for, and the look to keep to.

    Colours are those of the visible pixels of a copy with a long side of at most 512 px. `others`
    are further pictures by role: before, mask, before_weather, source.
    """

    image: Rgb8 | Rgba8
    expected: Expected
    style: StyleMeasure | None
    thresholds: Thresholds
    others: dict[str, str] = field(default_factory=dict)
    file: File = field(default_factory=File)

    @property
    def has_alpha(self) -> bool:
        return bool(self.image.shape[2] == 4)

    @property
    def is_cutout(self) -> bool:
        return self.has_alpha and self.expected.wants_alpha

    @cached_property
    def rgb(self) -> Rgb8:
        return np.ascontiguousarray(self.image[..., :3])

    @cached_property
    def alpha(self) -> Plane:
        """H×W, 0…1; all 1 without an alpha channel."""
        if not self.has_alpha:
            return np.ones(self.image.shape[:2], np.float32)
        return self.image[..., 3].astype(np.float32) / np.float32(255)

    def other(self, role: str) -> Rgb8 | None:
        """The colours (H×W×3) of a further picture, at its own size; None where none was given."""
        if role in self.others and role not in self._decoded:
            self._decoded[role] = np.ascontiguousarray(read(self.others[role])[0][..., :3])
        return self._decoded.get(role)

    def other_here(self, role: str) -> Rgb8 | None:
        """As `other`, at this picture's size."""
        picture = self.other(role)
        if picture is None or picture.shape[:2] == self.image.shape[:2]:
            return picture
        size = (self.image.shape[1], self.image.shape[0])
        return np.asarray(Image.fromarray(picture).resize(size, Image.Resampling.BOX))

    @cached_property
    def colours(self) -> Tally:
        """The colours of the visible pixels, counted."""
        return tally(self._visible)

    @cached_property
    def texture(self) -> Texture:
        """Of an enlarged picture at the size it was drawn in: enlarging adds no detail."""
        source = self.other("source")
        if source is None or source.shape[1] >= self.image.shape[1]:
            return texture_of(self.rgb)
        return texture_of(measure.reduced(self.rgb, max(source.shape[:2])))

    @cached_property
    def found(self) -> tuple[LightKey, Look] | None:
        """The look of this picture's stage and light, and its key."""
        return looked.look(self.expected, self.style)

    @property
    def look(self) -> Look | None:
        """What colours are held against: nothing in light that the style has no references of."""
        return self.found[1] if self.found else None

    @cached_property
    def made_like(self) -> Look | None:
        """What lines and texture are held against; daylight serves for another time of day."""
        return None if self.is_cutout else looked.texture(self.expected, self.style, self.found)

    @cached_property
    def z(self) -> dict[str, float]:
        """How many robust deviations each measure is from the look's; empty with few references."""
        if self.look is None or self.is_cutout:
            return {}
        return looked.deviations(self.look, self.colours, self.texture, self.palette)

    @cached_property
    def palette(self) -> list[PaletteColour]:
        """Up to eight colours of the visible pixels."""
        return grouped(*colour_bins(self.colours))

    @cached_property
    def chroma_ceiling(self) -> float | None:
        """What a person set, in every light; else what this light's references have."""
        return looked.chroma_ceiling(self.expected, self.style, self.look)

    @cached_property
    def chroma_exceed(self) -> tuple[float, float]:
        """mean_i max(0, C*_i − ceiling), and the share of pixels visibly above the ceiling.

        Of the whole frame: a cutout is the part of a panel that it covers. What lamps shine on
        after dark does not count: how many there are is the scene's, not the style's.
        """
        if self.chroma_ceiling is None:
            return 0.0, 0.0
        above = np.maximum(self.colours.chroma - self.chroma_ceiling, 0)
        # ΔE00 of two strong colours is their difference of chroma by S_C = 1 + 0.045 C*
        seen = self.thresholds.visible_chroma * (1 + 0.045 * self.chroma_ceiling)
        return self._of_frame(above), self._of_frame(above > max(seen, self._own_chroma))

    @cached_property
    def chroma_over_share(self) -> float:
        """As the share of `chroma_exceed`, and of colours that are above by less than is seen."""
        if self.chroma_ceiling is None:
            return 0.0
        least = self.chroma_ceiling + max(1.0, self._own_chroma)
        return self._of_frame(self.colours.chroma > least)

    def _of_frame(self, values: NDArray[Any]) -> float:
        """The mean of a value by colour over the frame, with 0 where lamps shine."""
        part = self.matte.coverage if self.matte else 1.0
        return part * float(values @ np.where(self._lamplit, 0, self.colours.share))

    @property
    def _lamplit(self) -> NDArray[np.bool_]:
        """Which colours are lamps and their glow: warm, and far lighter than a dark picture."""
        lab, limits = self.colours.lab, self.thresholds
        glow = (lab[:, 0] > self.colours.l_mean + limits.lamp_light) & (lab[:, 2] > 0)
        is_dark = self.expected.shown_time in AFTER_DARK
        is_small = float(self.colours.share[glow].sum()) <= limits.lamp_share
        return glow & (is_dark and is_small)

    @property
    def _own_chroma(self) -> float:
        """How far the ceilings of the references stray themselves: two deviations."""
        look = self.look
        return 2 * deviation(look.mads.get("chroma_ceiling", 0.0), look.references) if look else 0.0

    @cached_property
    def palette_de00(self) -> float | None:
        """Distance from the palette to keep to; None without one, or in light that changes it.

        A cutout has only some of the style's colours, so only its own are judged.
        """
        wanted = looked.palette(self.expected, self.style, self.look)
        if not wanted:
            return None
        if self.is_cutout:
            return palettes.strayed(self.palette, wanted)
        return measure.palette_distance(self.palette, palettes.weighted(wanted))

    @cached_property
    def cast(self) -> list[CharacterFound]:
        """Every required character as it was found."""
        return wanted.cast(self.expected, self.rgb, self.alpha if self.has_alpha else None)

    @cached_property
    def fingerprint(self) -> Fingerprint:
        """The difference hash; the other panels of the story are known by theirs."""
        return dhash.of(self.image)

    @cached_property
    def matte(self) -> MatteQuality | None:
        """The alpha's quality, where a cutout was asked for and there is one."""
        if not self.is_cutout:
            return None
        return quality.measure(self.alpha, self.thresholds.matte)

    @cached_property
    def _decoded(self) -> dict[str, Rgb8]:
        return {}

    @cached_property
    def _visible(self) -> Rgb8:
        if not self.has_alpha:
            return measure.reduced(self.rgb, measure.PALETTE_PX).reshape(-1, 3)
        small = scale.shrink(self.rgb)
        seen = small[scale.shrink_plane(self.alpha) > 0.5]
        return seen if len(seen) else small.reshape(-1, 3)
