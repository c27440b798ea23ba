"""Things with a foot on the ground or a place in the sky, drawn in metres at a site."""

from collections.abc import Callable

import numpy as np

from iat_sidecar.imaging.scene.geometry import box, curve, ellipse
from iat_sidecar.imaging.scene.solids import Site
from iat_sidecar.imaging.scene.stage import blend

Prop = Callable[[Site], None]
PROPS: dict[str, Prop] = {}
WOOD, STEEL, LEAF, STONE = "#a9794f", "#8d97a0", "#6f9a5b", "#9c9a97"


def prop(name: str) -> Callable[[Prop], Prop]:
    """Offer a function as the drawing of this prop."""

    def publish(function: Prop) -> Prop:
        PROPS[name] = function
        return function

    return publish


@prop("tree")
def tree(site: Site) -> None:
    """A broad tree, 4.5 m."""
    site.contact(1.1)
    trunk = [(-0.22, 0), (-0.13, 1.2), (-0.3, 2.2), (0.3, 2.2), (0.12, 1.2), (0.26, 0)]
    site.shape(curve(trunk), "#8a6a50", shade=0.12)
    rng = site.stage.rng(f"tree/{site.x:.2f}/{site.z:.2f}")
    crown(site, rng, 3.3, 1.5, LEAF)


def crown(site: Site, rng: np.random.Generator, high: float, size: float, colour: str) -> None:
    """A leafy mass of overlapping round clumps."""
    turn = np.arange(11) * (2 * np.pi / 11) + rng.uniform(0, 1)
    reach = size * rng.uniform(0.92, 1.12, 11)
    rim = np.column_stack([reach * np.cos(turn), high + 0.85 * reach * np.sin(turn)])
    for x, y in rim:
        site.shape(ellipse(x * 0.78, high + (y - high) * 0.78, size * 0.36, size * 0.34), colour)
    site.shape(curve(rim * (0.9, 1)), colour, shade=size * 0.35, line=0)
    for x, y in rim[::3] * (0.45, 1) + (-0.1 * size, 0.1 * size):
        arc = [(x - size * 0.22, y - 0.1), (x - 0.05, y + size * 0.1), (x + size * 0.2, y)]
        site.line(arc, width=0.7, colour=blend(colour, "#2c4a30", 0.6), bend=True)


@prop("rock")
def rock(site: Site) -> None:
    """A boulder with a facet."""
    site.contact(0.6)
    edge = [(-0.6, 0), (-0.52, 0.32), (-0.2, 0.55), (0.22, 0.5), (0.55, 0.25), (0.62, 0)]
    site.shape(edge, STONE, shade=0.2)
    site.line([(-0.2, 0.55), (-0.05, 0.3), (-0.12, 0.05)], width=0.7)
    site.line([(-0.05, 0.3), (0.3, 0.22)], width=0.6)


@prop("streetlight")
def streetlight(site: Site) -> None:
    """A curved lamp post, 4.2 m."""
    site.contact(0.25)
    site.bar((0, 0), (0, 3.9), 0.1, "#5d666e")
    site.bar((0, 0), (0, 0.5), 0.2, "#4d565e")
    site.bar((0, 3.9), (0.8, 4.2), 0.08, "#5d666e")
    site.shape([(0.6, 4.25), (1.1, 4.25), (1.02, 4.08), (0.68, 4.08)], "#4d565e")
    site.shape(ellipse(0.85, 4.05, 0.17, 0.09), "#fff0bf", light=1.0, line=0.7)


@prop("lamp")
def lamp(site: Site) -> None:
    """A standing lamp, 1.6 m."""
    site.contact(0.22)
    site.shape(ellipse(0, 0.03, 0.2, 0.05), "#6b5a4c")
    site.bar((0, 0.03), (0, 1.3), 0.05, "#6b5a4c")
    site.shape([(-0.16, 1.68), (0.16, 1.68), (0.29, 1.25), (-0.29, 1.25)], "#f7dfa2", light=0.9)


@prop("table")
def table(site: Site) -> None:
    """A table, 1.4 m wide."""
    site.contact(0.75)
    for x in (-0.62, 0.62):
        site.bar((x, 0), (x, 0.72), 0.08, blend(WOOD, "#3a2a20", 0.25))
    deep = 0.16
    top = [(-0.7, 0.74), (-0.55, 0.74 + deep), (0.55, 0.74 + deep), (0.7, 0.74)]
    site.shape(top, blend(WOOD, "#ffffff", 0.2))
    site.shape(box(-0.7, 0.66, 0.7, 0.74), WOOD)


