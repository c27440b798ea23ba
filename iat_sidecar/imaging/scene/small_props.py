"""Small things and things of the sky: animals, what a hand can hold, sun, moon and clouds."""

import numpy as np

from iat_sidecar.imaging.scene.geometry import box, curve, ellipse
from iat_sidecar.imaging.scene.props import PROPS, prop, table
from iat_sidecar.imaging.scene.solids import Site
from iat_sidecar.imaging.scene.stage import Stage, Tags

IN_SKY = frozenset(("moon", "sun", "cloud", "bird"))
ON_TABLE = frozenset(("book", "cup", "lantern", "letter", "phone"))
SKY_M = 60.0
ABOVE_TABLE_M = 0.78


def place_prop(stage: Stage, name: str, x: float, z: float, tags: Tags) -> None:
    """Draw a prop where such a thing belongs: in the sky, on a table, or on the ground."""
    if name in IN_SKY:
        site = _overhead(stage, x, z, tags)
    elif name in ON_TABLE:
        table(Site(stage, x, z))
        site = Site(stage, x, z, tags, ABOVE_TABLE_M)
    else:
        site = Site(stage, x, z, tags)
    PROPS[name](site)


def _overhead(stage: Stage, x: float, z: float, tags: Tags) -> Site:
    """A spot in the upper quarter of the panel, over the given one."""
    column = stage.at(x, 0, z)[0] * 0.8 + stage.width * 0.1
    size = stage.metre(SKY_M)
    row = min(stage.height * 0.2, max(stage.horizon * 0.45, stage.height * 0.12))
    lift = stage.eye_m + (stage.horizon - row) / size
    return Site(stage, (column - stage.centre) / size, SKY_M, tags, lift, haze=0.0)


def _span(site: Site) -> float:
    """A twelfth of the panel's short side, in metres: sky things keep their size in the picture."""
    return min(site.stage.width, site.stage.height) / 12 / site.metre


@prop("sun")
def sun(site: Site) -> None:
    """A disc with short rays."""
    size = _span(site)
    for turn in np.arange(12) * (np.pi / 6):
        ray = [(np.cos(turn) * size * far, np.sin(turn) * size * far) for far in (1.25, 1.65)]
        site.line(ray, width=2.6, colour="#f7c948")
    site.shape(ellipse(0, 0, size, size), "#fbd75b", light=1.0)


@prop("moon")
def moon(site: Site) -> None:
    """A full moon with a few seas."""
    size = _span(site) * 1.1
    site.shape(ellipse(0, 0, size, size), "#f5efcf", light=1.0)
    for x, y, r in ((-0.35, 0.25, 0.22), (0.3, -0.1, 0.28), (-0.15, -0.45, 0.15), (0.35, 0.5, 0.1)):
        site.shape(
            ellipse(x * size, y * size, r * size, r * size * 0.9), "#e0d8b4", line=0, light=0.9
        )


@prop("cloud")
def cloud(site: Site) -> None:
    """One outlined cumulus."""
    size = _span(site)
    lobes = (
        (-1.3, 0.0, 0.7),
        (1.35, 0.0, 0.65),
        (-0.5, 0.45, 0.85),
        (0.55, 0.4, 0.75),
        (0, 0, 0.9),
    )
    for line in (1.0, 0.0):
        for x, y, r in lobes:
            site.shape(ellipse(x * size, y * size, r * size, r * size * 0.75), "#f4f7f9", line=line)


@prop("bird")
def bird(site: Site) -> None:
    """Three birds on the wing."""
    size = _span(site) * 0.8
    for x, y, r in ((0, 0, 1.0), (1.6, 0.8, 0.7), (-1.5, 0.9, 0.6)):
        wings = [
            (-1, 0.35),
            (-0.5, 0.55),
            (0, 0),
            (0.5, 0.55),
            (1, 0.35),
            (0.45, 0.3),
            (0, -0.25),
            (-0.45, 0.3),
        ]
        site.shape(
            [((x + a * r) * size, (y + b * r) * size) for a, b in wings], "#474a55", line=0.5
        )


@prop("cat")
def cat(site: Site) -> None:
    """A sitting cat."""
    site.contact(0.2)
    fur = "#d79a5c"
    site.line([(0.12, 0.05), (0.34, 0.08), (0.36, 0.3), (0.28, 0.36)], width=6, bend=True)
    site.line(
        [(0.12, 0.05), (0.34, 0.08), (0.36, 0.3), (0.28, 0.35)], width=3.6, colour=fur, bend=True
    )
    site.shape(
        curve([(-0.16, 0), (-0.14, 0.2), (-0.07, 0.36), (0.07, 0.36), (0.15, 0.2), (0.18, 0)]),
        fur,
        shade=0.06,
    )
    head = [
        (-0.14, 0.42),
        (-0.13, 0.62),
        (-0.06, 0.54),
        (0.06, 0.54),
        (0.13, 0.62),
        (0.14, 0.42),
        (0.06, 0.33),
        (-0.06, 0.33),
    ]
    site.shape(head, fur, shade=0.03)
    for x in (-0.055, 0.055):
        site.shape(ellipse(x, 0.44, 0.016, 0.026, steps=10), "#2a2a2e", line=0)
    site.shape(ellipse(0, 0.395, 0.018, 0.012, steps=10), "#b96a6a", line=0)
    site.line([(-0.02, 0.16), (-0.03, 0.02)], width=0.7)


