"""Stony places: mountain, desert, cave."""

import numpy as np

from iat_sidecar.imaging.scene.outdoors import ridge
from iat_sidecar.imaging.scene.places import place
from iat_sidecar.imaging.scene.props import PROPS
from iat_sidecar.imaging.scene.solids import (
    Site,
    clouds,
    ground,
    sky,
)
from iat_sidecar.imaging.scene.stage import Stage, blend


@place("mountain")
def mountain(stage: Stage) -> None:
    """Snow-capped ridges behind a stony pass with pines."""
    sky(stage, "#e6eef2", "#85b1d3")
    clouds(stage, "mountain clouds", 3)
    for layer, z, tall, colour in (
        ("far", 500.0, 230.0, "#a6b6c6"),
        ("mid", 300.0, 110.0, "#8fa0ad"),
    ):
        _peaks(stage, layer, z, tall, colour)
    ridge(stage, "foothill", 90, 9, "#8fa383", 0.6)
    ground(stage, "#aaa58f")
    rng = stage.rng("pines")
    for x in rng.uniform(*stage.reach(50), 9):
        _pine(Site(stage, float(x), 50.0), rng.uniform(5, 8))
    for x, z in ((-6.0, 14.0), (7.0, 12.0), (-3.4, 9.0), (4.6, 7.5)):
        PROPS["rock"](Site(stage, x + rng.uniform(-0.6, 0.6), z))


def _peaks(stage: Stage, layer: str, z: float, tall: float, colour: str) -> None:
    rng = stage.rng(f"peaks/{layer}")
    left, right = stage.reach(z)
    wide = max((right - left) / 4, tall * 0.6)
    site = Site(stage, 0, z)
    for x in np.arange(left, right + wide, wide * 0.8):
        at, high = float(x + rng.uniform(-0.2, 0.2) * wide), tall * rng.uniform(0.6, 1.0)
        half = wide * 0.75
        site.shape(
            [
                (at - half, -5),
                (at - half * 0.4, high * 0.55),
                (at, high),
                (at + half * 0.35, high * 0.6),
                (at + half, -5),
            ],
            colour,
            line=0.8,
        )
        dark = [
            (at, high),
            (at + half * 0.35, high * 0.6),
            (at + half, -5),
            (at + half * 0.3, -5),
            (at + half * 0.12, high * 0.45),
        ]
        site.shape(dark, blend(colour, "#4a4f66", 0.22), line=0)
        cap = [
            (at, high),
            (at + half * 0.21, high * 0.76),
            (at + half * 0.1, high * 0.7),
            (at + half * 0.03, high * 0.78),
            (at - half * 0.1, high * 0.66),
            (at - half * 0.17, high * 0.76),
            (at - half * 0.24, high * 0.73),
        ]
        site.shape(cap, "#f4f7f9", line=0.5)


def _pine(site: Site, high: float) -> None:
    site.bar((0, 0), (0, high * 0.3), high * 0.06, "#7a6250")
    for low, wide in ((0.12, 0.26), (0.36, 0.21), (0.6, 0.15)):
        tier = [(-wide * high, low * high), (0, (low + 0.42) * high), (wide * high, low * high)]
        site.shape(tier, "#6c8a6e", shade=high * 0.06)


@place("desert")
def desert(stage: Stage) -> None:
    """Dunes with shadowed lee sides, mesas and cacti."""
    sky(stage, "#f4e9d2", "#8fc0de")
    _mesa(Site(stage, -60, 260.0), 70)
    _mesa(Site(stage, 95, 300.0), 55)
    ground(stage, "#e6c68e")
    for layer, z, tall, colour in (
        ("dune far", 120.0, 9.0, "#ecd09b"),
        ("dune mid", 60.0, 4.0, "#e3bf85"),
        ("dune near", 24.0, 1.2, "#e9c993"),
    ):
        top = ridge(stage, layer, z, tall, colour, 0.9)
        low = top - np.column_stack([np.zeros(len(top)), 0.25 * tall + 0.2 * top[:, 1]])
        Site(stage, 0, z).shape(
            np.vstack([top, low[::-1] + np.array((0.6 * tall, 0.0))]),
            blend(colour, "#a8743f", 0.3),
            line=0,
        )
    for x, z, tall in ((-7.0, 20.0, 2.6), (6.2, 14.0, 2.2), (-4.6, 10.5, 1.6)):
        _cactus(Site(stage, x, z), tall)
    PROPS["rock"](Site(stage, 3.9, 9.0))


