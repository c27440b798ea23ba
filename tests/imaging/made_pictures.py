"""Picture files made on the fly: good ones in every form that is taken, and bad ones of every sort."""

import io
import struct
import zlib
from typing import Any

import numpy as np
from PIL import Image

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def chunk(name: bytes, data: bytes = b"") -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(
    width: int, height: int, depth: int, colour: int, rows: list[bytes], *, before=b"", after=b""
) -> bytes:
    """A PNG of raw scanlines; `before` and `after` are whole chunks around the pixels."""
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\0" + row for row in rows))
    return (
        SIGNATURE
        + chunk(b"IHDR", header)
        + before
        + chunk(b"IDAT", pixels)
        + after
        + chunk(b"IEND")
    )


def noise(height: int = 24, width: int = 32, channels: int = 3) -> np.ndarray:
    return np.random.default_rng(7).integers(0, 256, (height, width, channels), dtype=np.uint8)


def saved(image: Image.Image | np.ndarray, form: str, **options: Any) -> bytes:
    image = Image.fromarray(image) if isinstance(image, np.ndarray) else image
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def exif(orientation: int) -> bytes:
    made = Image.Exif()
    made[274] = orientation
    return made.tobytes()


def animated(form: str) -> bytes:
    frames = [Image.new("RGB", (8, 6), colour) for colour in ("red", "lime", "blue")]
    return saved(frames[0], form, save_all=True, append_images=frames[1:], duration=50)


def without_segment(jpeg: bytes, marker: int) -> bytes:
    at = jpeg.index(bytes([0xFF, marker]))
    (length,) = struct.unpack_from(">H", jpeg, at + 2)
    return jpeg[:at] + jpeg[at + 2 + length :]


def with_segment(jpeg: bytes, marker: int, payload: bytes) -> bytes:
    return jpeg[:2] + struct.pack(">BBH", 0xFF, marker, len(payload) + 2) + payload + jpeg[2:]


def with_riff_chunk(webp: bytes, name: bytes, data: bytes) -> bytes:
    body = webp[8:] + struct.pack("<4sI", name, len(data)) + data + b"\0" * (len(data) % 2)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def jpeg_of_size(width: int, height: int) -> bytes:
    jpeg = bytearray(saved(noise(), "JPEG"))
    struct.pack_into(">HH", jpeg, jpeg.index(b"\xff\xc0") + 5, height, width)
    return bytes(jpeg)


def webp_of_size(width: int, height: int) -> bytes:
    canvas = (
        struct.pack("<I", 0)
        + (width - 1).to_bytes(3, "little")
        + (height - 1).to_bytes(3, "little")
    )
    return with_riff_chunk(b"RIFF\4\0\0\0WEBP", b"VP8X", canvas)


def gif_of_size(width: int, height: int) -> bytes:
    gif = bytearray(saved(noise(), "GIF"))
    struct.pack_into("<HH", gif, 6, width, height)
    return bytes(gif)


def tiff(tags: dict[int, tuple[int, int]], pixels: bytes) -> bytes:
    """A little-endian TIFF with one strip; tags: number to (type, value)."""
    count = len(tags) + 1
    entries = tags | {273: (4, 8 + 2 + 12 * count + 4)}
    ifd = b"".join(struct.pack("<HHII", tag, *_entry(*entries[tag])) for tag in sorted(entries))
    return b"II*\0" + struct.pack("<IH", 8, count) + ifd + struct.pack("<I", 0) + pixels


def _entry(kind: int, value: int) -> tuple[int, int, int]:
    return kind, 1, value


def grey_tiff(
    width: int,
    height: int,
    *,
    bits: int = 8,
    photometric: int = 1,
    sample_format: int = 1,
    pixels: bytes = b"",
    more: dict[int, tuple[int, int]] | None = None,
) -> bytes:
    tags = {256: (4, width), 257: (4, height), 258: (3, bits), 259: (3, 1), 262: (3, photometric),
            277: (3, 1), 278: (4, height), 279: (4, len(pixels)), 339: (3, sample_format)}  # fmt: skip
    return tiff(tags | (more or {}), pixels)


def _fixed(*values: float) -> bytes:
    return b"".join(struct.pack(">i", round(value * 65_536)) for value in values)


def _profile(kind: bytes, space: bytes, pcs: bytes, tags: dict[bytes, bytes]) -> bytes:
    directory, body, at = b"", b"", 128 + 4 + 12 * len(tags)
    for name, data in tags.items():
        data += b"\0" * (-len(data) % 4)
        directory += name + struct.pack(">II", at + len(body), len(data))
        body += data
    head = struct.pack(">I4sI4s4s4s", at + len(body), b"", 0x02400000, kind, space, pcs)
    head += struct.pack(">6H", 2000, 1, 1, 0, 0, 0) + b"acsp" + b"\0" * 28
    head += _fixed(0.9642, 1.0, 0.8249)
    return head.ljust(128, b"\0") + struct.pack(">I", len(tags)) + directory + body


def _xyz(*values: float) -> bytes:
    return b"XYZ \0\0\0\0" + _fixed(*values)


def _gamma(value: float) -> bytes:
    return b"curv\0\0\0\0" + struct.pack(">IH", 1, round(value * 256))


WHITE = {b"wtpt": _xyz(0.9642, 1.0, 0.8249)}


def swapped_rgb_profile() -> bytes:
    """sRGB's primaries with red and blue exchanged: its red is our blue."""
    red, green, blue = (0.1431, 0.0606, 0.7141), (0.3851, 0.7169, 0.0971), (0.4360, 0.2225, 0.0139)
    primaries = {b"rXYZ": _xyz(*red), b"gXYZ": _xyz(*green), b"bXYZ": _xyz(*blue)}
    curves = dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), _gamma(2.2))
    return _profile(b"mntr", b"RGB ", b"XYZ ", WHITE | primaries | curves)


def linear_grey_profile() -> bytes:
    return _profile(b"mntr", b"GRAY", b"XYZ ", WHITE | {b"kTRC": _gamma(1.0)})


def green_cyan_profile() -> bytes:
    """A CMYK table of sixteen inks mixes; its pure cyan prints as the green of sRGB."""
    inks = {0: (100, 0, 0), 8: (87.8, -79.3, 81.0), 4: (60, 90, -60), 2: (97, -20, 90)}
    nodes = [inks.get(mix, (0, 0, 0) if mix & 1 else (30, 0, 0)) for mix in range(16)]
    table = bytes(
        v for light, a, b in nodes for v in (round(light * 2.55), round(a) + 128, round(b) + 128)
    )
    line = bytes(range(256))
    lut = b"mft1\0\0\0\0\4\3\2\0" + _fixed(1, 0, 0, 0, 1, 0, 0, 0, 1) + line * 4 + table + line * 3
    return _profile(b"prtr", b"CMYK", b"Lab ", WHITE | {b"A2B0": lut})
