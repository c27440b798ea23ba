"""Comic pages out of finished panels."""

from typing import Literal

from iat_sidecar.core.wire import Given
from iat_sidecar.files import outside
from iat_sidecar.imaging import icc, png
from iat_sidecar.imaging.bench import Bench
from iat_sidecar.imaging.compose_page import compose
from iat_sidecar.imaging.keep import keep_png
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
    kept = keep_png(request.root, data, page, {"kind": "other"})
    if request.copy_to:
        outside.write(request.copy_to, data)
    return kept
