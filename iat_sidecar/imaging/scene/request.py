"""What a layout panel is asked for with, and what was understood of it."""

from typing import Annotated, Literal

from msgspec import Meta

from iat_sidecar.core.values import Lab, Note, Seed, SizePx, Text, TimeOfDay, Weather
from iat_sidecar.core.wire import Given, Wire

PartName = Annotated[str, Meta(min_length=1, max_length=60)]
CastCode = Annotated[str, Meta(min_length=1, max_length=200)]
LinePx = Annotated[float, Meta(gt=0, le=40, description="Ink width at a long side of 1024 px.")]
CandidateIndex = Annotated[int, Meta(ge=0, le=10_000)]

Shot = Literal["extreme_close_up", "close_up", "medium", "full", "wide"]
Angle = Literal["eye_level", "high", "low"]
Facing = Literal["open", "left", "right", "other", "away"]
Side = Literal["anywhere", "left", "centre", "right"]


class Swatch(Given):
    """The colour of one part of a character: hair, skin, eyes, outfit_1, outfit_2, …"""

    part: PartName
    lab: Lab


class Cast(Given):
    """One character who may appear; the code keeps hair style and build the same in all panels."""

    code: CastCode
    name: Note
    description: Text = ""
    parts: list[Swatch] = []


class SceneRequest(Given):
    """One panel: the scene in words, who is in it, its colours and its size.

    `prompt` fills in what the scene leaves open (place, shot, angle). `palette` pulls the colours
    of the background. Seed and candidate vary camera, props and bystanding detail, never colours.
    """

    scene: Text
    prompt: Text = ""
    cast: list[Cast] = []
    palette: list[Lab] = []
    line_weight_px: LinePx | None = None
    width_px: SizePx
    height_px: SizePx
    seed: Seed
    candidate: CandidateIndex = 0


class Acting(Wire):
    """What one character does: `facing` "other" is toward the nearest other character.

    `behind` is the code of the one they stand behind; `holding` is a prop in their hand.
    """

    code: str
    pose: str = "standing"
    expression: str = "neutral"
    facing: Facing = "open"
    side: Side = "anywhere"
    holding: str | None = None
    behind: str | None = None


class Reading(Wire):
    """What was understood of the words; `unread` are the words that change nothing in the panel.

    Time of day and weather are understood and not drawn: they are later effects.
    """

    place: str
    props: list[str]
    shot: Shot
    angle: Angle
    cast: list[Acting]
    time_of_day: TimeOfDay | None
    weather: Weather | None
    unread: list[str]
