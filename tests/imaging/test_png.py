"""The encoder: what it writes is read back equal by others, in any shape, and is the same each time."""

import io
import struct
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from iat_sidecar.imaging import icc, png
from iat_sidecar.imaging.container import png_chunks

LEVELS = st.sampled_from(["fast", "small"])
CHANNELS = st.sampled_from([None, 1, 3, 4])
HEIGHTS = st.one_of(st.integers(1, 20), st.sampled_from([255, 256, 257, 513]))
PATTERNS = st.sampled_from(["flat", "noise", "ramp", "cutout"])


def decoded(file: bytes) -> np.ndarray:
    with Image.open(io.BytesIO(file)) as image:
        return np.asarray(image)


def picture(height: int, width: int, channels: int | None, pattern: str, seed: int) -> np.ndarray:
    shape = (height, width) if channels is None else (height, width, channels)
    rng = np.random.default_rng(seed)
    noise = rng.integers(0, 256, shape, dtype=np.uint8)
    match pattern:
        case "flat":
            return np.full(shape, noise.flat[0], np.uint8)
        case "ramp":
            return np.cumsum(noise // 64, axis=1).astype(np.uint8)
        case "cutout":
            return np.where(np.indices(shape)[0] > height // 2, noise, 0).astype(np.uint8)
        case _:
            return noise


@settings(max_examples=80, deadline=None, derandomize=True)
@given(HEIGHTS, st.integers(1, 70), CHANNELS, PATTERNS, LEVELS, st.integers(0, 99))
def test_every_picture_comes_back_equal(height, width, channels, pattern, level, seed):
    made = picture(height, width, channels, pattern, seed)
    expected = made[..., 0] if channels == 1 else made
    assert np.array_equal(decoded(png.encode(made, level=level)), expected)


@settings(max_examples=30, deadline=None, derandomize=True)
@given(HEIGHTS, st.integers(1, 70), LEVELS, st.integers(0, 99))
def test_every_sixteen_bit_plane_comes_back_equal(height, width, level, seed):
    made = np.random.default_rng(seed).integers(0, 65_536, (height, width), dtype=np.uint16)
    found = decoded(png.encode(made, level=level))
    assert (found.dtype, np.array_equal(found, made)) == (np.dtype(np.uint16), True)


@pytest.mark.parametrize(
    "shape", [(1, 1, 3), (1, 9000, 4), (3000, 1, 3), (17, 9000, 4), (700, 333, 4)]
)
def test_extreme_shapes_come_back_equal(shape):
    made = np.random.default_rng(5).integers(0, 256, shape, dtype=np.uint8)
    assert np.array_equal(decoded(png.encode(made)), made)


@pytest.mark.parametrize("height", [1, 256, 257, 800])
def test_the_strips_are_one_whole_zlib_stream(height):
    made = picture(height, 90, 3, "cutout", 4)
    chunks = list(png_chunks(png.encode(made)))
    stream = zlib.decompress(b"".join(data for name, data in chunks if name == b"IDAT"))
    strips = sum(name == b"IDAT" for name, _ in chunks)
    assert (len(stream), strips) == (height * (1 + 90 * 3), -(-height // 256))


def test_a_view_that_is_not_contiguous_is_encoded_as_it_looks():
    made = picture(40, 60, 4, "noise", 1)[::-2, 5:50:3, :3]
    assert np.array_equal(decoded(png.encode(made)), made)


def test_a_transposed_sixteen_bit_plane_is_encoded_as_it_looks():
    made = np.random.default_rng(2).integers(0, 65_536, (30, 40), dtype=np.uint16).T
    assert np.array_equal(decoded(png.encode(made)), made)


@pytest.mark.parametrize("level", ["fast", "small"])
def test_the_same_picture_gives_the_same_bytes(level):
    made = picture(1100, 300, 4, "cutout", 3)
    assert png.encode(made, level=level) == png.encode(made.copy(), level=level)


@pytest.mark.parametrize("pattern", ["flat", "noise", "ramp", "cutout"])
def test_small_is_never_larger_than_fast_by_more_than_a_hundredth(pattern):
    made = picture(600, 600, 3, pattern, 2)
    assert len(png.encode(made, level="small")) <= 1.01 * len(png.encode(made)) + 1024


@pytest.mark.parametrize("pattern", ["flat", "noise", "ramp", "cutout"])
def test_files_are_about_as_small_as_those_of_the_usual_encoder(pattern):
    made = picture(600, 600, 3, pattern, 2)
    usual = io.BytesIO()
    Image.fromarray(made).save(usual, "PNG", compress_level=1)
    assert len(png.encode(made)) <= 1.02 * len(usual.getvalue()) + 2048


def test_chunks_stand_in_the_order_of_the_specification():
    file = png.encode(np.zeros((300, 2, 3), np.uint8), text={"Title": "Mond"})
    assert [name for name, _ in png_chunks(file)] == [
        b"IHDR", b"sRGB", b"iTXt", b"IDAT", b"IDAT", b"IEND",
    ]  # fmt: skip


def test_texts_of_any_script_are_read_by_others():
    text = {"Title": "Ночь 夜 🌙", "Comment": "two\nlines"}
    with Image.open(io.BytesIO(png.encode(np.zeros((2, 2, 3), np.uint8), text=text))) as image:
        assert image.text == text


def test_a_profile_takes_the_place_of_the_srgb_mark():
    file = png.encode(np.zeros((2, 2, 3), np.uint8), icc=icc.srgb_profile())
    with Image.open(io.BytesIO(file)) as image:
        assert (image.info["icc_profile"], "srgb" in image.info) == (icc.srgb_profile(), False)


def test_a_sixteen_bit_plane_claims_no_colour_space():
    names = [name for name, _ in png_chunks(png.encode(np.zeros((2, 2), np.uint16)))]
    assert names == [b"IHDR", b"IDAT", b"IEND"]


@pytest.mark.parametrize("keyword", ["", " Title", "a" * 80, "two\nlines"])
def test_a_keyword_outside_the_specification_is_refused(keyword):
    with pytest.raises(ValueError, match="no keyword of a PNG text"):
        png.encode(np.zeros((1, 1), np.uint8), text={keyword: "x"})


@pytest.mark.parametrize(
    ("array", "message"),
    [
        (np.zeros((2, 2, 2), np.uint8), "no PNG holds an array of shape"),
        (np.zeros((4,), np.uint8), "no PNG holds an array of shape"),
        (np.zeros((2, 2, 3), np.uint16), "no PNG of ours holds 3 channels of uint16"),
        (np.zeros((2, 2, 3), np.float32), "no PNG of ours holds 3 channels of float32"),
        (np.zeros((0, 2, 3), np.uint8), "at least one pixel"),
    ],
)
def test_an_array_that_is_no_png_is_refused(array, message):
    with pytest.raises(ValueError, match=message):
        png.encode(array)


def test_a_file_is_written_whole(tmp_path):
    made = picture(9, 9, 4, "noise", 8)
    png.write(tmp_path / "a.png", made, level="small", text={"Title": "A"})
    assert (tmp_path / "a.png").read_bytes() == png.encode(made, level="small", text={"Title": "A"})


def test_the_header_says_size_depth_and_colour():
    found = {
        shape: struct.unpack(">IIBBBBB", next(png_chunks(png.encode(np.zeros(shape, kind))))[1])
        for shape, kind in [
            ((2, 3), np.uint16),
            ((2, 5), np.uint8),
            ((4, 3, 3), np.uint8),
            ((5, 3, 4), np.uint8),
        ]
    }
    assert found == {
        (2, 3): (3, 2, 16, 0, 0, 0, 0),
        (2, 5): (5, 2, 8, 0, 0, 0, 0),
        (4, 3, 3): (3, 4, 8, 2, 0, 0, 0),
        (5, 3, 4): (3, 5, 8, 6, 0, 0, 0),
    }
