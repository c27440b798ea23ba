"""What the bytes of a picture file say before any decoder sees them: format, size, wholeness."""

import re
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from isal import isal_zlib

from iat_sidecar.imaging.picture import (
    MAX_JPEG_SCANS,
    ColourMode,
    Extension,
    MimeType,
    Unreadable,
)

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
PNG_MODES: dict[int, ColourMode] = {0: "grey", 2: "rgb", 3: "palette", 4: "grey", 6: "rgb"}
JPEG_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
JPEG_NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
GIF_EXTENSION, GIF_FRAME, GIF_END = 0x21, 0x2C, 0x3B


@dataclass(frozen=True)
class Outline:
    """The header facts of one file; a size or depth of None is left for the decoder to tell."""

    size: tuple[int, int] | None = None
    bit_depth: int | None = None
    mode: ColourMode | None = None
    frames: int = 1
    exif: bytes | None = None
    has_c2pa: bool = False


@dataclass(frozen=True)
class Format:
    """One format that is taken: its names, its first bytes, and who outlines it."""

    name: str
    extension: Extension
    mime_type: MimeType
    suffixes: frozenset[str]
    start: re.Pattern[bytes]
    outline: Callable[[bytes], Outline]


def png_chunks(content: bytes) -> Iterator[tuple[bytes, memoryview]]:
    """Name and payload of each chunk up to IEND, checksums verified; what follows is ignored."""
    view, at, name = memoryview(content), len(PNG_SIGNATURE), b""
    while name != b"IEND":
        length, name = struct.unpack_from(">I4s", content, at)
        end = at + 8 + length
        (stored,) = struct.unpack_from(">I", content, end)
        if isal_zlib.crc32(view[at + 4 : end]) != stored:
            raise Unreadable(f"its {name.decode() if name.isalpha() else 'next'} chunk is damaged")
        yield name, view[at + 8 : end]
        at = end + 4


def jpeg_segments(content: bytes) -> Iterator[tuple[int, memoryview]]:
    """Marker and payload of each segment up to the end of the image; scan data is skipped."""
    view, at = memoryview(content), 2
    while True:
        found = JPEG_NEXT_MARKER.search(content, at)
        if found is None:
            raise Unreadable("it is truncated: the end of the image is missing")
        marker, at = content[found.start() + 1], found.end()
        if marker == 0xD9:
            return
        (length,) = struct.unpack_from(">H", content, at)
        yield marker, view[at + 2 : at + length]
        at += length


def riff_chunks(content: bytes) -> Iterator[tuple[bytes, memoryview]]:
    """Name and payload of each chunk of a WebP file."""
    (riff_length,) = struct.unpack_from("<I", content, 4)
    if riff_length + 8 > len(content):
        raise Unreadable("it is truncated: the file is shorter than its header says")
    view, at = memoryview(content)[: riff_length + 8], 12
    while at + 8 <= len(view):
        name, length = struct.unpack_from("<4sI", view, at)
        yield name, view[at + 8 : at + 8 + length]
        at += 8 + length + length % 2


