"""Pictures made here: into the content store, with their line in its journal."""

from typing import Any

import msgspec

from iat_sidecar.core import canonical
from iat_sidecar.files import content
from iat_sidecar.imaging.arrays import Rgb8, Rgba8
from iat_sidecar.imaging.step_terms import MadeFile


def keep_png(root: str, data: bytes, picture: Rgb8 | Rgba8, note: dict[str, Any]) -> MadeFile:
    """Place an encoded picture; `note` says of which asset its bytes are."""
    placed = content.place_bytes(root, data, "png")
    content.note(root, canonical.encode({**note, **msgspec.to_builtins(placed)}))
    height, width = picture.shape[:2]
    return MadeFile(
        uri=placed.uri,
        sha256=placed.sha256,
        size_bytes=placed.size_bytes,
        mime_type="image/png",
        width=width,
        height=height,
    )
