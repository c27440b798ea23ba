"""What places are built of: sky, ground, boxes, walls, windows and rooms in perspective."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from iat_sidecar.imaging.scene.geometry import Pairs, Points, box, ellipse, points
from iat_sidecar.imaging.scene.stage import Pen, Spot, Stage, Tags, blend

FAR_M = 400.0
LIGHT, DARK = "#ffffff", "#3a3450"
GROUND, SKY, FLAT = Tags(plane="ground"), Tags(plane="sky"), Tags(plane="flat")
CLOUD = Tags(plane="cloud")  # sky, but does not deepen upward


@dataclass(frozen=True)
class Site:
    """Where a thing stands: metres to the right and up from its foot become pixels."""

    stage: Stage
    x: float
    z: float
    tags: Tags = field(default_factory=Tags)
    lift: float = 0.0
    haze: float | None = None

    @property
    def pen(self) -> Pen:
        return self.stage.pen(self.z, self.tags, haze=self.haze)

    @property
    def metre(self) -> float:
        return self.stage.metre(self.z)

    def to(self, pairs: Pairs) -> Points:
        """(metres right, metres up) to pixels."""
        foot = points([self.stage.at(self.x, self.lift, self.z)])
        placed: Points = foot + points(pairs) * (self.metre, -self.metre)
        return placed

    def shape(
        self,
        pairs: Pairs,
        colour: str,
        *,
        shade: float = 0.0,
        line: float = 1.0,
        light: float = 0.0,
    ) -> None:
        """A shape in metres; its shade too."""
        self.pen.shape(self.to(pairs), colour, shade=shade * self.metre, line=line, light=light)

    def line(
        self, pairs: Pairs, *, width: float = 1.0, colour: str = "", bend: bool = False
    ) -> None:
        """A brush stroke in metres, its width in line weights."""
        self.pen.line(self.to(pairs), width=width, colour=colour, bend=bend)

    def bar(
        self, a: tuple[float, float], b: tuple[float, float], thick: float, colour: str
    ) -> None:
        """A straight bar, `thick` metres wide."""
        (x0, y0), (x1, y1) = a, b
        long = max(((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5, 1e-6)
        nx, ny = (y1 - y0) / long * thick / 2, -(x1 - x0) / long * thick / 2
        quad = [(x0 + nx, y0 + ny), (x1 + nx, y1 + ny), (x1 - nx, y1 - ny), (x0 - nx, y0 - ny)]
        self.shape(quad, colour, shade=thick * 0.35)

    def contact(self, half_width: float) -> None:
        """The shadow of a thing on the ground under it, one flat ellipse."""
        if self.lift:
            return
        dark = blend(self.stage.underfoot.get("colour", "#a8a59f"), DARK, 0.24)
        x, y = self.stage.at(self.x + half_width * 0.12, 0, self.z)
        ry = max(1.0, half_width * self.metre * 0.13)
        pen = self.stage.pen(self.z, GROUND, haze=0)
        pen.shape(ellipse(x, y, half_width * self.metre, ry), dark, line=0)


def sky(stage: Stage, low: str, top: str) -> None:
    """Fill the panel with sky: `low` at the horizon, toward `top` above."""
    stage.gradients["sky"] = (low, top)
    pen = stage.pen(FAR_M * 20, SKY, haze=0)
    pen.shape(box(-2, -2, stage.width + 2, stage.height + 2), low, line=0)


def clouds(stage: Stage, layer: str, count: int = 4, colour: str = "#f7f9fa") -> None:
    """Flat cumulus in the sky."""
    rng = stage.rng(layer)
    pen = stage.pen(FAR_M * 10, CLOUD, haze=0)
    for _ in range(count):
        x, y = rng.uniform(0, stage.width), stage.horizon * rng.uniform(0.1, 0.75)
        size = max(stage.horizon, stage.height * 0.2) * rng.uniform(0.05, 0.1)
        for dx, dy, r in ((-1.3, 0.25, 0.55), (1.4, 0.3, 0.5), (-0.4, -0.1, 0.8), (0.6, 0, 0.7)):
            pen.shape(
                ellipse(x + dx * size, y + dy * size, r * size * 1.3, r * size * 0.62),
                colour,
                line=0,
            )
        pen.shape(
            box(x - 1.7 * size, y + 0.28 * size, x + 1.8 * size, y + 0.5 * size), colour, line=0
        )


def ground(stage: Stage, colour: str) -> None:
    """The ground plane from the horizon to the bottom of the panel."""
    stage.underfoot["colour"] = colour
    near = box(-2, stage.horizon, stage.width + 2, max(stage.height, stage.horizon) + 2)
    stage.pen(FAR_M, GROUND, haze=0).shape(near, colour, line=0)


def slab(
    stage: Stage, spots: Sequence[Spot], colour: str, tags: Tags = GROUND, line: float = 0.0
) -> None:
    """A flat patch lying on the ground."""
    z = sum(spot[2] for spot in spots) / len(spots)
    stage.pen(z, tags, haze=0).shape(stage.path(spots), colour, line=line)


def strip(
    stage: Stage, x0: float, x1: float, z0: float, z1: float, colour: str, tags: Tags = GROUND
) -> None:
    """A band of ground running away from the camera."""
    slab(stage, [(x0, 0, z1), (x1, 0, z1), (x1, 0, z0), (x0, 0, z0)], colour, tags)


def wall(stage: Stage, x: float, z0: float, z1: float, h0: float, h1: float, colour: str) -> None:
    """An upright face along the view, at one x."""
    pen = stage.pen(z0)
    pen.shape(stage.path([(x, h1, z0), (x, h1, z1), (x, h0, z1), (x, h0, z0)]), colour)


def front(
    stage: Stage,
    x0: float,
    x1: float,
    h0: float,
    h1: float,
    z: float,
    colour: str,
    *,
    line: float = 1.0,
    light: float = 0.0,
    tags: Tags | None = None,
) -> None:
    """An upright face across the view."""
    (left, top), (right, low) = stage.at(x0, h1, z), stage.at(x1, h0, z)
    stage.pen(z, tags).shape(box(left, top, right, low), colour, line=line, light=light)


def cuboid(
    stage: Stage,
    x: tuple[float, float],
    h: tuple[float, float],
    z: tuple[float, float],
    colour: str,
    tags: Tags | None = None,
) -> None:
    """A box: its front, the side that is seen, and its top where it is below the eye."""
    pen = stage.pen(z[0], tags)
    side = x[0] if stage.at(x[0], 0, z[0])[0] > stage.at(x[0], 0, z[1])[0] else None
    side = x[1] if stage.at(x[1], 0, z[0])[0] < stage.at(x[1], 0, z[1])[0] else side
    if side is not None:
        face = [(side, h[1], z[0]), (side, h[1], z[1]), (side, h[0], z[1]), (side, h[0], z[0])]
        pen.shape(stage.path(face), blend(colour, DARK, 0.28))
    if h[1] < stage.eye_m:
        top = [(x[0], h[1], z[0]), (x[0], h[1], z[1]), (x[1], h[1], z[1]), (x[1], h[1], z[0])]
        pen.shape(stage.path(top), blend(colour, LIGHT, 0.25))
    front(stage, x[0], x[1], h[0], h[1], z[0], colour, tags=tags)


def pane(
    stage: Stage, x: tuple[float, float], h: tuple[float, float], z: float, frame: str = "#e9e2d6"
) -> None:
    """A window in a wall across the view, with the sky behind it."""
    front(stage, x[0] - 0.07, x[1] + 0.07, h[0] - 0.07, h[1] + 0.07, z, frame)
    front(stage, *x, *h, z - 0.01, "#bfdcec", light=0.75, tags=SKY)
    middle, cross = sum(x) / 2, h[0] + (h[1] - h[0]) * 0.55
    front(stage, middle - 0.03, middle + 0.03, *h, z - 0.02, frame, line=0.5)
    front(stage, *x, cross - 0.025, cross + 0.025, z - 0.02, frame, line=0.5)
    front(stage, x[0] - 0.12, x[1] + 0.12, h[0] - 0.13, h[0] - 0.06, z - 0.03, frame)


@dataclass(frozen=True)
class Room:
    """The box of an interior: its back wall at `back` metres, walls at ±`half`, ceiling at `high`."""

    stage: Stage
    back: float
    half: float
    high: float

    def build(self, *, paint: str, floor: str, ceiling: str = "#ece7dd") -> None:
        """Floor, ceiling, side walls, back wall and skirting."""
        stage, half, high, back = self.stage, self.half, self.high, self.back
        near = 0.3
        stage.underfoot["colour"] = floor
        stage.pen(back, GROUND, haze=0).shape(
            box(-2, min(stage.horizon, stage.height) - 2, stage.width + 2, stage.height + 2),
            floor,
            line=0,
        )
        lid = [(-half, high, near), (-half, high, back), (half, high, back), (half, high, near)]
        stage.pen(back).shape(stage.path(lid), ceiling)
        for side in (-half, half):
            wall(stage, side, near, back, 0, high, blend(paint, DARK, 0.16))
            wall(stage, side, near, back, 0, 0.12, blend(paint, LIGHT, 0.4))
        front(stage, -half, half, 0, high, back, paint)
        front(stage, -half, half, 0, 0.12, back, blend(paint, LIGHT, 0.4), line=0.6)

    def boards(self, colour: str, step: float = 0.5) -> None:
        """Lines of floor boards running to the vanishing point."""
        x = -self.half + step
        pen = self.stage.pen(self.back, GROUND, haze=0)
        while x < self.half:
            pen.line(self.stage.path([(x, 0, 0.5), (x, 0, self.back)]), width=0.7, colour=colour)
            x += step

    def tiles(self, colour: str, step: float = 0.6) -> None:
        """Floor tiles: the boards, and lines across."""
        self.boards(colour, step)
        z, pen = 0.9, self.stage.pen(self.back, GROUND, haze=0)
        while z < self.back:
            pen.line(
                self.stage.path([(-self.half, 0, z), (self.half, 0, z)]), width=0.7, colour=colour
            )
            z += step

    def rug(self, colour: str) -> None:
        """An oval rug in front of the back wall."""
        z, half = self.back - 1.3, self.half * 0.55
        x, y = self.stage.at(0, 0, z)
        rx, ry = half * self.stage.metre(z), abs(self.stage.at(0, 0, z - 0.6)[1] - y)
        pen = self.stage.pen(z, GROUND, haze=0)
        pen.shape(ellipse(x, y, rx, ry), colour, line=0.8)
        pen.shape(ellipse(x, y, rx * 0.8, ry * 0.78), blend(colour, LIGHT, 0.3), line=0.4)


def room(stage: Stage, half: float = 2.9, high: float = 2.7, back_m: float = 4.6) -> Room:
    """A room whose back wall stands behind the figures, and whose walls reach past the panel."""
    return Room(stage, back_m, half, high)
