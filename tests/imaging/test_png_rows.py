"""Plain PNG files decoded band by band: the pixels of the usual decoder, and the same refusals."""

import io
import random
import struct
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from iat_sidecar.imaging import png, png_rows
from iat_sidecar.imaging.picture import Unreadable
from tests.imaging import made_pictures as made

COLOUR = {3: 2, 4: 6}


def usual(content: bytes) -> np.ndarray:
    with Image.open(io.BytesIO(content)) as image:
        return np.asarray(image)


def filed(stream: bytes, width: int, height: int, channels: int = 3, parts: int = 1) -> bytes:
    """A file around a zlib stream, cut into so many chunks."""
    header = struct.pack(">IIBBBBB", width, height, 8, COLOUR[channels], 0, 0, 0)
    step = -(-len(stream) // parts)
    cuts = [stream[at : at + step] for at in range(0, len(stream), step)]
    body = b"".join(made.chunk(b"IDAT", cut) for cut in cuts)
    return made.SIGNATURE + made.chunk(b"IHDR", header) + body + made.chunk(b"IEND")


def lines(width: int, height: int, channels: int, filters: list[int], seed: int) -> bytes:
    """Scanlines of noise behind filter bytes; whatever they say is a picture."""
    noise = random.Random(seed)
    rows = (noise.randbytes(width * channels) for _ in range(height))
    return b"".join(bytes([filters[y % len(filters)]]) + row for y, row in enumerate(rows))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    st.integers(1, 40),
    st.sampled_from([1, 2, 31, 33, 255, 256, 257, 600]),
    st.sampled_from([3, 4]),
    st.lists(st.integers(0, 4), min_size=1, max_size=70),
    st.integers(1, 9),
    st.integers(0, 99),
)
def test_every_mixture_of_filters_is_undone(width, height, channels, filters, parts, seed):
    raw = lines(width, height, channels, filters, seed)
    file = filed(zlib.compress(raw, 1), width, height, channels, parts)
    assert np.array_equal(png_rows.pixels(file), usual(file))


@pytest.mark.parametrize("level", ["fast", "small"])
@pytest.mark.parametrize("channels", [3, 4])
def test_our_own_files_come_back_equal(level, channels):
    picture = np.cumsum(made.noise(700, 90, channels) // 50, axis=1).astype(np.uint8)
    assert np.array_equal(png_rows.pixels(png.encode(picture, level=level)), picture)


@pytest.mark.parametrize(
    "file",
    [
        made.saved(made.noise(channels=1)[..., 0], "PNG"),
        made.saved(Image.fromarray(made.noise()).quantize(16), "PNG"),
        made.saved(made.noise(), "PNG", transparency=(1, 2, 3)),
        png.encode(np.zeros((4, 4), np.uint16)),
    ],
    ids=["grey", "palette", "transparent colour", "16 bits"],
)
def test_what_is_not_plain_is_left_to_the_usual_decoder(file):
    assert png_rows.pixels(file) is None


def test_an_interlaced_file_is_left_to_the_usual_decoder():
    file = bytearray(filed(zlib.compress(lines(8, 8, 3, [0], 1)), 8, 8))
    file[28] = 1
    assert png_rows.pixels(bytes(file)) is None


def test_empty_chunks_between_the_rows_are_no_end():
    stream = zlib.compress(lines(9, 7, 3, [0], 1))
    cuts = (b"", stream[:5], b"", b"", stream[5:], b"")
    header = struct.pack(">IIBBBBB", 9, 7, 8, COLOUR[3], 0, 0, 0)
    chunks = [made.chunk(b"IHDR", header), *(made.chunk(b"IDAT", cut) for cut in cuts)]
    content = b"".join([made.SIGNATURE, *chunks, made.chunk(b"IEND")])
    assert np.array_equal(png_rows.pixels(content), usual(content))


def test_rows_that_are_missing_are_said_to_be():
    file = filed(zlib.compress(lines(20, 19, 3, [2], 1)), 20, 20)
    with pytest.raises(Unreadable, match="truncated"):
        png_rows.pixels(file)


def test_a_stream_that_breaks_off_is_said_to():
    file = filed(zlib.compress(lines(20, 20, 3, [2], 1))[:-90], 20, 20)
    with pytest.raises(Unreadable, match="truncated"):
        png_rows.pixels(file)


@pytest.mark.parametrize("at", [2, 40, -3])
def test_a_damaged_stream_is_said_to_be(at):
    stream = bytearray(zlib.compress(lines(20, 20, 3, [2], 1)))
    stream[at] ^= 0x5A
    with pytest.raises(Unreadable):
        png_rows.pixels(filed(bytes(stream), 20, 20))


def test_an_unknown_filter_is_damage():
    file = filed(zlib.compress(lines(20, 20, 3, [7], 1)), 20, 20)
    with pytest.raises(Unreadable, match="unknown filter"):
        png_rows.pixels(file)


def test_a_stream_that_goes_on_is_read_as_far_as_there_are_rows():
    bomb = filed(zlib.compress(lines(5, 4, 3, [0], 1) + bytes(50_000_000)), 5, 4)
    assert np.array_equal(png_rows.pixels(bomb), usual(bomb))
