"""A camera on a ground plane, and pens that draw at a distance: lines thin and colours pale with it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from iat_sidecar.imaging.scene.board import Board, Material
from iat_sidecar.imaging.scene.geometry import (
    Pairs,
    Points,
    curve,
    normals,
    points,
    ribbon,
)

INK = "#1d1a22"
HAZE = "#c9d6de"
SHADOW_SIDE = np.array([0.78, 0.62])  # light comes from the upper left
HALF_DEPTH_M = 8.0
NEAREST_M = 0.25
Spot = tuple[float, float, float]


@dataclass(frozen=True)
class Tags:
    """What everything a pen draws belongs to."""

    owner: str = ""
    part: str = ""
    plane: str = ""
    is_tinted: bool = True


@dataclass(frozen=True)
class Pen:
    """Draws shapes and strokes in pixels at one depth, with one ink."""

    board: Board
    depth: float
    weight: float
    ink: str = INK
    haze: float = 0.0
    tags: Tags = Tags()

    def shape(
        self,
        pairs: Pairs,
        colour: str,
        *,
        shade: float = 0.0,
        line: float = 1.0,
        light: float = 0.0,
        plane: str | None = None,
    ) -> None:
        """A flat shape with an outline; `shade` pixels of it on the side away from the light."""
        outline = points(pairs)
        if line:
            self.outline(outline, line)
        dark = self._material(colour, light, plane, is_shade=True)
        lit = self._material(colour, light, plane)
        if shade:
            self.board.fill(outline, dark)
        self.board.fill(lit_side(outline, shade) if shade else outline, lit)

    def line(
        self,
        pairs: Pairs,
        *,
        width: float = 1.0,
        colour: str = "",
        light: float = 0.0,
        start: float = 0.3,
        end: float = 0.3,
        bend: bool = False,
    ) -> None:
        """A brush stroke, `width` in line weights; `bend` makes it a smooth curve."""
        path = curve(pairs, closed=False) if bend else points(pairs)
        brush = ribbon(path, max(0.35, width * self.weight), start=start, end=end)
        self.board.fill(brush, self._material(colour or self.ink, light, None, is_line=not colour))

    def outline(self, outline: Points, line: float = 1.0) -> None:
        """The ink round a closed line, heavier on the shadow side."""
        away = normals(outline)
        heavy = 0.75 + 0.55 * np.maximum(0, away @ SHADOW_SIDE).clip(0, 1)
        grown = outline + away * (self.weight * line * heavy)[:, None]
        self.board.fill(grown, self._material(self.ink, 0.0, None, is_line=True))

    def _material(
        self,
        colour: str,
        light: float,
        plane: str | None,
        *,
        is_shade: bool = False,
        is_line: bool = False,
    ) -> Material:
        tags = self.tags
        part = "detail" if is_line and tags.owner else tags.part
        return Material(
            colour=blend(colour, HAZE, self.haze) if self.haze else colour,
            depth=self.depth,
            light=light,
            plane=tags.plane if plane is None else plane,
            owner=tags.owner,
            part=part,
            is_shade=is_shade,
            is_tinted=tags.is_tinted and not is_line,
        )


def lit_side(outline: Points, amount: float) -> Points:
    """A closed line drawn in from the shadow side by `amount` pixels: the rest is its shade."""
    facing = np.maximum(0, normals(outline) @ SHADOW_SIDE).clip(0, 1)
    moved: Points = outline - SHADOW_SIDE * (amount * facing)[:, None]
    return moved


def blend(one: str, other: str, share: float) -> str:
    """A colour moved `share` (0…1) of the way to another, in sRGB."""
    a, b = bytes.fromhex(one[1:]), bytes.fromhex(other[1:])
    mixed = (round(x + (y - x) * share) for x, y in zip(a, b, strict=True))
    return "#" + "".join(f"{value:02x}" for value in mixed)


@dataclass(frozen=True)
class Stage:
    """The camera: x right and h up in metres, z metres away, projected to pixels.

    A pinhole at height `eye_m` whose horizon lies on row `horizon`; `focal` and `centre` in pixels.
    """

    board: Board
    seed: int
    candidate: int
    horizon: float
    focal: float
    eye_m: float
    centre: float
    weight: float
    softness: float = 0.0
    gradients: dict[str, tuple[str, str]] = field(default_factory=dict)
    underfoot: dict[str, str] = field(default_factory=dict)

    @property
    def width(self) -> int:
        return self.board.width

    @property
    def height(self) -> int:
        return self.board.height

    def rng(self, layer: str) -> np.random.Generator:
        """The random numbers of one layer, independent of every other layer."""
        return layer_rng(f"{self.seed}/{self.candidate}/{layer}")

    def at(self, x: float, h: float, z: float) -> tuple[float, float]:
        """Where a point of the world falls in the picture, in pixels."""
        size = self.metre(z)
        return self.centre + x * size, self.horizon + (self.eye_m - h) * size

    def path(self, spots: Sequence[Spot]) -> Points:
        """Points of the world as a line in pixels."""
        return points([self.at(*spot) for spot in spots])

    def metre(self, z: float) -> float:
        """How many pixels a metre spans at a distance."""
        return self.focal / max(z, NEAREST_M)

    def reach(self, z: float) -> tuple[float, float]:
        """The x of the left and right picture edges at a distance, in metres."""
        size = self.metre(z)
        return -self.centre / size, (self.width - self.centre) / size

    def pen(self, z: float, tags: Tags | None = None, *, haze: float | None = None) -> Pen:
        """A pen for things z metres away."""
        depth = depth_at(z)
        pale = max(0.0, depth - 0.45) * 0.9 if haze is None else haze
        weight = self.weight * (1 - 0.62 * depth) * (1 - self.softness * 0.3)
        ink = blend(INK, "#5c6470", min(1.0, depth * 0.75 + self.softness * 0.4))
        return Pen(self.board, depth, weight, ink, min(0.75, pale), tags or Tags())


def depth_at(z: float) -> float:
    """Distance as depth: 0 at the lens, ½ at eight metres, toward 1 far away."""
    return z / (z + HALF_DEPTH_M)


def layer_rng(name: str) -> np.random.Generator:
    """A Philox generator keyed by a name."""
    key = int.from_bytes(hashlib.sha256(name.encode()).digest()[:16], "big")
    return np.random.Generator(np.random.Philox(key=key))