def _mesa(site: Site, wide: float) -> None:
    edge = [
        (-wide, -3),
        (-wide * 0.72, 16),
        (-wide * 0.62, 40),
        (wide * 0.6, 42),
        (wide * 0.68, 18),
        (wide, -3),
    ]
    site.shape(edge, "#c98e66", shade=12.0)
    for h in (20, 31):
        site.line([(-wide * 0.6, h), (wide * 0.55, h + 1)], width=0.8)


def _cactus(site: Site, tall: float) -> None:
    site.contact(0.35)
    for side, low, high in ((1, 0.42, 0.8), (-1, 0.3, 0.62)):
        site.bar((0, tall * low), (side * 0.5, tall * low), 0.2, "#6f9a67")
        _rounded(site, side * 0.46, tall * low - 0.1, tall * high, 0.12)
    _rounded(site, 0.0, 0.0, tall, 0.19)
    site.line([(0, 0.2), (0, tall * 0.9)], width=0.7)


def _rounded(site: Site, x: float, low: float, high: float, r: float) -> None:
    tip = [
        (x - r, high - r),
        (x - r * 0.7, high - r * 0.25),
        (x, high),
        (x + r * 0.7, high - r * 0.25),
        (x + r, high - r),
    ]
    site.shape([(x - r, low), *tip, (x + r, low)], "#6f9a67", shade=0.1)


@place("cave")
def cave(stage: Stage) -> None:
    """A dark vault with stalactites, daylight at its mouth."""
    sky(stage, "#e7efe2", "#cfe2e6")
    ridge(stage, "cave view", 120, 8, "#a9bf9a", 0.6)
    ground(stage, "#7c7672")
    rng = stage.rng("cave")
    for z, colour, half in ((30.0, "#87807f", 7.0), (16.0, "#6f6a6c", 4.8), (8.0, "#575458", 3.6)):
        _vault(stage, z, colour, half, rng)
    for x, z in ((-2.6, 7.6), (2.8, 7.4), (-4.6, 13.0), (4.2, 14.5)):
        _spike(Site(stage, x, z), rng.uniform(0.7, 1.3))


def _vault(stage: Stage, z: float, colour: str, half: float, rng: np.random.Generator) -> None:
    """A wall of rock across the view with an arch cut out: everything outside the arch."""
    turn = np.linspace(0, np.pi, 15)
    jag = rng.uniform(0.85, 1.15, len(turn))
    arch = np.column_stack([-half * np.cos(turn) * jag, half * 0.95 * np.sin(turn) * jag])
    drop = np.where((np.arange(15) % 3 == 1)[:, None], (0, -half * 0.2), (0, 0))
    rim = Site(stage, 0, z).to(arch + drop)
    wide, high = stage.width + 40, stage.height + 40
    left, right = min(-40.0, rim[0, 0] - 9), max(float(wide), rim[-1, 0] + 9)
    top = min(-40.0, rim[:, 1].min() - 9)
    low = min(high, rim[0, 1] + stage.height * 0.02)
    rock = np.vstack(
        [
            [(left, low), (rim[0, 0], low)],
            rim,
            [(rim[-1, 0], low), (right, low), (right, top), (left, top)],
        ]
    )
    stage.pen(z, haze=0).shape(rock, colour)


def _spike(site: Site, tall: float) -> None:
    site.contact(0.35)
    site.shape(
        [(-0.35, 0), (-0.12, tall * 0.6), (0, tall), (0.14, tall * 0.55), (0.36, 0)],
        "#8b8583",
        shade=0.15,
    )
