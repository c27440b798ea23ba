"""A figure's own pen: shapes in heads, joined in groups whose inner lines vanish."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from iat_sidecar.imaging.scene.geometry import Pairs, Points, points
from iat_sidecar.imaging.scene.look import DETAIL, Look
from iat_sidecar.imaging.scene.stage import Pen

Piece = tuple[Pairs, str]


@dataclass(frozen=True)
class Sculptor:
    """Places shapes of one character: `scale` pixels a head, mirrored when it faces left.

    origin: pixels; angle: radians, clockwise as seen before mirroring.
    """

    pen: Pen
    look: Look
    origin: tuple[float, float]
    scale: float
    mirror: int = 1
    angle: float = 0.0

    def to(self, pairs: Pairs) -> Points:
        """Heads to pixels."""
        x, y = points(pairs).T
        c, s = np.cos(self.angle), np.sin(self.angle)
        turned = np.column_stack([(c * x - s * y) * self.mirror, s * x + c * y])
        placed: Points = np.asarray(self.origin) + turned * self.scale
        return placed

    def within(self, at: Points, angle: float, scale: float = 1.0) -> "Sculptor":
        """The same pen in a frame of its own, such as the head's."""
        x, y = self.to(at)[0]
        return replace(self, origin=(x, y), angle=self.angle + angle, scale=self.scale * scale)

    def group(self, pieces: Sequence[Piece], *, shade: float = 0.07) -> None:
        """Pieces with one common outline: all ink first, then all colour."""
        placed = [(self.to(pairs), role) for pairs, role in pieces]
        for outline, role in placed:
            self._of(role).outline(outline)
        for outline, role in placed:
            self._fill(outline, role, 0.0)
        for outline, role in placed:
            self._fill(outline, role, shade)

    def shape(self, pairs: Pairs, role: str, *, shade: float = 0.05, line: float = 1.0) -> None:
        """One piece with its own outline, in the colour of a role."""
        outline = self.to(pairs)
        if line:
            self._of(role).outline(outline, line)
        self._fill(outline, role, shade)

    def plain(self, pairs: Pairs, colour: str, *, line: float = 0.0) -> None:
        """A piece in a colour of its own, without a swatch."""
        self._of(DETAIL).shape(self.to(pairs), colour, line=line)

    def stroke(
        self,
        pairs: Pairs,
        *,
        width: float = 1.0,
        start: float = 0.25,
        end: float = 0.25,
        bend: bool = True,
    ) -> None:
        """A line of ink."""
        self.pen.line(self.to(pairs), width=width, start=start, end=end, bend=bend)

    def _fill(self, outline: Points, role: str, shade: float) -> None:
        pen = self._of(role)
        pen.shape(outline, self.look.colours[role], shade=shade * self.scale, line=0)

    def _of(self, role: str) -> Pen:
        part = self.look.parts.get(role, DETAIL)
        return replace(self.pen, tags=replace(self.pen.tags, part=part))
