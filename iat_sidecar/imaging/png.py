"""PNG written fast: strips are filtered and deflated in threads and joined to one zlib stream."""

import os
import struct
import zlib
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from pathlib import Path
from typing import Literal

import numpy as np
from isal import isal_zlib
from numpy.typing import NDArray

from iat_sidecar.imaging.container import PNG_SIGNATURE

Level = Literal["fast", "small"]
Bytes = NDArray[np.uint8]
Method = tuple[int, int]

ISAL = -1
COLOUR_TYPES = {1: 0, 3: 2, 4: 6}
NONE, SUB, UP = 0, 1, 2
# a filter and a deflate strategy; the first of the best is taken, and the first is never a
# disaster. run lengths suit noise and cut-outs at half the time, unfiltered matches suit flat art
METHODS: dict[Level, tuple[Method, ...]] = {
    "fast": ((UP, ISAL), (SUB, ISAL), (NONE, ISAL)),
    "small": (
        (UP, zlib.Z_DEFAULT_STRATEGY),
        (UP, zlib.Z_RLE),
        (SUB, zlib.Z_DEFAULT_STRATEGY),
        (SUB, zlib.Z_RLE),
        (NONE, zlib.Z_DEFAULT_STRATEGY),
    ),
}
ISAL_LEVEL, ZLIB_LEVEL = 2, 6
"""Half the time of zlib's least effort for the same size, or less; and what finals are worth."""
ZLIB_HEADERS: dict[Level, bytes] = {"fast": b"\x78\x01", "small": b"\x78\x9c"}
STRIP_ROWS = 256
TILE_ROWS, TILE_COLUMNS = 16, 64
TILE_AT = [(y, x) for y in (0.25, 0.75) for x in (0.1, 0.5, 0.9)]
ADLER_BASE = 65_521


def encode(
    array: Bytes | NDArray[np.uint16],
    *,
    level: Level = "fast",
    icc: bytes | None = None,
    text: dict[str, str] | None = None,
) -> bytes:
    """A PNG of uint8 H×W, H×W×{1, 3, 4} or uint16 H×W (grey); 8 bits without `icc` are sRGB.

    level: "fast" is for what will be read again soon, "small" for what is kept or sent.
    text: keyword to UTF-8 text, as iTXt. Equal input gives equal bytes with the same libraries.
    """
    if array.size == 0:
        raise ValueError("a PNG has at least one pixel")
    rows, pixel_bytes, header = _packed(array)
    deflate = partial(_strip, rows, pixel_bytes, METHODS[level])
    strips = list(_pool().map(deflate, range(0, len(rows), STRIP_ROWS)))
    data = [strip for strip, _, _ in strips]
    data[0] = ZLIB_HEADERS[level] + data[0]
    data[-1] += _joined_adler((adler, size) for _, adler, size in strips).to_bytes(4, "big")
    colour = _colour_chunk(icc, is_srgb=array.dtype == np.uint8)
    return b"".join([
        PNG_SIGNATURE,
        *_chunk(b"IHDR", header),
        *colour,
        *(piece for keyword, value in (text or {}).items() for piece in _text(keyword, value)),
        *(piece for strip in data for piece in _chunk(b"IDAT", strip)),
        *_chunk(b"IEND", b""),
    ])  # fmt: skip


def write(
    path: Path,
    array: Bytes | NDArray[np.uint16],
    *,
    level: Level = "fast",
    icc: bytes | None = None,
    text: dict[str, str] | None = None,
) -> None:
    """Encode into a file; options as for encode."""
    path.write_bytes(encode(array, level=level, icc=icc, text=text))


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(os.cpu_count(), "png")


def _packed(array: Bytes | NDArray[np.uint16]) -> tuple[Bytes, int, bytes]:
    """Rows of bytes as PNG orders them, bytes a pixel, and the payload of IHDR."""
    channels = array.shape[2] if array.ndim == 3 else 1
    if array.ndim not in (2, 3) or channels not in COLOUR_TYPES:
        raise ValueError(f"no PNG holds an array of shape {array.shape}")
    height, width = array.shape[:2]
    if array.dtype == np.uint16 and channels == 1:
        array = array.astype(">u2", order="C").view(np.uint8)
    elif array.dtype != np.uint8:
        raise ValueError(f"no PNG of ours holds {channels} channels of {array.dtype}")
    rows: Bytes = np.ascontiguousarray(array, np.uint8).reshape(height, -1)
    pixel_bytes = int(rows.shape[1]) // width
    depth = 8 * pixel_bytes // channels
    header = struct.pack(">IIBBBBB", width, height, depth, COLOUR_TYPES[channels], 0, 0, 0)
    return rows, pixel_bytes, header


