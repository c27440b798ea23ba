"""Places people built outdoors: street, alley, rooftop, harbour, castle, park."""

import numpy as np

from iat_sidecar.imaging.scene.geometry import box, curve, ellipse
from iat_sidecar.imaging.scene.places import place
from iat_sidecar.imaging.scene.props import PROPS, crown
from iat_sidecar.imaging.scene.solids import (
    DARK,
    FLAT,
    LIGHT,
    Site,
    clouds,
    cuboid,
    front,
    ground,
    sky,
    slab,
    strip,
    wall,
)
from iat_sidecar.imaging.scene.stage import Stage, blend

FACADES = ("#c9a58a", "#b7b2a6", "#9fb0b5", "#d3bf9b", "#b48f84", "#a9b39a", "#c4b6c0")
GLASS = "#8fb2c4"


@place("street")
def street(stage: Stage) -> None:
    """Two rows of houses along a road."""
    sky(stage, "#dbe9ee", "#8fbbd6")
    clouds(stage, "street clouds")
    skyline(stage, "street skyline", 90.0, 24.0)
    ground(stage, "#b5b0a8")
    strip(stage, -3.2, 3.2, 0.3, 90, "#8b8a8c")
    for side in (-1, 1):
        strip(stage, side * 3.2 - 0.1, side * 3.2 + 0.1, 0.3, 90, "#d8d4cb")
    for z in np.arange(1.5, 60, 3.6):
        strip(stage, -0.08, 0.08, z, z + 1.7, "#e8e3d2")
    _rows(stage, 5.4, 9.0, (8.0, 17.0))
    for z in (26.0, 13.0):
        for side in (-1, 1):
            PROPS["streetlight"](Site(stage, side * 3.7, z))


def _rows(stage: Stage, half: float, step: float, high: tuple[float, float]) -> None:
    rng = stage.rng("houses")
    for start in np.arange(64.0, 2.0, -step):
        for side in (-1, 1):
            tall = rng.uniform(*high)
            colour = FACADES[rng.integers(len(FACADES))]
            _house(stage, side * half, max(0.6, start - step), start, tall, colour)


def _house(stage: Stage, x: float, z0: float, z1: float, tall: float, colour: str) -> None:
    """A facade along the street: shop window below, rows of windows above, a cornice."""
    gable = (x, x + 8) if x > 0 else (x - 8, x)
    front(stage, *gable, 0, tall, z0, blend(colour, DARK, 0.18))
    wall(stage, x, z0, z1, 0, tall, colour)
    wall(stage, x * 0.985, z0, z1, tall - 0.35, tall, blend(colour, LIGHT, 0.3))
    pen, inner = stage.pen((z0 + z1) / 2), x * 0.995
    long = z1 - z0
    shop = [
        (inner, 2.6, z0 + long * 0.12),
        (inner, 2.6, z1 - long * 0.12),
        (inner, 0.5, z1 - long * 0.12),
        (inner, 0.5, z0 + long * 0.12),
    ]
    pen.shape(stage.path(shop), blend(GLASS, DARK, 0.15), light=0.25)
    awning = [
        (inner, 3.1, z0 + long * 0.08),
        (inner, 3.1, z1 - long * 0.08),
        (x * 0.82, 2.65, z1 - long * 0.08),
        (x * 0.82, 2.65, z0 + long * 0.08),
    ]
    pen.shape(stage.path(awning), blend("#b5605a", colour, 0.35))
    for h in np.arange(4.2, tall - 1.6, 2.7):
        for share in (0.14, 0.42, 0.7):
            a, b = z0 + long * share, z0 + long * (share + 0.16)
            hole = [(inner, h + 1.5, a), (inner, h + 1.5, b), (inner, h, b), (inner, h, a)]
            pen.shape(stage.path(hole), GLASS, line=0.7, light=0.3)