@prop("chair")
def chair(site: Site) -> None:
    """A wooden chair seen from three quarters."""
    site.contact(0.3)
    dark = blend(WOOD, "#3a2a20", 0.25)
    for x, foot in ((-0.2, 0.06), (0.27, 0.06), (-0.25, 0), (0.2, 0)):
        site.bar((x, foot), (x, 0.45), 0.05, dark)
    for x in (-0.2, 0.24):
        site.bar((x, 0.45), (x, 0.98), 0.05, WOOD)
    for h in (0.68, 0.9):
        site.bar((-0.2, h), (0.24, h), 0.09, WOOD)
    site.shape([(-0.28, 0.44), (-0.2, 0.54), (0.3, 0.54), (0.24, 0.44)], WOOD)


@prop("door")
def door(site: Site) -> None:
    """A panelled door in its frame."""
    site.shape(box(-0.53, 0, 0.53, 2.15), "#e7ddcc")
    site.shape(box(-0.44, 0, 0.44, 2.05), "#9b6a4a", shade=0.03)
    for low, high in ((0.2, 0.9), (1.05, 1.85)):
        site.shape(box(-0.31, low, 0.31, high), "#a87754", line=0.7, shade=0.03)
    site.shape(ellipse(0.36, 1.0, 0.04, 0.04), "#e5c36b", line=0.7)


@prop("window")
def window(site: Site) -> None:
    """A sash window with daylight behind it, at breast height."""
    site.shape(box(-0.72, 0.85, 0.72, 2.2), "#efe8db")
    site.shape(box(-0.62, 0.95, 0.62, 2.1), "#c3e0ef", light=0.8)
    site.bar((0, 0.95), (0, 2.1), 0.06, "#efe8db")
    site.bar((-0.62, 1.5), (0.62, 1.5), 0.06, "#efe8db")
    site.shape(box(-0.8, 0.78, 0.8, 0.87), "#efe8db")


@prop("car")
def car(site: Site) -> None:
    """A small saloon from the side."""
    site.contact(2.0)
    paint = "#b5544c"
    cabin = [(-1.1, 0.85), (-0.75, 1.38), (0.45, 1.4), (1.0, 0.88)]
    site.shape(curve(cabin, steps=4), paint)
    for pane in (
        [(-0.9, 0.9), (-0.65, 1.27), (-0.15, 1.3), (-0.15, 0.9)],
        [(-0.05, 0.9), (-0.05, 1.3), (0.42, 1.29), (0.78, 0.9)],
    ):
        site.shape(pane, "#cfe3ea", line=0.7)
    body = [(-2.05, 0.35), (-2.05, 0.75), (-1.2, 0.92), (1.05, 0.92), (1.95, 0.74), (2.08, 0.35)]
    site.shape(body, paint, shade=0.16)
    site.line([(-0.1, 0.9), (-0.1, 0.42)], width=0.7)
    site.shape(ellipse(1.92, 0.62, 0.1, 0.09), "#fff3c4", light=0.8, line=0.7)
    site.shape(ellipse(-1.98, 0.62, 0.07, 0.09), "#d8463c", light=0.4, line=0.7)
    for x in (-1.25, 1.25):
        site.shape(ellipse(x, 0.34, 0.36, 0.34), "#34343a")
        site.shape(ellipse(x, 0.34, 0.18, 0.17), "#b9bec3", line=0.7)


@prop("sign")
def sign(site: Site) -> None:
    """A sign post with two boards and lines for words."""
    site.contact(0.2)
    site.bar((0, 0), (0, 2.2), 0.09, "#7b6754")
    site.shape([(-0.65, 1.65), (0.5, 1.65), (0.75, 1.9), (0.5, 2.15), (-0.65, 2.15)], "#ecd9a6")
    for h in (1.98, 1.82):
        site.line([(-0.5, h), (0.4, h)], width=1.4)


@prop("bench")
def bench(site: Site) -> None:
    """A park bench, 1.7 m."""
    site.contact(0.9)
    for x in (-0.7, 0.7):
        site.bar((x, 0), (x, 0.85), 0.08, "#4b5258")
    for h in (0.62, 0.8):
        site.shape(box(-0.88, h - 0.06, 0.88, h + 0.06), WOOD, line=0.9)
    site.shape(
        [(-0.92, 0.38), (-0.82, 0.48), (0.82, 0.48), (0.92, 0.38)], blend(WOOD, "#ffffff", 0.2)
    )
    site.shape(box(-0.92, 0.33, 0.92, 0.39), WOOD)


@prop("bed")
def bed(site: Site) -> None:
    """A bed from its side, the pillow on the left."""
    site.contact(1.1)
    site.shape(box(-1.1, 0, -1.0, 0.95), WOOD, shade=0.03)
    site.shape(box(0.98, 0, 1.06, 0.6), WOOD)
    site.shape(box(-1.0, 0.12, 1.0, 0.32), blend(WOOD, "#ffffff", 0.1))
    site.shape(box(-1.0, 0.3, 1.0, 0.5), "#f2eee4")
    site.shape(
        curve([(-0.95, 0.5), (-0.9, 0.66), (-0.55, 0.66), (-0.45, 0.5)]), "#fbf9f3", shade=0.05
    )
    site.shape([(-0.35, 0.56), (1.0, 0.56), (1.03, 0.2), (-0.3, 0.2)], "#7f9dbb", shade=0.08)
    site.shape([(-0.42, 0.57), (-0.18, 0.57), (-0.15, 0.2), (-0.36, 0.2)], "#e9eef2", line=0.8)


