"""Places nobody built: forest, field, beach."""

import numpy as np

from iat_sidecar.imaging.scene.geometry import Points, curve, points
from iat_sidecar.imaging.scene.places import place
from iat_sidecar.imaging.scene.props import crown
from iat_sidecar.imaging.scene.solids import (
    FLAT,
    Site,
    clouds,
    ground,
    sky,
    slab,
)
from iat_sidecar.imaging.scene.stage import Stage, blend


@place("forest")
def forest(stage: Stage) -> None:
    """Rows of trunks, paler with distance, under a closed canopy."""
    sky(stage, "#dfe9d6", "#b9d3bd")
    ground(stage, "#8f9a68")
    for z, colour, step in ((45.0, "#a9bf9a", 2.4), (26.0, "#8fa888", 3.4), (14.0, "#7b8f6f", 4.6)):
        _trunks(stage, z, colour, step)
    _path(stage, "#b9a67c")
    rng = stage.rng("forest near")
    for side in (-1, 1):
        _trunk(Site(stage, side * rng.uniform(3.4, 4.6), 7.5), 0.42, "#7c604b")
    for x, z in ((-3.2, 6.5), (3.6, 6.8), (-6.0, 9.0), (5.6, 9.5)):
        _fern(Site(stage, x + rng.uniform(-0.5, 0.5), z))
    _canopy(stage)


def _trunks(stage: Stage, z: float, colour: str, step: float) -> None:
    rng = stage.rng(f"trunks/{z}")
    left, right = stage.reach(z)
    for x in np.arange(left - step, right + step, step):
        at = float(x + rng.uniform(-0.35, 0.35) * step)
        if abs(at) > 1.6:
            _trunk(Site(stage, at, z), rng.uniform(0.22, 0.4), colour)
    foliage = rng.uniform(0.8, 1.5, 40) * step
    for x, size in zip(np.linspace(left - 2, right + 2, 14), foliage, strict=False):
        bush = curve(
            [
                (-size, -0.2),
                (-size * 0.7, size * 0.45),
                (0, size * 0.62),
                (size * 0.7, size * 0.4),
                (size, -0.2),
            ]
        )
        Site(stage, float(x), z).shape(bush, blend(colour, "#6f9a5b", 0.4), line=0.5)


def _trunk(site: Site, r: float, colour: str) -> None:
    edge = [
        (-r * 1.9, -0.1),
        (-r, 0.7),
        (-r * 0.85, 4),
        (-r * 0.9, 14),
        (r * 0.9, 14),
        (r * 0.85, 4),
        (r, 0.7),
        (r * 1.8, -0.1),
    ]
    site.shape(edge, colour, shade=r * 0.7)
    for x, low, high in ((-0.3, 1.2, 2.4), (0.15, 2.6, 3.6), (-0.1, 0.3, 0.9)):
        site.line([(x * r, low), (x * r * 1.3, high)], width=0.8)


def _path(stage: Stage, colour: str) -> None:
    way = curve([(0.4, 0.6), (-0.5, 6), (0.9, 14), (-0.4, 30), (0.3, 60)], closed=False)
    edge = [(x - 0.9, 0.0, z) for x, z in way] + [(x + 0.9, 0.0, z) for x, z in way[::-1]]
    slab(stage, edge, colour)


def _fern(site: Site) -> None:
    for lean in (-0.9, -0.5, -0.15, 0.2, 0.55, 0.95):
        tall = 0.75 - abs(lean) * 0.25
        leaf = [
            (0, 0),
            (lean * 0.35 - 0.06, tall * 0.75),
            (lean * 0.9, tall),
            (lean * 0.45 + 0.06, tall * 0.6),
        ]
        site.shape(curve(leaf), "#6d9456", shade=0.03, line=0.8)


def _canopy(stage: Stage) -> None:
    """Leaf masses hanging in from the top edge of the panel."""
    rng = stage.rng("canopy")
    pen, size = stage.pen(7.0), stage.height * 0.13
    for colour, drop in (("#8fb078", 0.75), ("#7aa066", 0.35)):
        x = np.arange(-size, stage.width + size * 2, size * 0.9)
        hang = size * (drop + rng.uniform(0.1, 0.9, len(x)))
        scallops = points(
            [p for a, b in zip(x, hang, strict=True) for p in ((a, b), (a + size * 0.45, b * 0.55))]
        )
        pen.shape(
            np.vstack(
                [curve(scallops, closed=False), [(stage.width + 3 * size, -9), (-2 * size, -9)]]
            ),
            colour,
            shade=size * 0.2,
        )