def gif_blocks(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Kind and first bytes of each block; a missing trailer is forgiven, a cut block is not."""
    at = 13 + _colour_table(content[10])
    while at < len(content) and content[at] != GIF_END:
        kind, start = content[at], at
        if kind == GIF_FRAME:
            at += 11 + _colour_table(content[at + 9])
        elif kind == GIF_EXTENSION:
            at += 2
        else:
            return
        yield kind, content[start : start + 16]
        while length := content[at]:
            at += 1 + length
        at += 1
    if at > len(content):
        raise Unreadable("it is truncated")


def _colour_table(flags: int) -> int:
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


def _png(content: bytes) -> Outline:
    chunks = [(name, data) for name, data in png_chunks(content) if name != b"IDAT"]
    first, header = chunks[0]
    if first != b"IHDR":
        raise Unreadable("its first chunk is not IHDR")
    width, height, depth, colour = struct.unpack_from(">IIBB", header)
    by_name = {name: bytes(data[:65_536]) for name, data in chunks if name in (b"eXIf", b"acTL")}
    animation = by_name.get(b"acTL")
    return Outline(
        size=(width, height),
        bit_depth=depth,
        mode=PNG_MODES.get(colour),
        frames=max(1, int.from_bytes(animation[:4], "big")) if animation else 1,
        exif=by_name.get(b"eXIf"),
        has_c2pa=any(name == b"caBX" for name, _ in chunks),
    )


def _jpeg(content: bytes) -> Outline:
    frame, scans, has_c2pa = b"", 0, False
    for marker, payload in jpeg_segments(content):
        if marker in JPEG_FRAMES and not frame:
            frame = bytes(payload)
        has_c2pa |= marker == 0xEB and _is_c2pa(bytes(payload[:64]))
        scans += marker == 0xDA
    if not frame or not scans:
        raise Unreadable("it holds no image, only headers")
    if scans > MAX_JPEG_SCANS:
        raise Unreadable(f"it has {scans} scans; up to {MAX_JPEG_SCANS} are decoded")
    depth, height, width = struct.unpack_from(">BHH", frame)
    if depth != 8:
        raise Unreadable(f"it is a {depth}-bit JPEG; only 8 bits are decoded")
    return Outline(size=(width, height), bit_depth=depth, has_c2pa=has_c2pa)


def _is_c2pa(start: bytes) -> bool:
    """A JUMBF box in APP11 with the label of a manifest store (C2PA 2.1, A.3.1)."""
    return start.startswith(b"JP") and b"jumb" in start and b"c2pa" in start


def _webp(content: bytes) -> Outline:
    chunks = list(riff_chunks(content))
    names = [name for name, _ in chunks]
    return Outline(
        size=_webp_size(*chunks[0]),
        bit_depth=8,
        mode="rgb",
        frames=max(1, names.count(b"ANMF")),
        has_c2pa=b"C2PA" in names,
    )


def _webp_size(name: bytes, data: memoryview) -> tuple[int, int]:
    """Canvas width and height (RFC 9649 §2.4 to 2.7)."""
    match name:
        case b"VP8X":
            return 1 + int.from_bytes(data[4:7], "little"), 1 + int.from_bytes(data[7:10], "little")
        case b"VP8L":
            bits = int.from_bytes(data[1:5], "little")
            return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
        case _:
            width, height = struct.unpack_from("<HH", data, 6)
            return width & 0x3FFF, height & 0x3FFF


def _gif(content: bytes) -> Outline:
    blocks = list(gif_blocks(content))
    frames = [start for kind, start in blocks if kind == GIF_FRAME]
    if not frames:
        raise Unreadable("it holds no image, only headers")
    screen_width, screen_height = struct.unpack_from("<HH", content, 6)
    left, top, width, height = struct.unpack_from("<4H", frames[0], 1)
    return Outline(
        size=(max(screen_width, left + width), max(screen_height, top + height)),
        bit_depth=8,
        mode="palette",
        frames=len(frames),
        has_c2pa=any(b"C2PA_GIF" in start for kind, start in blocks if kind == GIF_EXTENSION),
    )


def _tiff(content: bytes) -> Outline:
    return Outline()


FORMATS = (
    Format("PNG", "png", "image/png", frozenset({".png", ".apng"}), re.compile(rb"\x89PNG\r\n\x1a\n"), _png),
    Format("JPEG", "jpg", "image/jpeg", frozenset({".jpg", ".jpeg", ".jpe", ".jfif"}), re.compile(rb"\xff\xd8\xff"), _jpeg),
    Format("WebP", "webp", "image/webp", frozenset({".webp"}), re.compile(rb"RIFF.{4}WEBP", re.S), _webp),
    Format("TIFF", "tif", "image/tiff", frozenset({".tif", ".tiff"}), re.compile(rb"II[*+]\0|MM\0[*+]"), _tiff),
    Format("GIF", "gif", "image/gif", frozenset({".gif"}), re.compile(rb"GIF8[79]a"), _gif),
)  # fmt: skip
OTHERS = (
    ("an SVG drawing", re.compile(rb"\s*(<\?xml.{0,4000})?(<!--.{0,4000})?(<!DOCTYPE svg|<svg)", re.S | re.I)),
    ("an HTML page", re.compile(rb"\s*(<!--.{0,4000})?<(!doctype html|html|head|body)", re.S | re.I)),
    ("a PDF", re.compile(rb"%PDF-")),
    ("an AVIF or HEIC picture", re.compile(rb".{4}ftyp(avi|hei|hev|mif|msf)", re.S)),
    ("a Photoshop document", re.compile(rb"8BPS")),
    ("a BMP picture", re.compile(rb"BM.{4}\0\0\0\0", re.S)),
    ("an icon", re.compile(rb"\0\0[\x01\x02]\0")),
    ("a JPEG 2000 picture", re.compile(rb"\0\0\0\x0cjP  |\xff\x4f\xff\x51")),
    ("a JPEG XL picture", re.compile(rb"\0\0\0\x0cJXL |\xff\x0a")),
    ("text", re.compile(rb"[\t\n\r\x20-\x7e]{1,512}\Z")),
)  # fmt: skip
TAKEN = "PNG, JPEG, WebP, TIFF and GIF are taken"


def recognise(content: bytes, suffix: str) -> Format:
    """The format of these bytes; refused when it is none that is taken, or when the name lies.

    suffix: of the file name, in lower case with its dot; one that names no accepted format is
    no claim.
    """
    form = next((form for form in FORMATS if form.start.match(content)), None)
    if form is None:
        raise Unreadable(f"it is {_other(content)}; {TAKEN}")
    claimed = next((other for other in FORMATS if suffix in other.suffixes), form)
    if claimed is not form:
        raise Unreadable(f"its name says {claimed.name}, its bytes are {form.name}")
    return form


def _other(content: bytes) -> str:
    start = content[:512]
    return next((name for name, begin in OTHERS if begin.match(start)), "no image")
