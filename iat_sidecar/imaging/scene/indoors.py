"""Places under a roof: bedroom, kitchen, office, café, library, classroom, train, spaceship."""

import numpy as np

from iat_sidecar.imaging.scene.geometry import box, ellipse
from iat_sidecar.imaging.scene.places import place
from iat_sidecar.imaging.scene.props import PROPS
from iat_sidecar.imaging.scene.solids import (
    SKY,
    Room,
    Site,
    cuboid,
    front,
    pane,
    room,
    sky,
    strip,
    wall,
)
from iat_sidecar.imaging.scene.stage import Stage

SPINES = ("#a8584c", "#c99a4e", "#5f7f8c", "#7d8f66", "#8c6a86", "#d8c79c", "#4f5d73")


@place("bedroom")
def bedroom(stage: Stage) -> None:
    """A lived-in room: window with curtains, bed, picture, lamp, rug."""
    home = room(stage)
    home.build(paint="#d9c8b0", floor="#b58f6c")
    home.boards("#9c7857")
    z = home.back
    pane(stage, (-0.75, 0.75), (1.0, 2.2), z)
    for side in (-1, 1):
        drape = [
            (side * 0.8, 2.4),
            (side * 1.3, 2.4),
            (side * 1.22, 1.4),
            (side * 1.34, 0.5),
            (side * 0.95, 0.5),
            (side * 0.98, 1.5),
        ]
        Site(stage, 0, z - 0.05).shape(drape, "#b7756b", shade=0.08)
    home.rug("#8f9fae")
    PROPS["bed"](Site(stage, 1.75, z - 0.5))
    front(stage, -2.4, -1.6, 1.25, 2.0, z - 0.03, "#7b5b45")
    front(stage, -2.32, -1.68, 1.33, 1.92, z - 0.04, "#c9d6c6", line=0.6)
    cuboid(stage, (-2.7, -1.5), (0, 0.85), (z - 0.6, z - 0.05), "#a9794f")
    Site(stage, -2.1, z - 0.62).line([(-0.5, 0.42), (0.5, 0.42)], width=0.9)
    PROPS["lamp"](Site(stage, -1.2, z - 0.4))


@place("kitchen")
def kitchen(stage: Stage) -> None:
    """Cupboards, counter, stove, sink window and tiles."""
    home = room(stage)
    home.build(paint="#dbe1d3", floor="#cfc4b2")
    home.tiles("#b3a793")
    z = home.back
    pane(stage, (-0.6, 0.6), (1.25, 2.2), z)
    for x in (-2.7, -1.75, 0.95, 1.9):
        front(stage, x, x + 0.9, 1.6, 2.45, z - 0.35, "#8fa59a")
        front(stage, x + 0.1, x + 0.8, 1.7, 2.35, z - 0.36, "#9db3a8", line=0.5)
    cuboid(stage, (-2.8, 2.8), (0, 0.86), (z - 0.65, z - 0.02), "#8fa59a")
    cuboid(stage, (-2.85, 2.85), (0.86, 0.93), (z - 0.7, z - 0.02), "#e9e1d2")
    for x in np.arange(-2.7, 2.6, 0.9):
        front(stage, x + 0.05, x + 0.85, 0.1, 0.78, z - 0.66, "#9db3a8", line=0.6)
    front(stage, 1.05, 1.95, 0.06, 0.8, z - 0.67, "#d9dbdc")
    front(stage, 1.17, 1.83, 0.15, 0.55, z - 0.68, "#4a4f55", line=0.7, light=0.15)
    _pot(Site(stage, 1.5, z - 0.5, lift=0.93))
    site = Site(stage, -1.3, z - 0.5, lift=0.93)
    for x, colour in ((-0.3, "#c9694f"), (0.0, "#e0b35c"), (0.25, "#7f9a67")):
        site.shape(box(x - 0.09, 0, x + 0.09, 0.28), colour, shade=0.03)


def _pot(site: Site) -> None:
    site.shape(box(-0.22, 0, 0.22, 0.22), "#b0623f", shade=0.07)
    site.shape(ellipse(0, 0.23, 0.23, 0.05), "#8d4f34", line=0.8)
    site.bar((0.22, 0.18), (0.42, 0.2), 0.05, "#4a4f55")


