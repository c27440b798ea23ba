"""Stories with characters that went wrong: the one that identity was made with, and another one."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Any, NamedTuple

from msgspec import convert, structs

from iat_sidecar.imaging import colour, swatch
from iat_sidecar.imaging.box import Box
from iat_sidecar.imaging.guard.expected import Expected, PartColour
from iat_sidecar.imaging.operations.sketch import INDOORS, boxes, plain
from tests.imaging import drawn_cast
from tests.imaging.drawn_cast import far_from
from tests.imaging.drawn_scene import apply

Parts = dict[str, str]
WRONG = ("swapped", "hair", "outfit_1", "missing")
PAIRS = (
    ("mara", "toma"),
    ("ines", "odil"),
    ("odil", "mara"),
    ("toma", "ines"),
    ("odil", "toma"),
    ("ines", "mara"),
)
LIGHTS_A_SCENE = 2


class Story(NamedTuple):
    """Who is in it, where, in what light; the names are the same in both, the colours are not."""

    cast: dict[str, Parts]
    scenes: tuple[str, ...]
    lights: tuple[tuple[Any, Any], ...]
    seed: int


MADE_WITH = Story(drawn_cast.CAST, drawn_cast.SCENES, drawn_cast.LIGHTS, 0)
UNSEEN = Story(
    {
        "mara": {"hair": "#d9d4c7", "skin": "#8a5a3c", "eyes": "#3b2a20", "outfit_1": "#c9a227"},
        "toma": {"hair": "#8c2f39", "skin": "#f4d6c2", "eyes": "#6b8ea3", "outfit_1": "#ece5d8"},
        "ines": {"hair": "#2a1a12", "skin": "#c99873", "eyes": "#47331f", "outfit_1": "#a9c8d8"},
        "odil": {"hair": "#2f6f73", "skin": "#e8bd9d", "eyes": "#55703f", "outfit_1": "#5a2a3a"},
    },
    (
        "{} and {} wait on a rooftop",
        "{} sits in a cafe, {} sits beside",
        "{} points at the castle, {} looks up",
        "medium shot, {} whispers to {} in a library",
        "{} walks along the beach with {}",
        "{} reads in a classroom while {} waits",
        "{} runs across a field, {} follows",
        "{} and {} stand in an alley",
    ),
    (
        ("day", "clear"),
        ("golden_hour", "cloudy"),
        ("night", "clear"),
        ("dawn", "clear"),
        ("day", "rain"),
        ("dusk", "clear"),
        ("night", "snow"),
        ("day", "storm"),
        ("dawn", "fog"),
        ("interior", "clear"),
    ),
    900,
)


@dataclass(frozen=True)
class Casting:
    """A picture, who must be in it, and what is wrong with the one; `clean` where nothing is."""

    kind: str
    image: Any
    expected: Expected


def castings(story: Story, number: int, *, is_drawn_here: bool) -> Iterator[Casting]:
    """One scene clean and in every wrong way, in two lights each; what is not asked for is left out.

    is_drawn_here: the boxes of the characters and their plain parts are known, as of a drawing of
    our own; of another's picture nothing is.
    """
    one, other = PAIRS[(number * 5 + number // len(story.scenes)) % len(PAIRS)]
    right = _drawn(story, number, "clean", one, other)
    for kind in ("clean", *WRONG):
        drawing = _drawn(story, number, kind, one, other)
        is_indoors = drawing.reading.place in INDOORS
        judged = (one, other) if kind == "clean" else (one,)
        for nth, code in product(range(LIGHTS_A_SCENE), judged):
            time, weather = story.lights[(number * 3 + nth * 5) % len(story.lights)]
            asked = Expected(
                stage="weather_effects",
                time_of_day=time,
                weather=weather,
                is_indoors=is_indoors,
                parts={code: _colours(story.cast[code])},
            )
            if is_drawn_here:
                asked = _placed(asked, right)
            if kind in ("clean", "swapped", "missing", *(part.part for part in asked.parts[code])):
                yield Casting(kind, _lit(drawing, time, weather, is_indoors), asked)


@lru_cache(maxsize=16)
def _cached(story_seed: int, number: int, kind: str, one: str, other: str) -> Any:
    story = UNSEEN if story_seed == UNSEEN.seed else MADE_WITH
    seed, text = story.seed + number, story.scenes[number % len(story.scenes)]
    if kind == "missing":
        return drawn_cast.drawn(_alone(text), [other], seed=seed, changed=story.cast)
    stranger = next(code for code in story.cast if code not in (one, other))
    changed = {
        "swapped": story.cast[stranger],
        "hair": {"hair": far_from(story.cast[one]["hair"], number)},
        "outfit_1": {"outfit_1": far_from(story.cast[one]["outfit_1"], number)},
    }
    parts = story.cast | {one: story.cast[one] | changed.get(kind, {})}
    return drawn_cast.drawn(text, [one, other], seed=seed, changed=parts)


def _drawn(story: Story, number: int, kind: str, one: str, other: str) -> Any:
    return _cached(story.seed, number, kind, one, other)


def _alone(text: str) -> str:
    """The scene with only one of the two."""
    alone = text.split(" {} ")[0] if text.count("{}") > 1 else text
    words = alone.replace("{} and", "{}").split(", {}")[0]
    return words.split(" while")[0].split(" with")[0]


def _colours(parts: Parts) -> list[PartColour]:
    return [PartColour(part=part, lab=swatch.from_hex(hex)) for part, hex in parts.items()]


def _placed(asked: Expected, drawing: Any) -> Expected:
    """As a run asks of its own drawing: where each stands, and the parts that are plain to see."""
    shown = plain(drawing.parts)
    parts = {
        code: [part for part in own if part.part in shown.get(code, [])]
        for code, own in asked.parts.items()
    }
    found = convert(boxes(drawing.parts), dict[str, list[Box]])
    places = {code: found[code] for code in asked.parts if code in found}
    return structs.replace(asked, parts=parts, boxes=places)


def _lit(drawing: Any, time: Any, weather: Any, is_indoors: bool) -> Any:
    planes = {name: getattr(drawing, name) for name in ("depth", "lights", "ground", "sky")}
    picture = colour.to_linear(drawing.image)
    if time is not None:
        picture = apply(time, picture, planes, 5)
    if weather not in (None, "clear"):
        # clouds are no more than light, and that comes through windows
        options = {} if weather == "cloudy" else {"indoors": is_indoors}
        picture = apply(weather, picture, planes, 5, **options)
    return colour.to_srgb(picture)
