"""What a character is: an identity that stays itself."""

from typing import Annotated

from msgspec import Meta, field

from iat_sidecar.core.values import GivenLab, Hex, Id, Lab, Name, Note, Text, Time
from iat_sidecar.core.wire import Event, Given, Wire
from iat_sidecar.imaging.box import Box

CharacterCode = Annotated[
    str,
    Meta(
        pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$(?!\n)",
        description="A short name that stays: letters, digits, _ and -.",
    ),
]
CharacterRef = Annotated[
    str, Meta(min_length=1, max_length=63, description="A character's id or code.")
]
PartName = Annotated[
    str,
    Meta(
        pattern=r"^[a-z][a-z0-9_]{0,59}$(?!\n)",
        description="hair, skin, eyes, outfit_1, outfit_2, …",
    ),
]
ToleranceDe00 = Annotated[float, Meta(gt=0, le=100, description="Allowed CIEDE2000 difference.")]
Phrases = Annotated[list[Note], Meta(max_length=100)]

TOLERANCE_DE00 = 10.0
MOST_PARTS = 64


class GivenPart(Given):
    """The colour of one part, as `lab` or as `hex`."""

    part: PartName
    lab: GivenLab | None = None
    hex: Hex | None = None
    tolerance_de00: ToleranceDe00 = TOLERANCE_DE00


class Part(Wire):
    """The colour of one part; `hex` is the nearest inside sRGB."""

    part: PartName
    lab: Lab
    hex: Hex
    tolerance_de00: ToleranceDe00


class GivenIdentity(Given):
    """What makes a character recognisable."""

    reference_set_id: Id | None = None
    description: Text = ""
    parts: Annotated[list[GivenPart], Meta(max_length=MOST_PARTS)] = field(default_factory=list)
    must: Phrases = field(default_factory=list)
    must_not: Phrases = field(default_factory=list)


class Identity(Wire):
    """What makes a character recognisable, every colour as CIELAB and as hex."""

    reference_set_id: Id | None = None
    description: Text = ""
    parts: list[Part] = field(default_factory=list)
    must: list[Note] = field(default_factory=list)
    must_not: list[Note] = field(default_factory=list)


class Character(Wire):
    """Somebody who looks the same in every picture."""

    id: Id
    project_id: Id
    code: CharacterCode
    name: Name
    bio: Text
    identity_constraints: Identity
    created_at: Time
    updated_at: Time


class CharacterCreated(Event):
    """A character was made."""

    character: Character


class CharacterUpdated(Event):
    """A character was changed, or a part was measured."""

    character: Character


class CharacterDeleted(Event):
    """A character was removed."""

    character: Character


class MeasurePartTask(Wire):
    """What the task character/measure is to do."""

    character_id: Id
    asset_id: Id
    part: PartName
    box_px: Box | None = None
