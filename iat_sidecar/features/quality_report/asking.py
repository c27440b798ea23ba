"""What the guard is asked: what a picture should be, and where the lines are drawn."""

from typing import Any

import msgspec

from iat_sidecar.features.character.model import Identity
from iat_sidecar.features.style_guide.model import EffectiveStyle
from iat_sidecar.imaging.guard.expected import Expected, PartColour
from iat_sidecar.imaging.guard.thresholds import Thresholds


def params(
    expected: Expected, style: EffectiveStyle | None, thresholds: Thresholds
) -> dict[str, Any]:
    """Parameters of the step `finish/guard`."""
    return {
        "expected": msgspec.to_builtins(expected),
        "style": msgspec.to_builtins(style.measure) if style else None,
        "thresholds": msgspec.to_builtins(thresholds),
    }


def parts_of(identity: Identity) -> list[PartColour]:
    """The colours by which a character is known."""
    return [
        PartColour(part=part.part, lab=part.lab, tolerance_de00=part.tolerance_de00)
        for part in identity.parts
    ]