@prop("dog")
def dog(site: Site) -> None:
    """A standing dog, from the side."""
    site.contact(0.45)
    fur = "#b98d62"
    for x in (-0.28, -0.18, 0.2, 0.3):
        site.bar((x, 0), (x, 0.32), 0.09, fur)
    site.line([(-0.36, 0.5), (-0.52, 0.62), (-0.55, 0.78)], width=5, bend=True)
    site.shape(
        curve([(-0.38, 0.3), (-0.38, 0.55), (0, 0.56), (0.3, 0.6), (0.38, 0.4), (0.2, 0.26)]),
        fur,
        shade=0.08,
    )
    site.shape(
        curve(
            [
                (0.22, 0.5),
                (0.24, 0.85),
                (0.42, 0.9),
                (0.52, 0.78),
                (0.7, 0.72),
                (0.68, 0.6),
                (0.44, 0.56),
            ]
        ),
        fur,
        shade=0.05,
    )
    site.shape(curve([(0.26, 0.86), (0.2, 0.62), (0.32, 0.6), (0.36, 0.86)]), "#8a6443", line=0.9)
    site.shape(ellipse(0.69, 0.71, 0.035, 0.03, steps=12), "#2a2a2e", line=0)
    site.shape(ellipse(0.48, 0.78, 0.02, 0.024, steps=10), "#2a2a2e", line=0)


@prop("book")
def book(site: Site) -> None:
    """An open book."""
    for side in (-1, 1):
        page = [
            (0, 0.02),
            (0.08 * side, 0.06),
            (0.2 * side, 0.05),
            (0.22 * side, 0.22),
            (0.1 * side, 0.24),
            (0, 0.2),
        ]
        site.shape([(x * 1.06, y - 0.02) for x, y in page], "#a2493f")
        site.shape(page, "#f6f0df", line=0.6)
        for h in (0.1, 0.14, 0.18):
            site.line([(0.05 * side, h), (0.17 * side, h + 0.01)], width=0.5)


@prop("cup")
def cup(site: Site) -> None:
    """A mug with steam."""
    site.shape(ellipse(0.1, 0.09, 0.06, 0.055), "#e9e4da")
    site.shape(ellipse(0.1, 0.09, 0.03, 0.027), "#8b8781", line=0.5)
    site.shape([(-0.085, 0.18), (0.085, 0.18), (0.07, 0), (-0.07, 0)], "#f3efe6", shade=0.03)
    site.shape(ellipse(0, 0.18, 0.085, 0.025), "#6b4632", line=0.8)
    for x in (-0.03, 0.03):
        site.line(
            [(x, 0.24), (x + 0.02, 0.29), (x - 0.01, 0.34), (x + 0.01, 0.4)], width=0.8, bend=True
        )


@prop("umbrella")
def umbrella(site: Site) -> None:
    """An open umbrella standing on its handle."""
    site.bar((0, 0), (0, 1.0), 0.035, "#6b4a35")
    rim = [
        (-0.62, 0.78),
        (-0.42, 0.84),
        (-0.21, 0.79),
        (0, 0.84),
        (0.21, 0.79),
        (0.42, 0.84),
        (0.62, 0.78),
    ]
    dome = [(0.5, 1.06), (0.27, 1.22), (0, 1.28), (-0.27, 1.22), (-0.5, 1.06)]
    site.shape([*rim, *dome], "#c8483f", shade=0.12)
    for x in (-0.21, 0.21):
        site.line([(0, 1.28), (x * 0.75, 1.05), (x, 0.79)], width=0.7, bend=True)


@prop("sword")
def sword(site: Site) -> None:
    """A straight sword, point up."""
    site.shape(
        [(-0.035, 0.26), (0.035, 0.26), (0.03, 1.0), (0, 1.1), (-0.03, 1.0)], "#d3dbe0", shade=0.025
    )
    site.bar((-0.15, 0.24), (0.15, 0.24), 0.05, "#c69b48")
    site.bar((0, 0.02), (0, 0.22), 0.05, "#6b4632")
    site.shape(ellipse(0, 0.0, 0.035, 0.035, steps=12), "#c69b48")


@prop("lantern")
def lantern(site: Site) -> None:
    """A storm lantern, lit."""
    site.line([(-0.08, 0.3), (-0.06, 0.42), (0.06, 0.42), (0.08, 0.3)], width=1.3, bend=True)
    site.shape(box(-0.1, 0.0, 0.1, 0.05), "#5a5f66")
    site.shape(
        curve(
            [(-0.08, 0.05), (-0.11, 0.16), (-0.07, 0.27), (0.07, 0.27), (0.11, 0.16), (0.08, 0.05)]
        ),
        "#ffe9a8",
        light=1.0,
    )
    site.shape(
        curve([(0, 0.24), (0.035, 0.12), (0, 0.07), (-0.035, 0.12)]), "#f08a33", line=0, light=1.0
    )
    site.shape([(-0.09, 0.27), (0.09, 0.27), (0.05, 0.34), (-0.05, 0.34)], "#5a5f66")


@prop("letter")
def letter(site: Site) -> None:
    """A sheet with lines of writing."""
    site.shape([(-0.13, 0), (0.11, 0.02), (0.14, 0.32), (-0.1, 0.3)], "#f8f3e3", shade=0.015)
    for h in (0.24, 0.19, 0.14, 0.09):
        site.line([(-0.07, h), (0.08, h + 0.01)], width=0.6)


@prop("phone")
def phone(site: Site) -> None:
    """A telephone with a lit screen, upright."""
    site.shape(box(-0.06, 0, 0.06, 0.22), "#33373d")
    site.shape(box(-0.048, 0.02, 0.048, 0.2), "#a8e0ef", line=0, light=0.9)
