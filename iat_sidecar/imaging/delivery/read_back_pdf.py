"""A document read again by pypdf, which did not write it: boxes, profile, pictures, page tree."""

import io
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from iat_sidecar.imaging.container import PNG_SIGNATURE
from iat_sidecar.imaging.delivery.figures import check_alpha, compared, mismatch, understood
from iat_sidecar.imaging.delivery.pdf import boxes
from iat_sidecar.imaging.delivery.prepare import Prepared
from iat_sidecar.imaging.delivery.terms import Figures, Order

if TYPE_CHECKING:
    from pypdf import PdfReader

MAX_STREAM_BYTES = 1 << 30
POINTS_OFF = 0.001
COLOUR_TYPES = {1: 0, 3: 2, 4: 6}  # four inks lie as RGBA does


def check_page(path: Path, made: Prepared, order: Order, number: int) -> Figures:
    """Hold the page that is this object against its picture; ImagingFailed when it differs."""
    with _opened(path) as reader:
        page = _object(reader, number)
        media, trim = boxes(made.size, order)
        for name, box in (("MediaBox", media), ("BleedBox", media), ("TrimBox", trim)):
            _check_box(name, page[f"/{name}"], box)
        (image,) = (one.get_object() for one in page["/Resources"]["/XObject"].values())
        profile = _profile(image["/ColorSpace"], made)
        alpha = _samples(image["/SMask"].get_object())[..., 0] if "/SMask" in image else None
        check_alpha(alpha, made)
        return compared(made, _samples(image), profile, may_lose=False)


def check_tree(path: Path, pages: list[int], *, has_intent: bool) -> None:
    """The whole document has these pages in this order, its intent, and its note about itself."""
    with _opened(path) as reader:
        found = [page.indirect_reference.idnum for page in reader.pages if page.indirect_reference]
        if found != pages:
            mismatch(f"its pages are {found} instead of {pages}")
        root = reader.root_object
        if ("/OutputIntents" in root) != has_intent:
            mismatch("its output intent differs")
        if reader.metadata is None or "/Metadata" not in root:
            mismatch("it does not say what it is")


@contextmanager
def _opened(path: Path) -> Iterator["PdfReader"]:
    from pypdf import PdfReader, apply_configuration
    from pypdf.errors import PyPdfError

    bound = apply_configuration(maximum_declared_stream_length=MAX_STREAM_BYTES)
    damage = understood(PyPdfError, KeyError, TypeError, zlib.error)
    with path.open("rb") as file, damage, bound:
        yield PdfReader(file, strict=True)


def _object(reader: "PdfReader", number: int) -> Any:
    from pypdf.generic import IndirectObject

    return IndirectObject(number, 0, reader).get_object()


def _check_box(name: str, found: Any, box: list[float]) -> None:
    if any(abs(float(one) - other) > POINTS_OFF for one, other in zip(found, box, strict=True)):
        mismatch(f"its {name} is {list(map(float, found))} instead of {box}")


def _profile(space: Any, made: Prepared) -> bytes:
    kind, stream = space[0], space[1].get_object()
    profile: bytes = stream.get_data()
    is_same = kind == "/ICCBased" and stream["/N"] == made.samples.shape[2]
    if not is_same or profile != made.profile:
        mismatch("its colour profile differs")
    return profile


def _samples(image: Any) -> NDArray[np.uint8]:
    """H×W×C of a picture's stream, decoded as the PNG rows that it holds."""
    parameters = image["/DecodeParms"]
    width, height, channels = image["/Width"], image["/Height"], parameters["/Colors"]
    if (parameters["/Predictor"], parameters["/Columns"]) != (15, width):
        mismatch("its rows are not predicted as they should be")
    header = struct.pack(">IIBBBBB", width, height, 8, COLOUR_TYPES[channels], 0, 0, 0)
    chunks = (b"IHDR", header), (b"IDAT", image._data), (b"IEND", b"")
    content = PNG_SIGNATURE + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )
    with Image.open(io.BytesIO(content), formats=("PNG",)) as picture:
        decoded = np.asarray(picture)
    return decoded if decoded.ndim == 3 else decoded[..., None]
