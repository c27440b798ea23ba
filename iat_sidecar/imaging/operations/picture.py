"""Pictures from outside, copies of them for the pipeline, and small ones to look at."""

import contextlib
import os
from typing import Any

import msgspec

from iat_sidecar.core import canonical
from iat_sidecar.core.errors import Damaged, InvalidImage, SidecarError
from iat_sidecar.core.values import SizePx
from iat_sidecar.core.wire import Given, Wire
from iat_sidecar.files import content
from iat_sidecar.imaging.bench import Bench
from iat_sidecar.imaging.operation import operation
from iat_sidecar.imaging.picture import Picture
from iat_sidecar.imaging.read import inspect
from iat_sidecar.imaging.thumbnail import thumbnail


class ImportRequest(Given):
    """A file from outside, and the root that shall keep a copy; `note` goes into its journal."""

    path: str
    root: str
    may_create_root: bool
    note: dict[str, Any]


class Received(Wire):
    """A picture that decodes whole, and where its copy lies."""

    picture: Picture
    placed: content.Placed


@operation("picture/import")
def receive(bench: Bench, request: ImportRequest) -> Received:
    """Look, copy, then decode the copy: what is kept is what was judged."""
    picture = inspect(request.path)
    content.open_root(request.root, may_create=request.may_create_root)
    placed = content.place_copy(request.root, request.path, picture.extension)
    kept = content.path_of(request.root, placed.uri)
    try:
        bench.picture(kept)
    except SidecarError as exc:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(kept)  # no asset can have these bytes: they do not decode
        if isinstance(exc, InvalidImage):
            raise InvalidImage(request.path, exc.reason) from exc
        raise
    content.note(
        request.root,
        canonical.encode({**request.note, **msgspec.to_builtins(placed)}),
    )
    return Received(picture=picture, placed=placed)


class ThumbnailRequest(Given):
    """Where a picture lies, and where its small copy shall lie."""

    path: str
    target: str
    edge_px: SizePx


class Written(Wire):
    """A file that was written."""

    path: str


@operation("picture/thumbnail")
def shrink(bench: Bench, request: ThumbnailRequest) -> Written:
    """A WebP copy under a temporary name first; a cache needs no more."""
    if not os.path.exists(request.target):
        os.makedirs(os.path.dirname(request.target), exist_ok=True)
        data = thumbnail(bench.picture(request.path), request.edge_px)
        temporary = f"{request.target}.{os.getpid()}"
        with open(temporary, "wb") as file:
            file.write(data)
        os.replace(temporary, request.target)
    return Written(path=request.target)


class VerifyRequest(Given):
    """A content file."""

    root: str
    uri: str


class Intact(Wire):
    """Whether it is what its hash says; if not, why."""

    is_intact: bool
    reason: str | None = None


@operation("picture/verify")
def verify(bench: Bench, request: VerifyRequest) -> Intact:
    """Read the file again and hash it."""
    try:
        content.verify(request.root, request.uri)
    except Damaged as damage:
        return Intact(is_intact=False, reason=damage.reason)
    return Intact(is_intact=True)