@place("field")
def field(stage: Stage) -> None:
    """Rolling hills, a far row of trees, a fence and grass."""
    sky(stage, "#e8f0ea", "#8cbfdf")
    clouds(stage, "field clouds", 5)
    ridge(stage, "field far", 220, 26, "#a9c39a", 0.35)
    ground(stage, "#b3c377")
    ridge(stage, "field hill", 70, 4, "#9fbc72", 0.6)
    rng = stage.rng("field")
    for x in rng.uniform(*stage.reach(60), 6):
        crown(Site(stage, float(x), 60.0), rng, 2.6, rng.uniform(1.8, 3.0), "#7f9f66")
    _fence(stage, 17.0)
    _tufts(stage, "field grass", "#8da65a")


def ridge(stage: Stage, layer: str, z: float, tall: float, colour: str, rough: float) -> Points:
    """A band of hills across the view; `rough` 0…1 is how uneven its top is."""
    rng = stage.rng(layer)
    left, right = stage.reach(z)
    x = np.linspace(left - tall, right + tall, 9)
    h = tall * (1 - rough * rng.uniform(0, 1, len(x)))
    top = curve(np.column_stack([x, h]), closed=False, steps=10)
    Site(stage, 0, z).shape(
        np.vstack([top, [(x[-1], -stage.eye_m), (x[0], -stage.eye_m)]]), colour, line=0.8
    )
    return top


def _fence(stage: Stage, z: float) -> None:
    left, right = stage.reach(z)
    site = Site(stage, 0, z)
    for h in (0.5, 0.9):
        site.bar((left - 1, h), (right + 1, h), 0.1, "#b89b76")
    for x in np.arange(np.floor(left), right + 2, 2.2):
        site.bar((float(x), 0), (float(x), 1.15), 0.16, "#a98a66")


def _tufts(stage: Stage, layer: str, colour: str) -> None:
    rng = stage.rng(layer)
    for z in np.geomspace(14, 2.2, 26):
        left, right = stage.reach(z)
        x = float(rng.uniform(left, right))
        for lean in (-0.12, 0.0, 0.13):
            Site(stage, x + lean, float(z)).line(
                [(0, 0), (lean * 0.4, 0.14), (lean, 0.26)], width=1.5, colour=colour
            )


@place("beach")
def beach(stage: Stage) -> None:
    """Sea to the horizon, surf, and sand."""
    sky(stage, "#e9f1ee", "#7fbbe0")
    clouds(stage, "beach clouds", 5)
    ground(stage, "#e6d3a6")
    shore = [(x, 0.0, 13 + 1.2 * np.sin(x * 0.35)) for x in np.linspace(-60, 60, 60)]
    far = [(60 * 40, 0.0, 4000.0), (-60 * 40, 0.0, 4000.0)]
    wet = [(x, h, z - 1.6) for x, h, z in shore]
    slab(stage, [*wet, *far], "#cdb88e")
    stage.pen(40, FLAT, haze=0).shape(stage.path([*shore, *far]), "#76b5c6", line=0)
    deep = [(x, h, z + 16) for x, h, z in shore]
    stage.pen(80, FLAT, haze=0).shape(stage.path([*deep, *far]), "#5a9db8", line=0)
    _surf(stage)
    stage.pen(200).line(
        [(0, stage.horizon), (stage.width, stage.horizon)], width=0.8, start=1, end=1
    )
    rng = stage.rng("beach")
    for _ in range(14):
        z = rng.uniform(2.5, 10)
        x = float(rng.uniform(*stage.reach(z)))
        stage.pen(z).line(
            stage.path([(x, 0, z), (x + 0.35, 0, z + 0.05)]), width=0.9, colour="#c7b182"
        )


def _surf(stage: Stage) -> None:
    rng = stage.rng("surf")
    for z, white in ((13.0, 1.0), (17.0, 0.8), (24.0, 0.6), (36.0, 0.5), (60.0, 0.4)):
        left, right = stage.reach(z)
        x = np.linspace(left - 1, right + 1, 40)
        low = z + 1.2 * np.sin(x * 0.35 + (z - 13) * 0.6)
        thick = 0.5 * white * (1 + 0.6 * np.sin(x * 1.7 + rng.uniform(0, 6)))
        edge = [(a, 0.0, b) for a, b in zip(x, low, strict=True)]
        edge += [(a, 0.0, b + c) for a, b, c in zip(x[::-1], low[::-1], thick[::-1], strict=True)]
        stage.pen(z, FLAT, haze=0).shape(stage.path(edge), "#f4f8f6", line=0.4 * (z < 14))
