"""What an identity may say, and one colour in both its spellings."""

from msgspec.structs import replace

from iat_sidecar.core import ids
from iat_sidecar.core.errors import InvalidParams, InvalidState
from iat_sidecar.core.values import Lab
from iat_sidecar.features.asset.model import Asset
from iat_sidecar.features.character.model import (
    MOST_PARTS,
    TOLERANCE_DE00,
    GivenIdentity,
    GivenPart,
    Identity,
    Part,
)
from iat_sidecar.imaging import swatch
from iat_sidecar.imaging.box import Box

PARTS = "$.identity_constraints.parts"


def check_code(code: str) -> None:
    if ids.is_id(code):
        raise InvalidParams("A code may not look like a UUID", "$.code")


def identity_of(given: GivenIdentity) -> Identity:
    """What is kept: each part once, with its colour in both spellings."""
    parts = [_part(part, f"{PARTS}[{index}]") for index, part in enumerate(given.parts)]
    names: set[str] = set()
    for index, part in enumerate(parts):
        if part.part in names:
            raise InvalidParams(
                f"The part {part.part} has a colour already", f"{PARTS}[{index}].part"
            )
        names.add(part.part)
    return Identity(
        reference_set_id=given.reference_set_id,
        description=given.description,
        parts=parts,
        must=given.must,
        must_not=given.must_not,
    )


def with_part(identity: Identity, name: str, lab: Lab) -> Identity:
    """The identity with a part in this colour; a new part gets the usual tolerance."""
    before = next((part for part in identity.parts if part.part == name), None)
    tolerance = before.tolerance_de00 if before else TOLERANCE_DE00
    measured = Part(part=name, lab=lab, hex=swatch.to_hex(lab), tolerance_de00=tolerance)
    if before:
        return replace(
            identity, parts=[measured if part is before else part for part in identity.parts]
        )
    if len(identity.parts) >= MOST_PARTS:
        raise InvalidState(f"a character has at most {MOST_PARTS} parts")
    return replace(identity, parts=[*identity.parts, measured])


def check_box(asset: Asset, box: Box | None) -> None:
    """A box may not leave a picture whose size is known."""
    if box is None or asset.width is None or asset.height is None:
        return
    if not box.is_inside(asset.width, asset.height):
        raise InvalidParams(
            f"The box leaves the picture, which is {asset.width} × {asset.height} px", "$.box_px"
        )


def _part(given: GivenPart, path: str) -> Part:
    lab, code = given.lab, given.hex and given.hex.lower()
    if lab is None and code is None:
        raise InvalidParams("A part needs its colour as lab or as hex", path)
    if lab is None:
        assert code
        lab = swatch.from_hex(code)
    elif code is not None and code != swatch.to_hex(lab):
        raise InvalidParams(
            f"lab is {swatch.to_hex(lab)}, another colour than hex; give one of them", f"{path}.hex"
        )
    return Part(
        part=given.part, lab=lab, hex=swatch.to_hex(lab), tolerance_de00=given.tolerance_de00
    )
