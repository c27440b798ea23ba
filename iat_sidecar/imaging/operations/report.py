"""`report/*`: small copies of a run's pictures, and the page that shows them."""

import os

import msgspec

from iat_sidecar.core.errors import InvalidImage, NotFound
from iat_sidecar.core.wire import Wire
from iat_sidecar.files import content, outside
from iat_sidecar.imaging.bench import Bench
from iat_sidecar.imaging.operation import operation
from iat_sidecar.imaging.report.facts import PanelFacts, PreviewRequest, RenderRequest, RunFacts
from iat_sidecar.imaging.report.page import render
from iat_sidecar.imaging.report.preview import preview
from iat_sidecar.imaging.report.view import View


class Previewed(Wire):
    """How many pictures were made small; those that had been before are not among them."""

    made: int


class Rendered(Wire):
    """A page that was written."""

    path: str
    size_bytes: int


@operation("report/preview")
def previews(bench: Bench, request: PreviewRequest) -> Previewed:
    """Make pictures small, once; one that is away or broken is left out, and the page says so."""
    made = 0
    for order in request.pictures:
        if not os.path.exists(order.target):
            made += _make(bench, order.path, order.target)
    return Previewed(made=made)


@operation("report/render")
def render_page(bench: Bench, request: RenderRequest) -> Rendered:
    """Read the facts and write the page where it is wanted."""
    with open(request.facts, "rb") as file:
        run = msgspec.json.decode(file.readline(), type=RunFacts)
        panels = [msgspec.json.decode(line, type=PanelFacts) for line in file]
    data = render(View(run, panels)).encode()
    outside.write(request.target, data)
    content.sync_folder(os.path.dirname(request.target))
    return Rendered(path=request.target, size_bytes=len(data))


def _make(bench: Bench, path: str, target: str) -> bool:
    try:
        small = preview(bench.picture(path))
    except (InvalidImage, NotFound):
        return False
    os.makedirs(os.path.dirname(target), exist_ok=True)
    temporary = f"{target}.{os.getpid()}"
    with open(temporary, "wb") as file:
        file.write(msgspec.json.encode(small))
    os.replace(temporary, target)
    return True