@prop("computer")
def computer(site: Site) -> None:
    """A monitor and keyboard on a small desk."""
    table(site)
    on = Site(site.stage, site.x, site.z, site.tags, site.lift + 0.76)
    on.bar((0, 0.05), (0, 0.2), 0.08, "#4b5258")
    on.shape(ellipse(0, 0.06, 0.16, 0.03), "#4b5258")
    on.shape(box(-0.4, 0.16, 0.4, 0.66), "#3d434a")
    on.shape(box(-0.36, 0.2, 0.36, 0.62), "#9fd8e8", line=0.5, light=0.9)
    for h, long in ((0.53, 0.1), (0.45, 0.22), (0.37, 0.0), (0.29, 0.16)):
        on.line([(-0.29, h), (long, h)], width=1.0, colour="#4c8fa6")
    on.shape([(-0.26, -0.02), (-0.22, 0.04), (0.22, 0.04), (0.26, -0.02)], "#d7dadd", line=0.7)


@prop("campfire")
def campfire(site: Site) -> None:
    """Crossed logs under three flames."""
    site.contact(0.5)
    flame = [
        (0, 1.05),
        (0.16, 0.72),
        (0.3, 0.62),
        (0.34, 0.3),
        (0.2, 0.06),
        (-0.2, 0.06),
        (-0.34, 0.28),
        (-0.24, 0.6),
        (-0.1, 0.55),
    ]
    for size, colour in ((1.0, "#e8622c"), (0.72, "#f59a33"), (0.42, "#ffe08a")):
        site.shape(
            [(x * size, 0.08 + y * size) for x, y in flame],
            colour,
            light=1.0,
            line=0.8 * (size == 1.0),
        )
    site.bar((-0.45, 0.03), (0.4, 0.2), 0.13, "#7a5238")
    site.bar((0.45, 0.03), (-0.4, 0.2), 0.13, "#8a5f42")
    for x in (-0.55, -0.3, 0.0, 0.3, 0.55):
        site.shape(ellipse(x, -0.03, 0.14, 0.09), STONE, shade=0.04)


@prop("boat")
def boat(site: Site) -> None:
    """A little sailing boat, 4 m of mast."""
    site.bar((0.1, 0.5), (0.1, 4.0), 0.07, WOOD)
    site.shape([(0.0, 3.9), (0.0, 0.95), (-1.4, 0.95)], "#f6efe0", shade=0.2)
    site.shape([(0.2, 3.5), (0.2, 0.95), (1.2, 0.95)], "#d9705f", shade=0.15)
    site.shape([(-1.8, 0.75), (1.9, 0.85), (1.3, 0.05), (-1.2, 0.0)], "#5e7f9c", shade=0.2)
    site.shape([(-1.8, 0.75), (1.9, 0.85), (1.83, 0.72), (-1.72, 0.62)], "#f1ece0", line=0.8)


@prop("crate")
def crate(site: Site) -> None:
    """A wooden crate, 0.9 m."""
    site.contact(0.55)
    site.shape(
        [(-0.45, 0.8), (-0.3, 0.98), (0.52, 0.98), (0.45, 0.8)], blend(WOOD, "#ffffff", 0.25)
    )
    site.shape(box(-0.45, 0, 0.45, 0.8), WOOD, shade=0.05)
    site.bar((-0.4, 0.07), (0.4, 0.73), 0.09, blend(WOOD, "#ffffff", 0.12))
    for h in (0.06, 0.74):
        site.bar((-0.45, h), (0.45, h), 0.1, blend(WOOD, "#ffffff", 0.12))


@prop("flower")
def flower(site: Site) -> None:
    """A clump of three tall flowers."""
    for x, h, colour in ((-0.16, 0.55, "#e3768f"), (0.14, 0.62, "#f0c45c"), (0.0, 0.82, "#d65a6e")):
        site.line([(x * 0.4, 0), (x, h)], width=1.6, colour="#5a8a4c")
        for turn in np.arange(5) * (2 * np.pi / 5):
            site.shape(
                ellipse(x + 0.08 * np.cos(turn), h + 0.08 * np.sin(turn), 0.065, 0.065, steps=12),
                colour,
                line=0.7,
            )
        site.shape(ellipse(x, h, 0.05, 0.05, steps=12), "#f6e3a1", line=0.5)
    site.shape(curve([(0, 0), (-0.25, 0.25), (-0.05, 0.2)]), "#6f9a5b", line=0.8)
    site.shape(curve([(0, 0), (0.28, 0.3), (0.07, 0.2)]), "#6f9a5b", line=0.8)
