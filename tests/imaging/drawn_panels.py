"""Panels of a small invented story, drawn in several styles and lights; their planes are known."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from iat_sidecar.core.values import Lab, TimeOfDay, Weather
from iat_sidecar.imaging import colour
from iat_sidecar.imaging.arrays import Plane, Rgb8
from iat_sidecar.imaging.operations.sketch import INDOORS
from iat_sidecar.imaging.scene.draw import draw
from iat_sidecar.imaging.scene.request import Cast, SceneRequest, Swatch
from tests.imaging.drawn_scene import apply

WIDTH, HEIGHT = 768, 576
FACTS = ("depth", "lights", "ground", "sky")
SCENES = (
    "mara stands in a street beside a car",
    "mara walks through a park with a tree and a bench",
    "mara sits in a cafe, a cup on the table",
    "mara stands in a kitchen",
    "mara runs across a field",
    "mara stands at the harbour by a boat",
    "mara points at a mountain",
    "mara waits in a classroom",
    "mara reads a book in a library",
    "mara looks out on a beach with a rock",
    "mara kneels in a forest",
    "mara stands before a castle",
    "mara sits in an office with a computer",
    "mara waves in a street with a streetlight",
    "mara walks over a desert",
    "mara leaves a train",
    "mara waits on a rooftop",
    "mara crosses an alley",
    "mara stands in a bedroom by the bed",
    "mara hides in a cave with a lantern",
    "mara runs across a field with a dog",
    "mara looks at a bird in the harbour",
    "mara sits in a cafe by the window",
    "mara kneels on a mountain by a campfire",
    "mara stands in a living room beside a lamp",
    "mara draws a sword in a temple",
    "mara waits in a subway",
    "mara sits at a desk in a laboratory",
    "mara looks out over the sea, low angle",
    "mara walks over a dune, wide shot",
    "mara hurries through a spaceship",
    "mara holds a flower in a garden",
)
REFERENCES, JUDGED, HELD_OUT, UNSEEN = (
    range(0, 16, 2),
    range(1, 16, 2),
    range(16, 24),
    range(24, 32),
)
"""Scenes that styles are measured from, those that the guard was made with first and later, and
those that it was not made with."""

Colours = tuple[Lab, Lab, Lab, Lab]
"""Of hair, skin, upper and lower clothes."""
MARA_COLOURS: Colours = ((24, 6, 8), (76, 12, 20), (52, 30, 24), (34, 0, -12))


class Style(NamedTuple):
    """How a story is drawn: the colours of its backgrounds, how thick its ink is, and of whom."""

    name: str
    palette: tuple[Lab, ...]
    line_weight_px: float
    lead: Colours = MARA_COLOURS
    seed: int = 100


class Light(NamedTuple):
    """A time of day and a weather."""

    time_of_day: TimeOfDay
    weather: Weather


def of_colours(lead: Colours) -> Cast:
    """The one whom a story is about."""
    parts = ("hair", "skin", "outfit_1", "outfit_2")
    swatches = [Swatch(part=part, lab=lab) for part, lab in zip(parts, lead, strict=True)]
    return Cast(code="mara", name="Mara", parts=swatches)


MARA = of_colours(MARA_COLOURS)
STYLES = (
    Style("sand", ((78, 6, 22), (60, 12, 26), (44, 4, 10), (86, -2, 8), (66, -8, -14)), 3.0),
    Style("mist", ((80, -4, -8), (58, -6, -18), (40, 2, -14), (88, 0, 2), (64, -14, 8)), 4.5),
    Style("fern", ((76, -10, 26), (54, -16, 20), (38, -6, 8), (90, 0, 10), (62, 10, 18)), 2.2),
)
UNSEEN_STYLES = (
    Style(
        "rust",
        ((74, 14, 16), (52, 20, 24), (36, 10, 6), (88, 4, 10), (60, 2, -8)),
        3.6,
        ((70, 8, 44), (62, 14, 24), (38, -22, 10), (58, 4, 12)),
        500,
    ),
    Style(
        "slate",
        ((70, -2, -6), (50, -4, -12), (32, 2, -8), (84, 2, 4), (58, 12, 10)),
        2.6,
        ((18, 2, -4), (44, 14, 22), (82, 0, 18), (26, 6, -20)),
        600,
    ),
    Style(
        "lilac",
        ((80, 8, -12), (62, 14, -20), (42, 10, -16), (90, 2, -2), (68, -10, 12)),
        5.0,
        ((46, 34, 36), (84, 6, 14), (64, -4, -26), (88, 2, 4)),
        700,
    ),
)
DAY = Light("day", "clear")
LIGHTS = (
    DAY,
    Light("night", "clear"),
    Light("dusk", "clear"),
    Light("golden_hour", "clear"),
    Light("day", "rain"),
    Light("day", "snow"),
    Light("day", "fog"),
)
UNSEEN_LIGHTS = (
    DAY,
    Light("night", "clear"),
    Light("dusk", "rain"),
    Light("day", "storm"),
    Light("golden_hour", "clear"),
    Light("night", "snow"),
    Light("day", "fog"),
)


class Panel(NamedTuple):
    """A picture, and what is known of it: the figure's mask, and what it was before the weather."""

    image: Rgb8
    mask: Plane
    before_weather: Rgb8
    is_indoors: bool


@lru_cache(maxsize=96)
def panel(scene: int, style: Style, light: Light = DAY) -> Panel:
    """The panel of a scene by number; the same every time."""
    drawn = draw(
        SceneRequest(
            scene=SCENES[scene],
            cast=[of_colours(style.lead)],
            palette=list(style.palette),
            line_weight_px=style.line_weight_px,
            width_px=WIDTH,
            height_px=HEIGHT,
            seed=style.seed + scene,
        )
    )
    planes = {name: getattr(drawn, name) for name in FACTS}
    lit = colour.to_linear(drawn.image)
    if light.time_of_day != "day":
        lit = apply(light.time_of_day, lit, planes)
    is_indoors, wet = drawn.reading.place in INDOORS, lit
    if light.weather != "clear":
        wet = apply(light.weather, lit, planes, indoors=is_indoors)
    return Panel(_bytes(wet), drawn.mask, _bytes(lit), is_indoors)


def references(style: Style, light: Light = DAY) -> list[Panel]:
    """The panels that a style in a light is measured from."""
    return [panel(scene, style, light) for scene in REFERENCES]


def _bytes(linear: np.ndarray) -> Rgb8:
    made = colour.to_srgb(linear)
    made.flags.writeable = False
    return made
