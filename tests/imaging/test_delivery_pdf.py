"""Documents with a page a picture: read by pypdf, and drawn by PDFium as a printer would."""

from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2
import pytest
from PIL import Image
from pypdf import PdfReader

from iat_sidecar.core.errors import ImagingFailed
from iat_sidecar.imaging import colour, icc
from iat_sidecar.imaging.bench import Bench
from iat_sidecar.imaging.delivery import read_back_pdf
from iat_sidecar.imaging.delivery.grey_profile import grey_profile
from iat_sidecar.imaging.delivery.prepare import on_white, prepared
from iat_sidecar.imaging.delivery.terms import (
    CheckRequest,
    DocumentRequest,
    EndRequest,
    Order,
    PageRequest,
    WrittenFile,
)
from iat_sidecar.imaging.operations import delivery
from tests.imaging.press_profile import press_profile
from tests.imaging.test_delivery import picture, told_by

BENCH = Bench()
AT = "2026-02-20T12:34:56.000000Z"
PROFILES = {"srgb": (3, icc.srgb_profile), "gray": (1, grey_profile), "cmyk": (4, press_profile)}


class Document:
    """A document of some pictures, as the sidecar has it made."""

    def __init__(self, folder: Path, **asked: Any) -> None:
        self.path = folder / "moon.pdf"
        (folder / "press.icc").write_bytes(press_profile())
        given = {"color": "srgb", "alpha": "keep", "dpi": 144, "bleed_px": 0, **asked}
        profile = str(folder / "press.icc") if given["color"] == "cmyk" else None
        self.order = Order(format="pdf", profile_path=profile, **given)
        request = DocumentRequest(target=str(self.path), order=self.order)
        begun = delivery.begin_document(BENCH, request)
        self.at, self.offsets = begun.at, begun.offsets
        self.pages: list[int] = []
        self.sources: list[Path] = []

    def add(self, source: np.ndarray) -> None:
        path = self.path.with_name(f"{len(self.pages)}.png")
        Image.fromarray(source).save(path)
        request = PageRequest(
            source=str(path),
            target=str(self.path),
            order=self.order,
            stamp={"project": "moon", "job": f"p{len(self.pages)}"},
            at=self.at,
            first=len(self.offsets) + 1,
        )
        grown = delivery.add_page(BENCH, request)
        self.at, self.offsets = grown.at, [*self.offsets, *grown.offsets]
        self.pages.append(grown.page)
        self.sources.append(path)

    def end(self, pages: list[int] | None = None) -> WrittenFile:
        request = EndRequest(
            target=str(self.path),
            order=self.order,
            at=self.at,
            offsets=self.offsets,
            pages=self.pages if pages is None else pages,
            title="Möon (1) \\ 月",
            press_name="Made-up press",
            written_at=AT,
            stamp={"project": "moon", "run": "night"},
        )
        return delivery.end_document(BENCH, request)

    def check(self, page: int = 0, **changed: Any) -> Any:
        order = Order(**{**{k: getattr(self.order, k) for k in Order.__struct_fields__}, **changed})
        request = CheckRequest(
            source=str(self.sources[page]),
            target=str(self.path),
            order=order,
            page=self.pages[page],
        )
        return delivery.check_page(BENCH, request)

    def drawn(self, page: int = 0) -> np.ndarray:
        """A page as PDFium draws it, a pixel for a pixel."""
        document = pypdfium2.PdfDocument(self.path)
        shown = document[page].render(scale=self.order.dpi / 72).to_pil().convert("RGB")
        document.close()
        return np.asarray(shown)


def made(folder: Path, *sources: np.ndarray, **asked: Any) -> Document:
    document = Document(folder, **asked)
    for source in sources:
        document.add(source)
    document.end()
    return document


@pytest.mark.parametrize("color", ["srgb", "gray"])
@pytest.mark.parametrize("has_alpha", [False, True])
def test_a_page_is_drawn_as_the_picture_it_is(tmp_path: Path, color: str, has_alpha: bool) -> None:
    source = picture(alpha=has_alpha, height=72, width=96)
    document = made(tmp_path, source, color=color)
    ready = prepared(source, document.order)
    shown = ready.shown(ready.samples)
    expected = on_white(np.dstack([shown, source[..., 3]])) if has_alpha else shown
    assert int(np.abs(document.drawn().astype(int) - expected).max()) <= 1
    checked = document.check()
    assert (checked.has_alpha, checked.figures.is_equal) == (has_alpha, True)


def test_inks_are_drawn_as_the_press_prints_them(tmp_path: Path) -> None:
    source = picture(height=72, width=96)
    document = made(tmp_path, source, color="cmyk")
    ready = prepared(source, document.order)
    drawn = colour.lab8(document.drawn())
    off = colour.delta_e00(drawn, colour.lab8(ready.shown(ready.samples)))
    moved = colour.delta_e00(drawn, colour.lab8(source))
    assert float(off.mean()) < 0.5
    assert float(moved.mean()) > 3
    assert document.check().figures.is_equal


