"""What the reader refuses, with one sentence each, before it can hurt."""

import os
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from iat_sidecar.core.errors import InvalidImage
from iat_sidecar.imaging import icc, read
from iat_sidecar.imaging.container import TAKEN
from tests.imaging import made_pictures as made

RGB = made.noise()
PNG, JPEG, WEBP, GIF, TIFF = (
    made.saved(RGB, form) for form in ("PNG", "JPEG", "WEBP", "GIF", "TIFF")
)
BOMB = zlib.compress(bytes(8 * 2**20))
EXPANDS = "its text or colour profile expands beyond any use"


def reason(path: Path) -> str:
    with pytest.raises(InvalidImage) as refused:
        read.read(path)
    assert refused.value.path == str(path)
    return refused.value.reason


def kept(tmp_path: Path, content: bytes, name: str = "picture") -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


OTHERS = {
    "text": (b"Dear studio,\nplease find attached", "text"),
    "html": (b"<!DOCTYPE html><html><img src=x></html>", "an HTML page"),
    "svg": (b'<?xml version="1.0"?>\n<!-- made by hand -->\n<svg xmlns="x"/>', "an SVG drawing"),
    "pdf": (b"%PDF-1.7\n\x80", "a PDF"),
    "bmp": (made.saved(RGB, "BMP"), "a BMP picture"),
    "avif": (b"\0\0\0\x20ftypavif\0\0\0\0", "an AVIF or HEIC picture"),
    "photoshop": (b"8BPS\0\1", "a Photoshop document"),
    "icon": (made.saved(RGB, "ICO"), "an icon"),
    "jpeg 2000": (b"\0\0\0\x0cjP  \r\n\x87\n", "a JPEG 2000 picture"),
    "jpeg xl": (b"\xff\x0a\0\0", "a JPEG XL picture"),
    "noise": (RGB.tobytes(), "no image"),
}


@pytest.mark.parametrize("case", OTHERS)
def test_what_is_no_accepted_format_is_refused_by_its_name(tmp_path, case):
    content, name = OTHERS[case]
    assert reason(kept(tmp_path, content, "picture.png")) == f"it is {name}; {TAKEN}"


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.png", JPEG, "its name says PNG, its bytes are JPEG"),
        ("a.JPG", PNG, "its name says JPEG, its bytes are PNG"),
        ("a.webp", GIF, "its name says WebP, its bytes are GIF"),
        ("a.tiff", WEBP, "its name says TIFF, its bytes are WebP"),
        ("a.gif", TIFF, "its name says GIF, its bytes are TIFF"),
    ],
)
def test_a_name_that_lies_is_refused_with_both_formats(tmp_path, name, content, expected):
    assert reason(kept(tmp_path, content, name)) == expected


BOMBS = {
    "png": (made.png(60_000, 60_000, 8, 2, [b"\0"]), "60000 × 60000 px; an edge has 1 to 16384 px"),
    "png of legal edges": (
        made.png(16_384, 16_384, 1, 0, [b"\0"]),
        "16384 × 16384 px are more than 100 megapixels",
    ),
    "jpeg": (made.jpeg_of_size(65_000, 9), "65000 × 9 px; an edge has 1 to 16384 px"),
    "webp": (made.webp_of_size(16_384, 16_384), "16384 × 16384 px are more than 100 megapixels"),
    "gif": (made.gif_of_size(65_535, 65_535), "65535 × 65535 px; an edge has 1 to 16384 px"),
    "png without width": (made.png(0, 5, 8, 0, [b""]), "0 × 5 px; an edge has 1 to 16384 px"),
    "jpeg without height": (made.jpeg_of_size(9, 0), "9 × 0 px; an edge has 1 to 16384 px"),
}


@pytest.mark.parametrize("case", BOMBS)
def test_a_canvas_over_the_limits_is_refused_before_any_decoder_sees_it(
    tmp_path, monkeypatch, case
):
    content, expected = BOMBS[case]
    monkeypatch.setattr(Image, "open", lambda *_, **__: pytest.fail("a decoder was called"))
    assert reason(kept(tmp_path, content)) == expected