@place("office")
def office(stage: Stage) -> None:
    """A window front over the city, desks with screens, a cabinet."""
    home = room(stage, half=3.6, high=2.8, back_m=5.4)
    home.build(paint="#ccd3d6", floor="#8d98a0", ceiling="#e6e8e7")
    z = home.back
    for x in (-2.7, -0.85, 1.0):
        pane(stage, (x, x + 1.65), (0.8, 2.45), z, "#f1f2f0")
        for at, tall in ((0.15, 0.9), (0.6, 0.55), (1.05, 1.1)):
            front(
                stage,
                x + at,
                x + at + 0.36,
                0.8,
                0.8 + tall,
                z - 0.015,
                "#a6b9c5",
                line=0.4,
                tags=SKY,
            )
    for lamp_z in (2.6, 4.2):
        lid = [
            (-0.7, 2.79, lamp_z),
            (0.7, 2.79, lamp_z),
            (0.7, 2.79, lamp_z + 0.5),
            (-0.7, 2.79, lamp_z + 0.5),
        ]
        stage.pen(lamp_z).shape(stage.path(lid), "#fffdf0", light=1.0)
    cuboid(stage, (2.7, 3.5), (0, 1.7), (z - 0.8, z - 0.1), "#9aa5ab")
    for x in (-2.2, 1.7):
        PROPS["computer"](Site(stage, x, z - 0.9))


@place("cafe")
def cafe(stage: Stage) -> None:
    """A counter with bottles, hanging lamps, a board and small tables."""
    home = room(stage, half=3.2)
    home.build(paint="#b98a6c", floor="#8f6a50")
    home.boards("#79573f")
    z = home.back
    front(stage, -0.4, 2.9, 1.5, 1.56, z - 0.2, "#6d4b36")
    for i, x in enumerate(np.arange(-0.25, 2.8, 0.24)):
        front(stage, x, x + 0.13, 1.56, 1.9 + 0.1 * (i % 3), z - 0.2, SPINES[i % 7], line=0.7)
    front(stage, -2.7, -0.9, 1.15, 2.3, z - 0.02, "#3f4a45")
    for h, long in ((2.05, 0.8), (1.85, 1.2), (1.65, 1.0), (1.45, 0.7)):
        Site(stage, -2.45, z - 0.03).line([(0, h), (long, h)], width=1.3, colour="#e6e2d2")
    cuboid(stage, (-0.6, 3.1), (0, 1.0), (z - 1.1, z - 0.5), "#94674a")
    cuboid(stage, (-0.7, 3.15), (1.0, 1.08), (z - 1.2, z - 0.45), "#d9bd94")
    _machine(Site(stage, 1.9, z - 0.9, lift=1.08))
    for x in (-1.5, 0.3, 2.1):
        _pendant(Site(stage, x, z - 1.3), home.high)
    for x, deep in ((-2.2, 1.0), (2.5, 2.0)):
        _round_table(Site(stage, x, z - deep))


def _machine(site: Site) -> None:
    site.shape(box(-0.4, 0, 0.4, 0.5), "#c3c7c8", shade=0.06)
    site.shape(box(-0.3, 0.08, 0.3, 0.3), "#5b6166", line=0.7)
    site.shape(box(-0.44, 0.5, 0.44, 0.56), "#9a4b3f")


def _pendant(site: Site, high: float) -> None:
    site.line([(0, high), (0, 2.15)], width=0.9)
    site.shape([(-0.07, 2.18), (0.07, 2.18), (0.24, 1.95), (-0.24, 1.95)], "#3f4a45")
    site.shape(ellipse(0, 1.94, 0.13, 0.06), "#ffe7ac", light=1.0, line=0.6)


def _round_table(site: Site) -> None:
    site.contact(0.4)
    site.bar((0, 0), (0, 0.72), 0.07, "#4b4038")
    site.shape(ellipse(0, 0.75, 0.48, 0.1), "#d9bd94")
    Site(site.stage, site.x - 0.1, site.z, lift=0.77).shape(box(-0.05, 0, 0.05, 0.1), "#f3efe6")


@place("library")
def library(stage: Stage) -> None:
    """Shelves of books to the ceiling, a ladder and a reading table."""
    home = room(stage, half=3.0, high=3.1)
    home.build(paint="#a08468", floor="#86654c")
    home.boards("#6f5240")
    for x in (-2.8, -0.85, 1.1):
        _shelves(stage, x, x + 1.75, home.back - 0.25)
    site = Site(stage, 0.2, home.back - 0.5)
    for x in (0.0, 0.45):
        site.bar((x - 0.1, 0), (x + 0.15, 2.6), 0.07, "#c9a574")
    for h in np.arange(0.3, 2.5, 0.33):
        site.bar((h * 0.096 - 0.1, h), (h * 0.096 + 0.35, h), 0.05, "#c9a574")
    PROPS["table"](Site(stage, -1.7, home.back - 1.1))
    PROPS["lamp"](Site(stage, 2.2, home.back - 0.9))


