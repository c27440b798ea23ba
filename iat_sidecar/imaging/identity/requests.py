"""What a look for characters is asked, and what it answers; plain structs."""

from iat_sidecar.core.values import TimeOfDay, Weather
from iat_sidecar.core.wire import Given, Wire
from iat_sidecar.imaging.box import Box
from iat_sidecar.imaging.guard.expected import PartColour
from iat_sidecar.imaging.identity.terms import CharacterFound


class FindRequest(Given):
    """A picture, who may be in it, and its light; is_known: no light means a neutral one."""

    path: str
    cast: dict[str, list[PartColour]]
    boxes: dict[str, list[Box]] = {}
    time_of_day: TimeOfDay | None = None
    weather: Weather | None = None
    is_known: bool = True
    is_exact: bool = True


class Found(Wire):
    """Every character that was looked for."""

    cast: list[CharacterFound]
