"""A drawing board of numbered materials: one index picture holds colour, depth, masks and lights.

Shapes write the number of their material into a supersampled 16-bit picture; every plane is then
one table look-up and one box reduction, so picture, masks and depth agree to the sample.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from iat_sidecar.core.values import Lab
from iat_sidecar.imaging.arrays import Plane, Rgb8
from iat_sidecar.imaging.colour import delta_e00, from_lab, lab8, to_srgb
from iat_sidecar.imaging.scene.geometry import Points

SHADE = (0.80, 0.77, 0.84)
PULL = 0.6
MAX_MATERIALS = 65_535
STRIP_ROWS = 256


class Material(NamedTuple):
    """What a sample is: its colour and everything the planes need to know.

    colour: `#rrggbb`; depth 0 near … 1 far; light 0…1 emitted; owner and part: of a character.
    """

    colour: str
    depth: float = 1.0
    light: float = 0.0
    plane: str = ""
    owner: str = ""
    part: str = ""
    is_shade: bool = False
    is_tinted: bool = False


class Board:
    """An index picture, `scale` samples a pixel edge."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self.scale = _samples(max(width, height))
        self.materials: dict[Material, int] = {}
        self._reach: dict[str, tuple[float, float, float, float]] = {}
        size = (width * self.scale, height * self.scale)
        self._picture = Image.new("I;16", size)
        self._samples: NDArray[np.uint16] | None = None
        self._pen = ImageDraw.Draw(self._picture)

    def fill(self, line: Points, material: Material) -> None:
        """Fill a closed line given in pixels."""
        low, high = line.min(axis=0), line.max(axis=0)
        if high[0] < 0 or high[1] < 0 or low[0] > self.width or low[1] > self.height:
            return
        number = self.materials.setdefault(material, len(self.materials))
        if number > MAX_MATERIALS:
            raise OverflowError("a board holds 65,536 materials")
        if material.owner:
            self._widen(material.owner, low, high)
        bound = 8.0 * max(self.width, self.height)
        placed = np.clip(line, -bound, bound) * self.scale - 0.5
        self._samples = None
        self._pen.polygon(placed.ravel().tolist(), fill=number)

    def image(self, palette: Sequence[Lab] = ()) -> Rgb8:
        """The picture, tinted materials pulled toward the nearest palette colour."""
        table = _colours(list(self.materials), palette)
        return np.ascontiguousarray(self._reduced(table)[..., :3])

    def planes(self, *measures: Callable[[Material], float]) -> list[Plane]:
        """Up to four planes at once: the mean of each measure (0…1) over the samples of a pixel."""
        given = [[measure(m) for measure in measures] for m in self.materials]
        table = np.zeros((len(given), 4), np.uint8)
        table[:, : len(measures)] = np.rint(np.array(given) * 255)
        return _parted(self._reduced(table), len(measures))

    def coverage(self, owner: str, parts: list[str]) -> dict[str, Plane]:
        """Exact coverage by each part of one character."""
        drawn = {m.part for m in self.materials if m.owner == owner}
        blank = np.zeros((self.height, self.width), np.float32)
        blank.setflags(write=False)  # one array stands for every part that is out of sight
        found: dict[str, Plane] = dict.fromkeys(parts, blank)
        parts = [part for part in parts if part in drawn]
        box = self._extent(owner)
        for start in range(0, len(parts), 4):
            four = parts[start : start + 4]
            table = np.zeros((len(self.materials), 4), np.uint8)
            for number, material in enumerate(self.materials):
                if material.owner == owner and material.part in four:
                    table[number, four.index(material.part)] = 255
            cut = _parted(self._reduced(table, box), len(four))
            found |= {part: self._whole(plane, box) for part, plane in zip(four, cut, strict=True)}
        return found

    def _numbers(self) -> NDArray[np.uint16]:
        """The index picture as an array, copied out once after the last shape."""
        if self._samples is None:
            self._samples = np.asarray(self._picture)
        return self._samples

    def _widen(self, owner: str, low: Points, high: Points) -> None:
        left, top, right, bottom = self._reach.get(owner, (*low, *high))
        self._reach[owner] = (
            min(left, low[0]),
            min(top, low[1]),
            max(right, high[0]),
            max(bottom, high[1]),
        )

    def _extent(self, owner: str) -> tuple[int, int, int, int]:
        """The pixel box (left, top, right, bottom) that holds every sample of one character."""
        left, top, right, bottom = self._reach.get(owner, (0.0, 0.0, 0.0, 0.0))
        x = min(max(0, int(left) - 1), self.width - 1)
        y = min(max(0, int(top) - 1), self.height - 1)
        return (
            x,
            y,
            max(x + 1, min(self.width, int(right) + 2)),
            max(y + 1, min(self.height, int(bottom) + 2)),
        )

    def _whole(self, cut: Plane, box: tuple[int, int, int, int]) -> Plane:
        left, top, right, bottom = box
        plane = np.zeros((self.height, self.width), np.float32)
        plane[top:bottom, left:right] = cut
        return plane

    def _reduced(
        self, table: NDArray[np.uint8], box: tuple[int, int, int, int] | None = None
    ) -> NDArray[np.uint8]:
        left, top, right, bottom = box or (0, 0, self.width, self.height)
        packed = np.ascontiguousarray(table).view(np.uint32)[:, 0]
        numbers = self._numbers()[:, left * self.scale : right * self.scale]
        strips = [
            self._strip(
                packed[numbers[start * self.scale : min(start + STRIP_ROWS, bottom) * self.scale]]
            )
            for start in range(top, bottom, STRIP_ROWS)
        ]
        return np.concatenate(strips)

    def _strip(self, samples: NDArray[np.uint32]) -> NDArray[np.uint8]:
        # premultiplied mode: the four bytes are unrelated planes and must not weigh one another
        height, width = samples.shape
        raw: Any = np.ascontiguousarray(samples)
        whole = Image.frombuffer("CMYK", (width, height), raw, "raw", "CMYK", 0, 1)
        return np.asarray(whole.reduce(self.scale))


def _samples(long_px: int) -> int:
    return 4 if long_px <= 400 else 3 if long_px <= 1100 else 2 if long_px <= 4096 else 1


def _parted(four: NDArray[np.uint8], count: int) -> list[Plane]:
    return [four[..., i].astype(np.float32) / np.float32(255) for i in range(count)]


def _colours(materials: list[Material], palette: Sequence[Lab]) -> NDArray[np.uint8]:
    rgb = np.array([list(bytes.fromhex(m.colour[1:])) for m in materials], np.uint8)
    if palette:
        tinted = np.array([m.is_tinted for m in materials])
        rgb[tinted] = _pulled(rgb[tinted], palette)
    shaded = np.array([m.is_shade for m in materials])
    rgb[shaded] = np.rint(rgb[shaded] * np.array(SHADE)).astype(np.uint8)
    return np.column_stack([rgb, np.full(len(rgb), 255, np.uint8)])


def _pulled(rgb: NDArray[np.uint8], palette: Sequence[Lab]) -> Rgb8:
    """Each colour moved 60 % of the way to the palette colour nearest to it by ΔE00."""
    lab = lab8(rgb)
    goals = np.array(palette, np.float32)
    nearest = delta_e00(lab[:, None], goals[None]).argmin(axis=1)
    return to_srgb(from_lab(lab + PULL * (goals[nearest] - lab)))
