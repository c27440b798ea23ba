"""Comic pages out of finished panels."""

from typing import Any, Literal

import msgspec

from iat_sidecar.core import canonical
from iat_sidecar.core.wire import Given
from iat_sidecar.files import content, outside
from iat_sidecar.imaging import icc, png
from iat_sidecar.imaging.bench import Bench
from iat_sidecar.imaging.compose_page import compose
from iat_sidecar.imaging.operation import operation
from iat_sidecar.imaging.step_terms import MadeFile


class PageRequest(Given):
    """Panels in order, how they are laid out, and where the page goes."""

    paths: list[str]
    layout: Literal["grid", "strip"]
    rows: list[int] | None
    gutter_px: int
    root: str
    copy_to: str | None


@operation("page/compose")
def compose_page(bench: Bench, request: PageRequest) -> MadeFile:
    """Set the panels and keep the page; a copy goes where it is wanted."""
    panels = [bench.picture(path) for path in request.paths]
    page = compose(panels, request.rows or request.layout, gutter_px=request.gutter_px)
    data = png.encode(page, level="small", icc=icc.srgb_profile())
    placed = content.place_bytes(request.root, data, "png")
    note: dict[str, Any] = {"kind": "other", **msgspec.to_builtins(placed)}
    content.note(request.root, canonical.encode(note))
    if request.copy_to:
        outside.write(request.copy_to, data)
    height, width = page.shape[:2]
    return MadeFile(
        uri=placed.uri,
        sha256=placed.sha256,
        size_bytes=placed.size_bytes,
        mime_type="image/png",
        width=width,
        height=height,
    )