def _strip(
    rows: Bytes, pixel_bytes: int, methods: tuple[Method, ...], start: int
) -> tuple[bytes, int, int]:
    """One strip deflated, and the Adler-32 and length of its filtered bytes."""
    strip = rows[start : start + STRIP_ROWS]
    above = rows[start - 1] if start else np.zeros_like(rows[0])
    filtering, strategy = _best(strip, above, pixel_bytes, methods)
    raw = _filtered(strip, above, pixel_bytes, filtering)
    is_last = start + STRIP_ROWS >= len(rows)
    flush = zlib.Z_FINISH if is_last else zlib.Z_FULL_FLUSH
    return _deflated(raw, strategy, flush), isal_zlib.adler32(raw), len(raw)


def _best(strip: Bytes, above: Bytes, pixel_bytes: int, methods: tuple[Method, ...]) -> Method:
    """The method that makes the sampled tiles smallest."""
    tiles = list(_tiles(strip, above, pixel_bytes))

    def cost(method: Method) -> int:
        filtering, strategy = method
        raw = b"".join(_filtered(*tile, pixel_bytes, filtering) for tile in tiles)
        return len(_deflated(raw, strategy, zlib.Z_FINISH))

    return min(methods, key=cost)


def _tiles(strip: Bytes, above: Bytes, pixel_bytes: int) -> Iterator[tuple[Bytes, Bytes]]:
    """Six tiles of the strip, each with the row above it; a small or low strip is its own tile."""
    height, width = strip.shape
    wide = TILE_COLUMNS * pixel_bytes
    if height <= TILE_ROWS or strip.size <= len(TILE_AT) * TILE_ROWS * wide:
        yield strip, above
        return
    for down, right in TILE_AT:
        y = 1 + int((height - 1 - TILE_ROWS) * down)
        x = int(max(0, width - wide) // pixel_bytes * right) * pixel_bytes
        yield strip[y : y + TILE_ROWS, x : x + wide], strip[y - 1, x : x + wide]


def _filtered(strip: Bytes, above: Bytes, pixel_bytes: int, filtering: int) -> memoryview:
    """Scanlines, each after its filter byte (PNG 3rd edition §9)."""
    out = np.empty((strip.shape[0], strip.shape[1] + 1), np.uint8)
    out[:, 0], lines = filtering, out[:, 1:]
    match filtering:
        case 1:  # SUB
            lines[:, :pixel_bytes] = strip[:, :pixel_bytes]
            np.subtract(strip[:, pixel_bytes:], strip[:, :-pixel_bytes], out=lines[:, pixel_bytes:])
        case 2:  # UP
            np.subtract(strip[0], above, out=lines[0])
            np.subtract(strip[1:], strip[:-1], out=lines[1:])
        case _:
            lines[:] = strip
    return out.data.cast("B")


def _deflated(raw: bytes | memoryview, strategy: int, flush: int) -> bytes:
    if strategy == ISAL:
        fast = isal_zlib.compressobj(ISAL_LEVEL, zlib.DEFLATED, -15)
        return fast.compress(raw) + fast.flush(flush)
    small = zlib.compressobj(ZLIB_LEVEL, zlib.DEFLATED, -15, 9, strategy)
    return small.compress(raw) + small.flush(flush)


def _joined_adler(parts: Iterable[tuple[int, int]]) -> int:
    """Adler-32 of strips one after another, from that and the length of each (RFC 1950 §9)."""
    low, high = 1, 0
    for adler, length in parts:
        high = (high + (adler >> 16) + length * (low - 1)) % ADLER_BASE
        low = (low + (adler & 0xFFFF) - 1) % ADLER_BASE
    return high << 16 | low


def _chunk(name: bytes, data: bytes) -> tuple[bytes, bytes, bytes]:
    checksum = isal_zlib.crc32(data, isal_zlib.crc32(name))
    return struct.pack(">I4s", len(data), name), data, checksum.to_bytes(4, "big")


def _colour_chunk(icc: bytes | None, *, is_srgb: bool) -> tuple[bytes, ...]:
    if icc is not None:
        return _chunk(b"iCCP", b"ICC profile\0\0" + zlib.compress(icc))
    return _chunk(b"sRGB", b"\0") if is_srgb else ()


def _text(keyword: str, value: str) -> tuple[bytes, bytes, bytes]:
    key = keyword.encode("latin-1")
    if not 1 <= len(key) <= 79 or not keyword.isprintable() or keyword != keyword.strip():
        raise ValueError(f"{keyword!r} is no keyword of a PNG text")
    return _chunk(b"iTXt", key + b"\0\0\0\0\0" + value.encode())