def skyline(stage: Stage, layer: str, z: float, tall: float, base: float = 0.0) -> None:
    """Distant blocks across the whole view."""
    rng = stage.rng(layer)
    x, right = stage.reach(z)
    while x < right:
        wide, high = rng.uniform(0.25, 0.6) * tall, rng.uniform(0.35, 1.0) * tall
        colour = FACADES[rng.integers(len(FACADES))]
        front(stage, x, x + wide, base, base + high, z, blend(colour, "#8fa3b0", 0.4), line=0.7)
        for h in np.arange(base + high - tall * 0.1, base, -tall * 0.11)[:7]:
            for at in np.arange(x + wide * 0.15, x + wide * 0.8, wide * 0.24):
                front(
                    stage, at, at + wide * 0.12, h - tall * 0.05, h, z, "#a9c3d0", line=0, light=0.3
                )
        x += wide * rng.uniform(1.0, 1.15)


@place("alley")
def alley(stage: Stage) -> None:
    """A narrow way between brick walls."""
    sky(stage, "#e3ecee", "#a8c8d8")
    ground(stage, "#8f8b88")
    front(stage, -4, 4, 0, 7, 26.0, "#a8a39b")
    strip(stage, -0.25, 0.25, 0.3, 26, "#7d7a79")
    for side, colour in ((-1, "#b07d68"), (1, "#98806f")):
        wall(stage, side * 2.0, 0.3, 26, 0, 9, colour)
        _bricks(stage, side * 1.99, colour)
    for side, z in ((1, 11.0), (-1, 8.0), (1, 5.2)):
        _alley_window(stage, side * 1.98, z)
    cuboid(stage, (0.75, 1.9), (0, 1.2), (7.0, 8.8), "#5f8273")
    cuboid(stage, (0.7, 1.9), (1.2, 1.3), (6.95, 8.8), "#4f6e62")
    PROPS["crate"](Site(stage, -1.45, 6.0))
    for h, z in ((6.2, 14.0), (5.4, 9.0)):
        pen = stage.pen(z)
        rope = [stage.at(-2, h, z), stage.at(0, h - 0.6, z), stage.at(2, h, z)]
        pen.line(rope, width=0.9, start=1, end=1, bend=True)


def _bricks(stage: Stage, x: float, colour: str) -> None:
    rng = stage.rng(f"bricks/{x:.1f}")
    pen = stage.pen(9.0)
    for _ in range(70):
        z, h = rng.uniform(2.0, 22), rng.uniform(0.3, 7)
        brick = [(x, h, z), (x, h, z + 0.5), (x, h - 0.17, z + 0.5), (x, h - 0.17, z)]
        pen.shape(stage.path(brick), blend(colour, DARK, float(rng.uniform(0.1, 0.25))), line=0)


def _alley_window(stage: Stage, x: float, z: float) -> None:
    pen = stage.pen(z)
    for low in (2.2, 5.0):
        hole = [(x, low + 1.5, z), (x, low + 1.5, z + 1.1), (x, low, z + 1.1), (x, low, z)]
        pen.shape(stage.path(hole), GLASS, light=0.35)
        pen.line(stage.path([(x, low + 0.8, z), (x, low + 0.8, z + 1.1)]), width=0.8)


@place("rooftop")
def rooftop(stage: Stage) -> None:
    """A flat roof with a parapet above the city."""
    sky(stage, "#e4edf0", "#86b4d4")
    clouds(stage, "rooftop clouds")
    skyline(stage, "rooftop far", 120.0, 44.0, -18)
    skyline(stage, "rooftop near", 55.0, 24.0, -16)
    ground(stage, "#aaa6a0")
    for x in np.arange(-12, 13, 2.4):
        strip(stage, x - 0.03, x + 0.03, 0.4, 11, "#95918c")
    for z in (2.5, 4.5, 7.0):
        slab(stage, [(-14, 0, z), (14, 0, z), (14, 0, z - 0.05), (-14, 0, z - 0.05)], "#95918c")
    _tank(Site(stage, 4.2, 10.5))
    cuboid(stage, (-30, 30), (0, 1.0), (11.4, 11.9), "#bdb4a8")
    cuboid(stage, (-30, 30), (1.0, 1.12), (11.3, 12.0), "#d6cec1")
    cuboid(stage, (-5.2, -3.2), (0, 1.3), (8.5, 10.4), "#b9bfc1")
    x, y = stage.at(-4.2, 0.7, 8.5)
    stage.pen(8.5).shape(ellipse(x, y, stage.metre(8.5) * 0.5, stage.metre(8.5) * 0.5), "#7f878b")