def test_the_boxes_are_the_page_its_bleed_and_its_trim(tmp_path: Path) -> None:
    document = made(tmp_path, picture(height=72, width=96), bleed_px=12)
    shown = pypdfium2.PdfDocument(document.path)
    page = shown[0]
    boxes = page.get_mediabox(), page.get_bleedbox(), page.get_trimbox(), page.get_cropbox()
    shown.close()
    assert boxes == ((0, 0, 60, 48), (0, 0, 60, 48), (6, 6, 54, 42), (0, 0, 60, 48))
    trimmed = document.drawn()[12:-12, 12:-12]
    assert int(np.abs(trimmed.astype(int) - picture(height=72, width=96)).max()) <= 2


def test_pages_have_the_order_and_the_size_of_their_pictures(tmp_path: Path) -> None:
    sources = [picture(height=24 * n, width=48) for n in (1, 3, 2)]
    document = made(tmp_path, *sources)
    shown = pypdfium2.PdfDocument(document.path)
    sizes = [page.get_size() for page in shown]
    shown.close()
    assert sizes == [(24, 12), (24, 36), (24, 24)]
    assert [document.check(page).height_px for page in range(3)] == [24, 72, 48]


def test_a_document_says_what_it_is(tmp_path: Path) -> None:
    document = made(tmp_path, picture(), picture(alpha=True))
    reader = PdfReader(document.path, strict=True)
    about = reader.metadata
    assert about is not None
    assert about.title == "Möon (1) \\ 月"
    assert (about["/CreationDate"], about["/Trapped"]) == ("D:20260220123456Z", "/False")
    assert told_by(reader.root_object["/Metadata"].get_data()) == {
        "project": "moon",
        "run": "night",
    }
    images = [page["/Resources"]["/XObject"]["/P"] for page in reader.pages]
    told = [told_by(image["/Metadata"].get_data()) for image in images]
    assert told == [{"project": "moon", "job": f"p{page}"} for page in range(2)]
    assert [("/Group" in page) for page in reader.pages] == [False, True]


@pytest.mark.parametrize("color", sorted(PROFILES))
def test_colours_are_told_by_a_profile(tmp_path: Path, color: str) -> None:
    document = made(tmp_path, picture(), color=color)
    reader = PdfReader(document.path, strict=True)
    image = reader.pages[0]["/Resources"]["/XObject"]["/P"]
    kind, profile = image["/ColorSpace"]
    channels, expected = PROFILES[color]
    assert (kind, profile.get_object()["/N"]) == ("/ICCBased", channels)
    assert profile.get_object().get_data() == expected()
    intents = reader.root_object.get("/OutputIntents", [])
    assert [
        (one["/S"], one["/OutputConditionIdentifier"], one["/DestOutputProfile"].get_data())
        for one in intents
    ] == ([("/GTS_PDFX", "Made-up press", expected())] if color == "cmyk" else [])


def test_what_a_worker_that_died_left_behind_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "other").mkdir()
    whole = made(tmp_path / "one", picture(), picture())
    document = Document(tmp_path / "other")
    document.add(picture())
    with document.path.open("ab") as file:
        file.write(b"9 0 obj\n<< half of it")
    document.add(picture())
    document.end()
    assert document.path.read_bytes() == whole.path.read_bytes()


# Reading back


@pytest.fixture
def document(tmp_path: Path) -> Document:
    return made(tmp_path, picture(alpha=True), picture(), bleed_px=3)


def test_a_page_that_is_another_picture_fails(document: Document) -> None:
    Image.fromarray(picture(alpha=True)[:, ::-1]).save(document.sources[0])
    with pytest.raises(ImagingFailed, match="its transparency differs"):
        document.check(0)
    Image.fromarray(picture()[::-1]).save(document.sources[1])
    with pytest.raises(ImagingFailed, match="its samples differ"):
        document.check(1)
    Image.fromarray(picture(alpha=True)).save(document.sources[1])
    with pytest.raises(ImagingFailed, match="its transparency is missing"):
        document.check(1)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"dpi": 145}, "its MediaBox is"),
        ({"bleed_px": 4}, "its MediaBox is"),
        ({"color": "gray"}, "its colour profile differs"),
    ],
)
def test_a_page_of_another_order_fails(
    document: Document, changed: dict[str, Any], reason: str
) -> None:
    with pytest.raises(ImagingFailed, match=reason):
        document.check(0, **changed)


def test_a_damaged_document_fails(document: Document) -> None:
    content = document.path.read_bytes()
    at = content.index(b"stream\n", content.index(b"/SMask")) + 100
    document.path.write_bytes(content[:at] + b"\xff\xff\xff" + content[at + 3 :])
    with pytest.raises(ImagingFailed, match="a file was read back"):
        document.check(0)
    document.path.write_bytes(content[: len(content) // 2])
    with pytest.raises(ImagingFailed, match="cannot be understood"):
        document.check(0)


def test_a_document_with_other_pages_fails(tmp_path: Path) -> None:
    document = Document(tmp_path)
    document.add(picture())
    document.add(picture())
    swapped = document.pages[::-1]
    document.end(swapped)
    with pytest.raises(ImagingFailed, match="its pages are"):
        read_back_pdf.check_tree(document.path, document.pages, has_intent=False)
    with pytest.raises(ImagingFailed, match="its output intent differs"):
        read_back_pdf.check_tree(document.path, swapped, has_intent=True)
