"""The pixels of plain PNG files, decoded fast: inflated band by band, unfiltered by numpy.

Rows with filters that numpy cannot undo go through the usual decoder, a few at a time.
"""

import io
import struct
import zlib
from collections.abc import Iterator
from typing import Any, Literal, NamedTuple, cast

import numpy as np
from isal import isal_zlib
from numpy.typing import NDArray
from PIL import Image

from iat_sidecar.imaging.arrays import Rgb8, Rgba8
from iat_sidecar.imaging.container import PNG_SIGNATURE
from iat_sidecar.imaging.picture import Unreadable

Bytes = NDArray[np.uint8]

CHANNELS: dict[int, Literal[3, 4]] = {2: 3, 6: 4}
SUB, UP, LAST_FILTER = 1, 2, 4
BAND_ROWS = 256
PIECE_ROWS = 32
TRUNCATED = "it is truncated"
DAMAGE = cast("type[Exception]", isal_zlib.error)  # its stub does not say that it is one


class Plain(NamedTuple):
    """An 8-bit RGB or RGBA file: its size, and its compressed rows as they lie in the file."""

    width: int
    height: int
    channels: Literal[3, 4]
    parts: list[memoryview]

    @property
    def line_bytes(self) -> int:
        return 1 + self.width * self.channels


def pixels(content: bytes) -> Rgb8 | Rgba8 | None:
    """H×W×3 or H×W×4 of a PNG whose chunks are known to be whole.

    None for what a plain decoder has no word in: other depths and colour types, interlacing, a
    transparent colour. Raises Unreadable for rows that are damaged or missing.
    """
    plain = _plain(content)
    if plain is None:
        return None
    out = np.empty((plain.height, plain.width * plain.channels), np.uint8)
    above, top = np.zeros_like(out[0]), 0
    for band in _inflated(plain):
        lines = np.frombuffer(band, np.uint8).reshape(-1, plain.line_bytes)
        step = BAND_ROWS if np.median(lines[:, 0]) > UP else PIECE_ROWS
        for start in range(0, len(lines), step):
            piece = lines[start : start + step]
            rows = out[top : top + len(piece)]
            _undo(piece, above, rows, plain)
            above, top = rows[-1], top + len(piece)
    return out.reshape(plain.height, plain.width, plain.channels)


def _plain(content: bytes) -> Plain | None:
    parts, at, name = [], len(PNG_SIGNATURE), b""
    view = memoryview(content)
    width, height, depth, colour, _, _, interlaced = struct.unpack_from(">IIBBBBB", content, 16)
    while name != b"IEND":
        length, name = struct.unpack_from(">I4s", content, at)
        if name == b"tRNS":
            return None
        if name == b"IDAT" and length:  # an empty one is allowed, and is no end
            parts.append(view[at + 8 : at + 8 + length])
        at += 12 + length
    if depth != 8 or colour not in CHANNELS or interlaced or not parts:
        return None
    return Plain(width, height, CHANNELS[colour], parts)


def _inflated(plain: Plain) -> Iterator[bytes]:
    """Bands out of one stream, however it is cut into chunks; never more than the rows need.

    In this thread: handing over the interpreter costs more than a second core brings.
    """
    stream, line = isal_zlib.decompressobj(), plain.line_bytes
    parts = iter(plain.parts)
    for top in range(0, plain.height, BAND_ROWS):
        missing = min(BAND_ROWS, plain.height - top) * line
        pieces = []
        while missing:
            piece = _next_piece(stream, parts, missing)
            pieces.append(piece)
            missing -= len(piece)
        yield b"".join(pieces)
    _check_end(stream, parts)


def _next_piece(stream: Any, parts: Iterator[memoryview], most: int) -> bytes:
    # without anything more to read, the stream may still hold rows back
    part = stream.unconsumed_tail or next(parts, b"")
    piece = b"" if stream.eof else _inflate(stream, part, most)
    if not piece and not part:
        raise Unreadable(TRUNCATED)
    return piece


def _check_end(stream: Any, parts: Iterator[memoryview]) -> None:
    """Read the checksum, which may lie in a chunk of its own; what is there instead is ignored."""
    while not stream.eof and (part := stream.unconsumed_tail or next(parts, b"")):
        if _inflate(stream, part, 1):
            return


def _inflate(stream: Any, part: bytes | memoryview, most: int) -> bytes:
    try:
        piece: bytes = stream.decompress(part, most)
    except DAMAGE as damage:
        raise Unreadable(f"it is damaged ({damage})") from damage
    return piece


def _undo(lines: Bytes, above: Bytes, rows: Bytes, plain: Plain) -> None:
    """Unfilter scanlines into `rows` (PNG 3rd edition §9); `above` is the row before them."""
    filters = lines[:, 0]
    if filters.max() > UP:
        rows[:] = _by_decoder(lines, above, plain)
        return
    pixel = (plain.width, plain.channels)
    for filtering, line, row in zip(filters.tolist(), lines[:, 1:], rows, strict=True):
        if filtering == UP:
            np.add(line, above, out=row)
        elif filtering == SUB:
            np.add.accumulate(line.reshape(pixel), axis=0, dtype=np.uint8, out=row.reshape(pixel))
        else:
            row[:] = line
        above = row


def _by_decoder(lines: Bytes, above: Bytes, plain: Plain) -> Bytes:
    """Rows through the usual decoder: a file of them, stored, with the row before them on top."""
    if lines[:, 0].max() > LAST_FILTER:
        raise Unreadable("it is damaged (a row has an unknown filter)")
    colour = 2 if plain.channels == 3 else 6
    header = struct.pack(">IIBBBBB", plain.width, len(lines) + 1, 8, colour, 0, 0, 0)
    stored = zlib.compress(b"\0" + above.tobytes() + lines.tobytes(), 0)
    chunks = ((b"IHDR", header), (b"IDAT", stored), (b"IEND", b""))
    file = PNG_SIGNATURE + b"".join(_chunk(*chunk) for chunk in chunks)
    with Image.open(io.BytesIO(file), formats=("PNG",)) as image:
        return np.asarray(image)[1:].reshape(len(lines), -1)


def _chunk(name: bytes, data: bytes) -> bytes:
    checksum = isal_zlib.crc32(data, isal_zlib.crc32(name))
    return b"".join((struct.pack(">I4s", len(data), name), data, struct.pack(">I", checksum)))