def _tank(site: Site) -> None:
    for x in (-0.9, 0.0, 0.9):
        site.bar((x, 0.9), (x * 0.8, 2.4), 0.12, "#6d5c50")
    site.shape(box(-1.2, 2.3, 1.2, 4.6), "#a57f61", shade=0.4)
    for h in (2.8, 3.5, 4.2):
        site.line([(-1.2, h), (1.2, h)], width=0.8)
    site.shape([(-1.35, 4.55), (0, 5.5), (1.35, 4.55)], "#7a6a60", shade=0.2)


@place("harbour")
def harbour(stage: Stage) -> None:
    """A quay with bollards, a warehouse, a crane and boats on the water."""
    sky(stage, "#e5eeef", "#93bdd3")
    clouds(stage, "harbour clouds")
    ground(stage, "#b3aa9c")
    water = box(-2, stage.horizon, stage.width + 2, stage.at(0, -1.2, 12)[1])
    stage.pen(60, FLAT, haze=0).shape(water, "#7fa9b8", line=0)
    _ripples(stage)
    _shed(Site(stage, -16, 60))
    _crane(Site(stage, 17, 55))
    for x, z in ((6.5, 34.0), (-5.5, 24.0)):
        PROPS["boat"](Site(stage, x, z, lift=-0.9))
    slab(stage, [(-40, 0, 11.5), (40, 0, 11.5), (40, 0, 11.0), (-40, 0, 11.0)], "#d2c9ba", line=0.8)
    for x in np.arange(-12, 13, 1.6):
        strip(stage, x - 0.03, x + 0.03, 0.4, 11, "#9b9285")
    for x in (-5.0, 0.5, 6.0):
        _bollard(Site(stage, x, 10.4))


def _ripples(stage: Stage) -> None:
    rng = stage.rng("ripples")
    for z in np.geomspace(14, 120, 16):
        left, right = stage.reach(z)
        x = rng.uniform(left, right)
        long = (right - left) * rng.uniform(0.05, 0.16)
        spots = stage.path([(x, -1.2, z), (x + long, -1.2, z)])
        stage.pen(z, FLAT, haze=0).line(spots, width=2.2, colour="#a9cad4")


def _shed(site: Site) -> None:
    site.shape(box(-9, -1, 9, 7), "#b98573", shade=1.0)
    site.shape([(-10, 7), (-6, 10), (6, 10), (10, 7)], "#7f7a80")
    for x in (-6, -2, 2, 6):
        site.shape(box(x - 1, 2.5, x + 1, 5), "#93b4c2", line=0.6, light=0.3)


def _crane(site: Site) -> None:
    site.bar((-2, -1), (-1, 15), 0.7, "#c9a24d")
    site.bar((2, -1), (1, 15), 0.7, "#c9a24d")
    site.bar((-14, 14.5), (7, 16), 0.9, "#c9a24d")
    site.bar((0, 14), (0, 20), 0.6, "#c9a24d")
    for end in (-14, 6.5):
        site.line([(0, 20), (end, 15.3)], width=1.2)
    site.line([(-12, 14.6), (-12, 7)], width=1.0)
    site.shape(box(-13.4, 5, -10.6, 7), "#7f9aa8")


def _bollard(site: Site) -> None:
    site.contact(0.3)
    site.shape(box(-0.2, 0, 0.2, 0.5), "#5c646b", shade=0.1)
    site.shape(ellipse(0, 0.55, 0.3, 0.13), "#6c757c", shade=0.06)