def _shelves(stage: Stage, x0: float, x1: float, z: float) -> None:
    front(stage, x0, x1, 0, 2.9, z, "#5f4635")
    rng = stage.rng(f"books/{x0:.2f}")
    for low in np.arange(0.15, 2.6, 0.46):
        x = x0 + 0.08
        while x < x1 - 0.16:
            wide = float(rng.uniform(0.06, 0.12))
            high = low + rng.uniform(0.26, 0.38)
            front(stage, x, x + wide, low, high, z - 0.02, SPINES[rng.integers(7)], line=0.45)
            x += wide + 0.012
        front(stage, x0, x1, low - 0.05, low, z - 0.03, "#7a5b45", line=0.7)


@place("classroom")
def classroom(stage: Stage) -> None:
    """Blackboard, teacher's desk, windows on the left and rows of desks."""
    home = room(stage, half=3.6, high=2.9, back_m=6.0)
    home.build(paint="#dcd6bf", floor="#b59a78")
    home.boards("#9f8566", 0.6)
    z = home.back
    front(stage, -1.9, 1.9, 0.85, 2.25, z - 0.02, "#a9794f")
    front(stage, -1.8, 1.8, 0.95, 2.15, z - 0.03, "#4f6f62", line=0.7)
    board = Site(stage, 0, z - 0.04)
    for h, a, b in ((1.9, -1.5, -0.4), (1.7, -1.5, 0.1), (1.5, -1.5, -0.7)):
        board.line([(a, h), (b, h)], width=1.4, colour="#e4ebe2")
    board.line(ellipse(0.9, 1.55, 0.38, 0.38)[[*range(28), 0]], width=1.2, colour="#e4ebe2")
    clock = Site(stage, 2.6, z - 0.03)
    clock.shape(ellipse(0, 2.2, 0.24, 0.24), "#f4f1e6")
    clock.line([(0.1, 2.3), (0, 2.2), (0, 2.36)], width=1.0)
    for a, b in ((4.4, 5.6), (2.8, 4.0)):
        hole = [(-3.59, 2.3, a), (-3.59, 2.3, b), (-3.59, 0.95, b), (-3.59, 0.95, a)]
        stage.pen(a, SKY).shape(stage.path(hole), "#c3e0ef", light=0.7)
        stage.pen(a).line(
            stage.path([(-3.58, 1.65, a), (-3.58, 1.65, b)]), width=1.4, colour="#f1ece0"
        )
    cuboid(stage, (0.8, 2.4), (0, 0.8), (z - 1.0, z - 0.5), "#a9794f")
    for deep in (1.9, 2.9):
        for x in (-2.6, -0.9, 0.9, 2.6):
            _desk(stage, x, z - deep)


def _desk(stage: Stage, x: float, z: float) -> None:
    for side in (-0.36, 0.36):
        Site(stage, x + side, z).bar((0, 0), (0, 0.66), 0.05, "#6d757b")
    cuboid(stage, (x - 0.45, x + 0.45), (0.64, 0.71), (z - 0.05, z + 0.45), "#d6b486")


@place("train")
def train(stage: Stage) -> None:
    """A railway carriage: windows, seats in rows, hand grips, light strips."""
    half, high, back = 1.75, 2.35, 9.0
    sky(stage, "#e6efe9", "#a9cfdf")
    home = Room(stage, back, half, high)
    home.build(paint="#d8d4c6", floor="#80868b", ceiling="#eeece4")
    for side in (-1, 1):
        for z in np.arange(7.2, 0.3, -1.7):
            _carriage_window(stage, side * (half - 0.01), z, z + 1.3)
        lamp = [
            (side * 0.7, high - 0.01, 0.4),
            (side * 0.7, high - 0.01, back),
            (side * 0.9, high - 0.01, back),
            (side * 0.9, high - 0.01, 0.4),
        ]
        stage.pen(4.0).shape(stage.path(lamp), "#fffbe6", light=1.0, line=0.6)
    front(stage, -0.5, 0.5, 0, 2.0, back - 0.01, "#a9b0b0")
    front(stage, -0.3, 0.3, 1.1, 1.75, back - 0.02, "#bfdcec", light=0.6, tags=SKY)
    for z in np.arange(7.6, 1.9, -1.3):
        for x in (-half, 0.62):
            cuboid(stage, (x, x + half - 0.62), (0, 0.45), (z - 0.5, z), "#6e8fa0")
            cuboid(stage, (x, x + half - 0.62), (0.45, 1.15), (z, z + 0.14), "#7d9fb0")
    for z in np.arange(7.0, 2.0, -1.1):
        for x in (-0.6, 0.6):
            grip = Site(stage, x, float(z))
            grip.line([(0, 2.05), (0, 1.82)], width=1.1)
            grip.line(ellipse(0, 1.75, 0.07, 0.07)[[*range(28), 0]], width=1.6)