def test_a_tiff_over_the_limits_is_refused_before_its_pixels(tmp_path, monkeypatch):
    monkeypatch.setattr(Image.Image, "load", lambda *_: pytest.fail("pixels were decoded"))
    path = kept(tmp_path, made.grey_tiff(16_000, 16_000, pixels=b"\0"))
    assert reason(path) == "it has more than 100 megapixels"


def test_a_gif_whose_frame_is_larger_than_its_screen_is_measured_by_the_frame(tmp_path):
    gif = bytearray(GIF)
    struct.pack_into("<HH", gif, gif.index(b"\x2c\0\0\0\0") + 5, 65_000, 65_000)
    assert reason(kept(tmp_path, bytes(gif))).startswith("65000 × 65000 px")


def test_a_tiff_of_monstrous_tiles_is_refused(tmp_path):
    tiles = made.grey_tiff(8, 8, pixels=bytes(64), more={322: (4, 1 << 20), 323: (4, 1 << 20)})
    assert reason(kept(tmp_path, tiles)) == "its tiles are 1048576 × 1048576 px"


@pytest.mark.parametrize("name", [b"zTXt", b"iTXt", b"iCCP"])
def test_a_chunk_that_expands_without_end_is_refused(tmp_path, name):
    head = b"Comment\0\1\0\0\0" if name == b"iTXt" else b"Comment\0\0"
    file = made.png(1, 1, 8, 0, [b"\0"], before=made.chunk(name, head + BOMB))
    assert reason(kept(tmp_path, file)) == EXPANDS


def test_an_expanding_text_behind_the_pixels_is_refused(tmp_path):
    file = made.png(1, 1, 8, 0, [b"\0"], after=made.chunk(b"zTXt", b"Comment\0\0" + BOMB))
    assert reason(kept(tmp_path, file)) == EXPANDS


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_an_animation_is_refused_where_stills_are_expected(tmp_path, form):
    assert reason(kept(tmp_path, made.animated(form))) == "it is animated (3 frames)"


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "GIF", "TIFF"])
@pytest.mark.parametrize("part", [0.3, 0.6, 0.9, 0.999])
def test_a_truncated_file_is_refused(tmp_path, form, part):
    content = made.saved(RGB, form)
    assert reason(kept(tmp_path, content[: int(len(content) * part)])).startswith("it is truncated")


@pytest.mark.parametrize("progressive", [False, True])
@pytest.mark.parametrize("cut", [1, 2, 3, 50])
def test_a_jpeg_without_its_end_is_refused(tmp_path, progressive, cut):
    content = made.saved(RGB, "JPEG", progressive=progressive)[:-cut]
    assert reason(kept(tmp_path, content)).startswith("it is truncated")


@pytest.mark.parametrize("cut", [1, 4, 12, 13])
def test_a_png_without_its_last_checksums_is_refused(tmp_path, cut):
    assert reason(kept(tmp_path, PNG[:-cut])) == "it is truncated"