@place("castle")
def castle(stage: Stage) -> None:
    """A walled castle on its hill, a path to the gate."""
    sky(stage, "#e6eeee", "#8fb8d4")
    clouds(stage, "castle clouds")
    ground(stage, "#93ad74")
    x = stage.rng("castle").uniform(-4, 4)
    site = Site(stage, x, 48.0)
    hill = [(-42, 0), (-24, 3.5), (-10, 5.5), (10, 5.5), (26, 3), (44, 0)]
    site.shape([*curve(hill, closed=False), (44, -1), (-42, -1)], "#a3b981", line=0.6)
    for left, high, wide in ((-13, 17, 4.2), (9.4, 15, 4.2), (-5.5, 22, 5.0), (2.6, 19, 3.6)):
        _tower(site, left, high, wide)
    _battlement(site, -12, 12, 11.0, "#c4bcae")
    _tower(site, -3.2, 13.5, 6.4)
    gate = [(-1.6, 4.5), (-1.6, 8), (-1.0, 9.3), (0, 9.8), (1.0, 9.3), (1.6, 8), (1.6, 4.5)]
    site.shape(gate, "#5d4a40")
    for bar in (-0.8, 0, 0.8):
        site.line([(bar, 4.6), (bar, 9.3)], width=0.9)
    way = [
        (x - 1.8, 0, 44),
        (x + 1.8, 0, 44),
        (2.4, 0, 8),
        (3.2, 0, 1.0),
        (-1.6, 0, 1.0),
        (-0.6, 0, 8),
    ]
    slab(stage, way, "#d6c8a4")


def _battlement(site: Site, left: float, right: float, high: float, colour: str) -> None:
    step = 0.8
    top: list[tuple[float, float]] = []
    for i, x in enumerate(np.arange(left, right - step / 2, step)):
        rise = high + (0.9 if i % 2 == 0 else 0.0)
        top += [(float(x), rise), (float(x) + step, rise)]
    site.shape([*top, (right, 4.0), (left, 4.0)], colour, shade=0.5)


def _tower(site: Site, left: float, high: float, wide: float) -> None:
    _battlement(site, left, left + wide, high, "#d1c9bb")
    middle = left + wide / 2
    site.shape(
        [
            (middle - 0.35, high - 3.2),
            (middle - 0.35, high - 2),
            (middle, high - 1.6),
            (middle + 0.35, high - 2),
            (middle + 0.35, high - 3.2),
        ],
        "#5d5550",
        line=0.5,
    )
    if high > 16:
        roof = [(left - 0.4, high + 0.6), (middle, high + 5.5), (left + wide + 0.4, high + 0.6)]
        site.shape(roof, "#9a5f55", shade=0.9)
        site.shape(
            [(middle, high + 7.4), (middle, high + 6.2), (middle + 1.8, high + 6.8)],
            "#c8503f",
            line=0.6,
        )
        site.line([(middle, high + 5.4), (middle, high + 7.5)], width=0.9)


@place("park")
def park(stage: Stage) -> None:
    """A lawn with a winding path, trees, a bench and a lamp."""
    sky(stage, "#e4efef", "#95c3dc")
    clouds(stage, "park clouds")
    ground(stage, "#a3be7d")
    rng = stage.rng("park")
    left, right = stage.reach(60)
    for x in np.arange(left, right + 6, 6):
        crown(Site(stage, float(x), 60.0), rng, 2.5, rng.uniform(3.2, 4.6), "#87a873")
    way = curve([(-1.4, 0.6), (-0.4, 5), (2.6, 12), (0.8, 24), (-6, 45)], closed=False)
    edge = [(x - 1.0, 0.0, z) for x, z in way] + [(x + 1.0, 0.0, z) for x, z in way[::-1]]
    slab(stage, edge, "#d9ccb0")
    for x, z in ((-11, 26.0), (9, 22.0), (-5.8, 14.0), (7.6, 11.5)):
        PROPS["tree"](Site(stage, x + rng.uniform(-0.8, 0.8), z))
    PROPS["streetlight"](Site(stage, 3.8, 13.0))
    PROPS["bench"](Site(stage, -3.0, 9.5))
