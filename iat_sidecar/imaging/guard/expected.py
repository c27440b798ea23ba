"""What a picture was asked to be; the guard judges against this."""

from typing import Annotated

from msgspec import Meta, field

from iat_sidecar.core.values import Lab, SizePx, Stage, TimeOfDay, Weather
from iat_sidecar.core.wire import Given
from iat_sidecar.imaging.style import PaletteColour


class PartColour(Given):
    """The colour a part of a character must have, and how far it may stray."""

    part: str
    lab: Lab
    tolerance_de00: Annotated[float, Meta(gt=0, le=100)] = 10.0


class Expected(Given):
    """The request behind a picture. `palette` and `chroma_ceiling` win over the style's.

    `has_style_of_this_light` says that the style was measured from references of the same time of
    day and weather, so that it may be compared with although the light is not neutral.
    """

    width_px: SizePx | None = None
    height_px: SizePx | None = None
    is_local: bool = True
    wants_alpha: bool = False
    is_whole_subject: bool = True
    stage: Stage | None = None
    time_of_day: TimeOfDay | None = None
    weather: Weather | None = None
    has_style_of_this_light: bool = False
    palette: list[PaletteColour] = field(default_factory=list)
    chroma_ceiling: Annotated[float, Meta(ge=0, le=200)] | None = None
    parts: dict[str, list[PartColour]] = field(default_factory=dict)

    @property
    def shown_time(self) -> TimeOfDay | None:
        """The time of day this stage has painted in; style_lock has painted none."""
        return None if self.stage == "style_lock" else self.time_of_day

    @property
    def shown_weather(self) -> Weather | None:
        """The weather this stage has painted in."""
        return None if self.stage in ("style_lock", "light_time") else self.weather

    @property
    def has_neutral_light(self) -> bool:
        """Light that leaves the style's colours as they are: day or none, clear or none."""
        return self.shown_time in (None, "day") and self.shown_weather in (None, "clear")

    @property
    def is_comparable(self) -> bool:
        """Whether colours may be held against the style: a night is no drift."""
        return self.has_neutral_light or self.has_style_of_this_light
