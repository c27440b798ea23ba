"""What a picture was asked to be; the guard judges against this."""

from typing import Annotated

from msgspec import Meta, field

from iat_sidecar.core.values import Lab, Name, Sha256, SizePx, Stage, TimeOfDay, Weather
from iat_sidecar.core.wire import Given
from iat_sidecar.imaging.box import Box
from iat_sidecar.imaging.style import PaletteColour

Hash64 = Annotated[str, Meta(pattern=r"^[0-9a-f]{16}$(?!\n)", description="64 bits, as hex.")]


class PartColour(Given):
    """The colour a part of a character must have, and how far it may stray."""

    part: str
    lab: Lab
    tolerance_de00: Annotated[float, Meta(gt=0, le=100)] = 10.0


class Sibling(Given):
    """Another panel of the same story; one of the same scene may look much like this one."""

    job_key: Name
    dhash: Hash64
    is_approved: bool = False
    is_same_scene: bool = False


class Answer(Given):
    """What the provider said of the picture it sent."""

    finish_reason: str | None = None
    is_filtered: bool = False
    is_placeholder: bool = False
    mime_type: str | None = None


class Provenance(Given):
    """The hash that the stored bytes must have, and what the run log must and does name."""

    sha256: Sha256 | None = None
    required: list[Name] = field(default_factory=list)
    present: list[Name] = field(default_factory=list)


class Expected(Given):
    """The request behind a picture. `palette` and `chroma_ceiling` win over the style's.

    `has_style_of_this_light` says that the whole style was measured from references of the same
    time of day and weather, so that it may be compared with although the light is not neutral; a
    style that knows its looks by light needs no such word.
    """

    width_px: SizePx | None = None
    height_px: SizePx | None = None
    is_local: bool = True
    wants_alpha: bool = False
    is_whole_subject: bool = True
    stage: Stage | None = None
    time_of_day: TimeOfDay | None = None
    weather: Weather | None = None
    is_indoors: bool = False
    has_style_of_this_light: bool = False
    palette: list[PaletteColour] = field(default_factory=list)
    chroma_ceiling: Annotated[float, Meta(ge=0, le=200)] | None = None
    parts: dict[str, list[PartColour]] = field(default_factory=dict)
    boxes: dict[str, list[Box]] = field(default_factory=dict)
    provider: Answer | None = None
    provenance: Provenance | None = None
    siblings: list[Sibling] = field(default_factory=list)

    @property
    def shown_time(self) -> TimeOfDay | None:
        """The time of day this stage has painted in; style_lock has painted none."""
        return None if self.stage == "style_lock" else self.time_of_day

    @property
    def shown_weather(self) -> Weather | None:
        """The weather this stage has painted in; indoors it is seen through windows only.

        Clouds take the sun from a room, too.
        """
        is_seen = self.stage not in ("style_lock", "light_time")
        is_seen &= not self.is_indoors or self.weather == "cloudy"
        return self.weather if is_seen else None

    @property
    def has_neutral_light(self) -> bool:
        """Light that leaves the style's colours as they are: day or none, clear or none."""
        return self.shown_time in (None, "day") and self.shown_weather in (None, "clear")