def test_a_flipped_bit_in_the_pixels_of_a_png_is_noticed(tmp_path):
    broken = bytearray(PNG)
    broken[len(PNG) // 2] ^= 1
    assert reason(kept(tmp_path, bytes(broken))) == "its IDAT chunk is damaged"


def test_a_damaged_name_of_a_chunk_is_not_repeated(tmp_path):
    odd = made.SIGNATURE + struct.pack(">I", 0) + b"\x1b[2J" + bytes(4)
    assert reason(kept(tmp_path, odd)) == "its next chunk is damaged"


def test_a_jpeg_of_endless_scans_is_refused(tmp_path):
    scan = b"\xff\xda\0\x08\1\1\0\0\0\0\0"
    assert reason(kept(tmp_path, JPEG[:-2] + scan * 600 + JPEG[-2:])) == (
        "it has 601 scans; up to 500 are decoded"
    )


def test_a_jpeg_of_headers_alone_is_refused(tmp_path):
    assert (
        reason(kept(tmp_path, b"\xff\xd8\xff\xfe\0\4hi\xff\xd9"))
        == "it holds no image, only headers"
    )


def test_a_jpeg_of_twelve_bits_is_refused(tmp_path):
    deep = bytearray(JPEG)
    deep[JPEG.index(b"\xff\xc0") + 4] = 12
    assert reason(kept(tmp_path, bytes(deep))) == "it is a 12-bit JPEG; only 8 bits are decoded"


@pytest.mark.parametrize(("bits", "sample_format", "mode"), [(32, 3, "F"), (32, 2, "I")])
def test_samples_of_no_known_range_are_refused(tmp_path, bits, sample_format, mode):
    file = made.grey_tiff(2, 1, bits=bits, sample_format=sample_format, pixels=bytes(8))
    assert reason(kept(tmp_path, file)) == f"its samples are of a kind that is not decoded ({mode})"


def test_a_png_that_does_not_begin_with_its_header_is_refused(tmp_path):
    odd = made.SIGNATURE + made.chunk(b"gAMA", bytes(4)) + PNG[8:]
    assert reason(kept(tmp_path, odd)) == "its first chunk is not IHDR"


def test_an_empty_file_is_refused(tmp_path):
    assert reason(kept(tmp_path, b"")) == "it is empty"


def test_a_file_over_the_limit_is_refused_unread(tmp_path):
    path = kept(tmp_path, PNG)
    os.truncate(path, 512 * 2**20 + 1)
    assert reason(path) == "it is larger than 512 MiB"


def test_a_folder_is_refused(tmp_path):
    assert reason(tmp_path) == "it is no regular file"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_refused_without_waiting_on_it(tmp_path):
    os.mkfifo(tmp_path / "pipe.png")
    assert reason(tmp_path / "pipe.png") == "it is no regular file"


def test_inspecting_refuses_what_headers_show(tmp_path):
    with pytest.raises(InvalidImage, match="animated"):
        read.inspect(kept(tmp_path, made.animated("WEBP")))


GOOD = {
    "png": made.saved(RGB, "PNG", icc_profile=icc.srgb_profile(), exif=made.exif(6)),
    "palette": made.saved(Image.fromarray(RGB).quantize(16), "PNG", transparency=3),
    "jpeg": made.saved(RGB, "JPEG", exif=made.exif(6), icc_profile=icc.srgb_profile()),
    "progressive": made.saved(RGB, "JPEG", progressive=True),
    "cmyk": made.saved(
        Image.new("CMYK", (16, 16), (9, 99, 9, 9)), "JPEG", icc_profile=made.green_cyan_profile()
    ),
    "webp": made.saved(made.noise(channels=4), "WEBP", exif=made.exif(3)),
    "lossless webp": made.saved(RGB, "WEBP", lossless=True),
    "gif": made.animated("GIF"),
    "tiff": made.saved(RGB, "TIFF", icc_profile=icc.srgb_profile()),
    "tiff lzw": made.saved(RGB, "TIFF", compression="tiff_lzw"),
    "grey tiff": made.grey_tiff(4, 2, bits=16, pixels=bytes(16)),
}


def outcome(path: Path) -> str:
    try:
        return str(read.read(path)[0].dtype)
    except InvalidImage as refused:
        return "refused" if refused.reason else "refused without a reason"


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("case", GOOD)
def test_whatever_is_damaged_a_file_is_read_or_refused_in_one_way(tmp_path, case):
    rng = np.random.default_rng(11)
    outcomes = {"uint8"}
    for _ in range(60):
        content = bytearray(GOOD[case])
        for at in rng.integers(0, min(len(content), 700), rng.integers(1, 5)):
            content[at] = rng.integers(0, 256)
        damaged = bytes(content[: rng.integers(1, len(content) * 2)])
        outcomes.add(outcome(kept(tmp_path, damaged)))
    assert outcomes == {"uint8", "refused"}


@pytest.mark.parametrize("case", GOOD)
def test_undamaged_they_are_as_large_and_as_transparent_as_they_say(tmp_path, case):
    pixels, picture = read.read(kept(tmp_path, GOOD[case]))
    channels = 4 if picture.has_alpha else 3
    assert pixels.shape == (picture.height, picture.width, channels)
