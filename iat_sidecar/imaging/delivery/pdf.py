"""A document with one page a picture: lossless, in its own colours, with trim and bleed.

The page is the picture at its resolution, the trim is the page without the bleed; nothing is
scaled and nothing added. Inks come with an output intent as PDF/X-4 has it (ISO 15930-7), but no
conformance is claimed.
"""

import hashlib
from pathlib import Path

from iat_sidecar.imaging import png
from iat_sidecar.imaging.container import png_chunks
from iat_sidecar.imaging.delivery import xmp
from iat_sidecar.imaging.delivery.pdf_objects import (
    PAGES,
    Growing,
    array,
    dictionary,
    number,
    reference,
    text,
)
from iat_sidecar.imaging.delivery.prepare import Prepared, Samples8
from iat_sidecar.imaging.delivery.terms import EndRequest, Growth, Order

POINTS_PER_INCH = 72
PROFILE = PAGES + 1
"""The number of the colour profile: every picture names it."""

ALTERNATES = {1: "/DeviceGray", 3: "/DeviceRGB", 4: "/DeviceCMYK"}
CHANNELS = {"gray": 1, "srgb": 3, "cmyk": 4}
PREDICTED_AS_PNG = 15
COLOUR_SPACE = array("/ICCBased", reference(PROFILE))


def begin(path: Path, profile: bytes, order: Order) -> Growth:
    """A document that holds its profile; the page tree's place is kept free."""
    document = Growing(path, 0, PROFILE)
    channels = CHANNELS[order.color]
    document.add_packed(profile, N=channels, Alternate=ALTERNATES[channels])
    return Growth(at=document.close(), offsets=[0, *document.offsets])


def add_page(
    path: Path, made: Prepared, order: Order, stamp: dict[str, str], at: int, first: int
) -> Growth:
    """One more page behind `at`, whose objects are numbered from `first`."""
    document = Growing(path, at, first)
    more: dict[str, str] = {}
    if made.alpha is not None:
        more["SMask"] = reference(_add_image(document, made.alpha[..., None], "/DeviceGray"))
    note = document.add_stream(xmp.packet(stamp), Type="/Metadata", Subtype="/XML")
    image = _add_image(document, made.samples, COLOUR_SPACE, Metadata=reference(note), **more)
    page = document.add(_page(document, made, order, image))
    return Growth(at=document.close(), offsets=document.offsets, page=page)


def end(path: Path, request: EndRequest) -> None:
    """Catalogue, title and dates, then the tables by which a reader finds everything."""
    document = Growing(path, request.at, len(request.offsets) + 1)
    packet = xmp.packet(request.stamp, title=request.title, written_at=request.written_at)
    note = document.add_stream(packet, Type="/Metadata", Subtype="/XML")
    entries = {"Type": "/Catalog", "Pages": reference(PAGES), "Metadata": reference(note)}
    if request.order.color == "cmyk":
        entries["OutputIntents"] = array(_intent(request.press_name))
    catalogue = document.add(dictionary(**entries))
    about = document.add(_about(request))
    tree = dictionary(
        Type="/Pages", Count=len(request.pages), Kids=array(*map(reference, request.pages))
    )
    seed = f"{request.stamp} {request.title} {request.written_at}".encode()
    identity = f"<{hashlib.sha256(seed).hexdigest()[:32]}>"
    document.end(
        tree,
        request.offsets,
        Root=reference(catalogue),
        Info=reference(about),
        ID=array(identity, identity),
    )
    document.close()


def boxes(size: tuple[int, int], order: Order) -> tuple[list[float], list[float]]:
    """The media box and the trim box in points, for a picture with its bleed."""
    width, height = (edge * POINTS_PER_INCH / order.dpi for edge in size)
    bleed = order.bleed_px * POINTS_PER_INCH / order.dpi
    return [0, 0, width, height], [bleed, bleed, width - bleed, height - bleed]


def _add_image(document: Growing, samples: Samples8, space: str, **more: str) -> int:
    """Samples as a PNG has them: its rows are what the predictors of PDF are defined by."""
    height, width, channels = samples.shape
    encoded = png.encode(samples)  # the small level: 25 times as long for a twelfth of the bytes
    rows = [bytes(row) for name, row in png_chunks(encoded) if name == b"IDAT"]
    predicted = {"Predictor": PREDICTED_AS_PNG, "Colors": channels, "Columns": width}
    return document.add_stream(
        *rows,
        Type="/XObject",
        Subtype="/Image",
        Width=width,
        Height=height,
        ColorSpace=space,
        BitsPerComponent=8,
        Filter="/FlateDecode",
        DecodeParms=dictionary(**predicted),
        **more,
    )


def _page(document: Growing, made: Prepared, order: Order, image: int) -> str:
    media, trim = boxes(made.size, order)
    width, height = number(media[2]), number(media[3])
    drawing = document.add_stream(f"q {width} 0 0 {height} 0 0 cm /P Do Q".encode("ascii"))
    resources = dictionary(XObject=dictionary(P=reference(image)))
    entries = {
        "Type": "/Page",
        "Parent": reference(PAGES),
        "MediaBox": array(*map(number, media)),
        "BleedBox": array(*map(number, media)),
        "TrimBox": array(*map(number, trim)),
        "Resources": resources,
        "Contents": reference(drawing),
    }
    if made.alpha is not None:
        entries["Group"] = dictionary(Type="/Group", S="/Transparency", CS=COLOUR_SPACE)
    return dictionary(**entries)


def _intent(press_name: str) -> str:
    return dictionary(
        Type="/OutputIntent",
        S="/GTS_PDFX",
        OutputConditionIdentifier=text(press_name or "Custom"),
        Info=text(press_name or "Custom"),
        DestOutputProfile=reference(PROFILE),
    )


def _about(request: EndRequest) -> str:
    """Title, program and the moment it was written, in UTC."""
    digits = "".join(letter for letter in request.written_at[:19] if letter.isdigit())
    date = f"(D:{digits}Z)"
    return dictionary(
        Title=text(request.title),
        Creator=text(xmp.PRODUCER),
        Producer=text(xmp.PRODUCER),
        CreationDate=date,
        ModDate=date,
        Trapped="/False",
    )