def _carriage_window(stage: Stage, x: float, z0: float, z1: float) -> None:
    frame = [(x, 1.95, z0 - 0.08), (x, 1.95, z1 + 0.08), (x, 0.9, z1 + 0.08), (x, 0.9, z0 - 0.08)]
    glass = [(x, 1.87, z0), (x, 1.87, z1), (x, 0.98, z1), (x, 0.98, z0)]
    hill = [(x, 1.3, z0), (x, 1.4, z1), (x, 0.98, z1), (x, 0.98, z0)]
    pen = stage.pen(max(z0, 0.6))
    pen.shape(stage.path(frame), "#f0eee6")
    stage.pen(max(z0, 0.6), SKY, haze=0).shape(stage.path(glass), "#c3e0ef", light=0.7)
    pen.shape(stage.path(hill), "#a3bd8c", line=0, plane="sky", light=0.5)


@place("spaceship")
def spaceship(stage: Stage) -> None:
    """A ribbed corridor with light strips that ends at a window on the stars."""
    home = Room(stage, 14.0, 2.0, 2.9)
    home.build(paint="#aeb9c2", floor="#77838d", ceiling="#8f9aa4")
    strip(stage, -0.7, 0.7, 0.4, 14, "#8a97a1")
    for side in (-1, 1):
        glow = [
            (side * 0.75, 0.0, 0.4),
            (side * 0.75, 0.0, 14),
            (side * 0.85, 0.0, 14),
            (side * 0.85, 0.0, 0.4),
        ]
        stage.pen(6.0).shape(stage.path(glow), "#9fe4f2", light=1.0, line=0.4)
        for h in (0.7, 1.9):
            wall(stage, side * 1.99, 0.3, 14, h, h + 0.08, "#7b8791")
    _starry_window(stage, 13.9)
    for z in (12.0, 9.4, 7.2, 5.4, 3.9):
        _rib(stage, z)
    for side, z in ((-1, 5.9), (1, 7.9), (-1, 10.2)):
        screen = [
            (side * 1.97, 1.75, z),
            (side * 1.97, 1.75, z + 1.0),
            (side * 1.97, 1.15, z + 1.0),
            (side * 1.97, 1.15, z),
        ]
        stage.pen(z).shape(stage.path(screen), "#7fd6e6", light=0.9)


def _starry_window(stage: Stage, z: float) -> None:
    x, y = stage.at(0, 1.5, z)
    size = stage.metre(z)
    stage.pen(z).shape(ellipse(x, y, 1.3 * size, 1.3 * size, steps=48), "#5b6772")
    stage.pen(z, SKY, haze=0).shape(ellipse(x, y, 1.12 * size, 1.12 * size, steps=48), "#202a4a")
    rng = stage.rng("stars")
    for turn, far in zip(rng.uniform(0, 2 * np.pi, 22), rng.uniform(0.1, 1.0, 22), strict=True):
        dot = ellipse(
            x + far * size * np.cos(turn),
            y + far * size * np.sin(turn),
            0.025 * size,
            0.025 * size,
            steps=8,
        )
        stage.pen(z, SKY, haze=0).shape(dot, "#f2f4ff", line=0, light=1.0)
    planet = ellipse(x + 0.35 * size, y + 0.3 * size, 0.42 * size, 0.42 * size)
    stage.pen(z, SKY, haze=0).shape(planet, "#c98d63", shade=0.25 * size, line=0.5, light=0.6)


def _rib(stage: Stage, z: float) -> None:
    outer = [(-2.0, 0), (-2.0, 2.9), (2.0, 2.9), (2.0, 0)]
    inner = [(1.72, 0), (1.72, 1.9), (1.2, 2.6), (-1.2, 2.6), (-1.72, 1.9), (-1.72, 0)]
    site = Site(stage, 0, z)
    site.shape([*outer, *inner], "#c6ced4", shade=0.05)
    site.shape(box(-0.5, 2.66, 0.5, 2.78), "#eaf9ff", light=1.0, line=0.6)
