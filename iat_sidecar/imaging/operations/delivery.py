"""Deliveries: a press judged, pictures written one by one, documents grown page by page."""

import hashlib
import os
from pathlib import Path

from msgspec.structs import asdict

from iat_sidecar.files import outside
from iat_sidecar.files.hashed import sha256_of
from iat_sidecar.files.staging import Staging
from iat_sidecar.imaging.bench import Bench
from iat_sidecar.imaging.delivery import pdf, press, raster, read_back, read_back_pdf
from iat_sidecar.imaging.delivery.prepare import Prepared, prepared, profile_of
from iat_sidecar.imaging.delivery.terms import (
    FILES,
    PROFILE,
    CheckRequest,
    Delivered,
    DeliveredFile,
    DocumentRequest,
    EndRequest,
    Figures,
    FolderRequest,
    Growth,
    Opened,
    Order,
    PageRequest,
    PictureRequest,
    PressProfile,
    ProfileRequest,
    WrittenFile,
)
from iat_sidecar.imaging.operation import operation
from iat_sidecar.imaging.provenance import read_stamp
from iat_sidecar.imaging.read import read


@operation("delivery/profile")
def judge_profile(bench: Bench, request: ProfileRequest) -> PressProfile:
    """Whether a profile can print."""
    return press.judged(request.path)[1]


@operation("delivery/open")
def open_folder(bench: Bench, request: FolderRequest) -> Opened:
    """An empty folder beside the target; the profile is copied, so that it stays what it is."""
    asked = request.order.profile_path
    content, found = press.judged(asked) if asked else (profile_of(request.order), None)
    folder = os.path.dirname(request.target)
    staging = Staging(folder, request.key)
    with outside.writable(request.target):
        os.makedirs(folder, exist_ok=True)
        staging.clear()
        os.mkdir(staging.path(FILES))
        if found:
            Path(staging.path(PROFILE)).write_bytes(content)
    return Opened(press=found, profile_sha256=hashlib.sha256(content).hexdigest())


@operation("delivery/picture")
def write_picture(bench: Bench, request: PictureRequest) -> DeliveredFile:
    """One picture as one file, read back before it counts."""
    made, order, target = _prepared(request.source, request.order), request.order, request.target
    with outside.writable(target):
        raster.save(Path(target), made, order.format, order.dpi, _stamp(request))
        written = _settled(target)
    figures = read_back.check(Path(target), made, order.format, order.dpi)
    return DeliveredFile(**asdict(_delivered(made, figures)), **asdict(written))


@operation("delivery/begin")
def begin_document(bench: Bench, request: DocumentRequest) -> Growth:
    """A document without pages, with its profile."""
    with outside.writable(request.target):
        return pdf.begin(Path(request.target), profile_of(request.order), request.order)


@operation("delivery/page")
def add_page(bench: Bench, request: PageRequest) -> Growth:
    """One more page."""
    made = _prepared(request.source, request.order)
    with outside.writable(request.target):
        return pdf.add_page(
            Path(request.target), made, request.order, _stamp(request), request.at, request.first
        )


@operation("delivery/end")
def end_document(bench: Bench, request: EndRequest) -> WrittenFile:
    """What makes it a document, read back as a whole."""
    path = Path(request.target)
    with outside.writable(request.target):
        pdf.end(path, request)
        written = _settled(request.target)
    read_back_pdf.check_tree(path, request.pages, has_intent=request.order.color == "cmyk")
    return written


@operation("delivery/check")
def check_page(bench: Bench, request: CheckRequest) -> Delivered:
    """A page held against its picture."""
    made = _prepared(request.source, request.order)
    path = Path(request.target)
    return _delivered(made, read_back_pdf.check_page(path, made, request.order, request.page))


def _prepared(source: str, order: Order) -> Prepared:
    return prepared(read(source)[0], order, source)


def _stamp(request: PictureRequest) -> dict[str, str]:
    """What the picture's file says of itself, otherwise what is known of it."""
    return read_stamp(request.source) or request.stamp


def _delivered(made: Prepared, figures: Figures) -> Delivered:
    width, height = made.size
    return Delivered(
        width_px=width,
        height_px=height,
        has_alpha=made.alpha is not None,
        is_flattened=made.is_flattened,
        figures=figures,
    )


def _settled(path: str) -> WrittenFile:
    """Durable, and hashed as the disk gives it back."""
    with open(path, "rb+") as file:
        os.fsync(file.fileno())
    return WrittenFile(size_bytes=os.path.getsize(path), sha256=sha256_of(path))
