"""What a look for a character's parts gives: plain words and numbers, without a pixel library."""

from typing import Annotated, Literal

from msgspec import Meta

from iat_sidecar.core.values import Fraction, Lab, TimeOfDay
from iat_sidecar.core.wire import Wire
from iat_sidecar.imaging.box import Box

Verdict = Literal["accept", "questionable", "reject"]
DistanceDe00 = Annotated[float, Meta(ge=0, le=200, description="CIEDE2000.")]


class PartFound(Wire):
    """One part of a character: how far its colour is from what it should be in this light.

    de00 is undone of most of what the light takes from differences. line: up to where the part
    counts as kept. share: of the character's box. lab: the colour that is there. is_judged: False
    where the part may be out of sight, and its absence says nothing.
    """

    part: str
    de00: DistanceDe00
    line: DistanceDe00
    is_judged: bool
    share: Fraction
    lab: Lab
    expected_lab: Lab


class CharacterFound(Wire):
    """Where a character stands and how well its colours are kept; without a box it is not there.

    fit: how much of the main parts is there. light: the time of day that explains the colours
    best; veil: share of airlight over it.
    """

    code: str
    verdict: Verdict
    parts: list[PartFound]
    fit: Fraction = 0.0
    box: Box | None = None
    light: TimeOfDay | None = None
    veil: Fraction = 0.0

    @property
    def judged(self) -> list[PartFound]:
        return [part for part in self.parts if part.is_judged]

    @property
    def distance(self) -> float:
        """Mean ΔE00 of the parts that are judged."""
        return sum(part.de00 for part in self.judged) / max(1, len(self.judged))

    @property
    def is_known_by_several(self) -> bool:
        """One colour alone is not enough to say that somebody is not there."""
        return len(self.judged) > 1
