"""What the reader makes of good files: one upright 8-bit sRGB picture, whatever the file holds."""

import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFile

from iat_sidecar.core.errors import NotFound
from iat_sidecar.imaging import icc
from iat_sidecar.imaging.picture import Picture
from iat_sidecar.imaging.read import inspect, read
from tests.imaging import made_pictures as made

RGB, RGBA = made.noise(), made.noise(channels=4)
GREY = made.noise(channels=1)[..., 0]
SAMPLES_16 = [0, 127, 128, 255, 256, 0x80FF, 0xFEFF, 0xFFFF]


def kept(tmp_path: Path, content: bytes, name: str = "picture") -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


def pixels(tmp_path: Path, content: bytes) -> list:
    return read(kept(tmp_path, content))[0].tolist()


def grey_row(values: list[int], alpha: list[int] | None = None) -> list:
    return [[[v, v, v] if alpha is None else [v, v, v, alpha[i]] for i, v in enumerate(values)]]


LOSSLESS = {
    "png rgb": (RGB, "PNG", {}),
    "png rgba": (RGBA, "PNG", {}),
    "png optimised": (RGB, "PNG", {"optimize": True}),
    "webp rgb": (RGB, "WEBP", {"lossless": True}),
    "webp rgba": (RGBA, "WEBP", {"lossless": True, "exact": True}),
    "tiff rgb": (RGB, "TIFF", {}),
    "tiff rgba lzw": (RGBA, "TIFF", {"compression": "tiff_lzw"}),
    "tiff deflate": (RGB, "TIFF", {"compression": "tiff_adobe_deflate"}),
}


@pytest.mark.parametrize("case", LOSSLESS)
def test_a_lossless_file_gives_back_its_pixels(tmp_path, case):
    image, form, options = LOSSLESS[case]
    assert pixels(tmp_path, made.saved(image, form, **options)) == image.tolist()


@pytest.mark.parametrize(
    ("form", "options"), [("JPEG", {"quality": 95, "subsampling": 0}), ("WEBP", {"quality": 95})]
)
def test_a_lossy_file_gives_nearly_its_pixels(tmp_path, form, options):
    smooth = np.array(
        Image.fromarray(RGB).resize((6, 4)).resize((96, 64), Image.Resampling.BICUBIC)
    )
    found, _ = read(kept(tmp_path, made.saved(smooth, form, **options)))
    assert (found.shape, int(np.abs(found.astype(int) - smooth).mean())) == (smooth.shape, 0)


def test_a_picture_says_what_it_is_without_being_decoded(tmp_path):
    path = kept(tmp_path, made.saved(RGBA, "PNG", icc_profile=icc.srgb_profile()), "cat.png")
    assert inspect(path) == Picture(
        mime_type="image/png", extension="png", width=32, height=24, mode="rgb", bit_depth=8,
        has_alpha=True, has_icc=True, has_c2pa=False, is_animated=False, frames=1, orientation=1,
    )  # fmt: skip


def test_reading_reports_the_same_picture_as_inspecting(tmp_path):
    path = kept(tmp_path, made.saved(RGB, "JPEG", exif=made.exif(6)), "photo.JPEG")
    assert read(path)[1] == inspect(path)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "TIFF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_orientation_is_applied_once(tmp_path, form, orientation):
    corners = Image.new("RGB", (48, 32), "red")
    corners.paste("lime", (24, 0, 48, 16))
    corners.paste("blue", (0, 16, 24, 32))
    options = {"lossless": True} if form == "WEBP" else {}
    path = kept(tmp_path, made.saved(corners, form, exif=made.exif(orientation), **options))
    found, picture = read(path)
    height, width = found.shape[:2]
    top_left, top_right, bottom_left = (
        found[y, x] > 128 for y, x in ((8, 8), (8, width - 8), (height - 8, 8))
    )
    red, lime, blue, black = (
        [True, False, False],
        [False, True, False],
        [False, False, True],
        [True, False, False],
    )
    upright = {
        1: (red, lime, blue), 2: (lime, red, black), 3: (black, blue, lime), 4: (blue, black, red),
        5: (red, blue, lime), 6: (blue, red, black), 7: (black, lime, blue), 8: (lime, black, red),
    }  # fmt: skip
    assert (
        (top_left.tolist(), top_right.tolist(), bottom_left.tolist()),
        (picture.orientation, picture.width, picture.height),
    ) == (upright[orientation], (orientation, *((32, 48) if orientation > 4 else (48, 32)))) and (
        width, height) == (picture.width, picture.height)  # fmt: skip


def test_a_png_keeps_its_orientation_after_the_pixels_too(tmp_path):
    turned = made.png(2, 1, 8, 0, [b"\x10\xf0"], after=made.chunk(b"eXIf", made.exif(3)[6:]))
    assert pixels(tmp_path, turned) == grey_row([240, 16])


@pytest.mark.parametrize(
    "blob", [b"", b"Exif\0\0", b"Exif\0\0II*\0\xff\xff\xff\xff", b"Exif\0\0MM\0*\0\0\0\x08\xff\xff"]
)
def test_damaged_exif_leaves_the_picture_upright(tmp_path, blob):
    path = kept(tmp_path, made.with_segment(made.saved(RGB, "JPEG"), 0xE1, blob))
    assert inspect(path).orientation == 1


def test_an_orientation_outside_exif_is_upright(tmp_path):
    assert inspect(kept(tmp_path, made.saved(RGB, "JPEG", exif=made.exif(77)))).orientation == 1


def test_sixteen_bit_grey_is_rounded(tmp_path):
    row = struct.pack(">8H", *SAMPLES_16)
    assert pixels(tmp_path, made.png(8, 1, 16, 0, [row])) == grey_row(
        [0, 0, 0, 1, 1, 128, 254, 255]
    )


def test_sixteen_bit_grey_keys_transparency_on_all_its_bits(tmp_path):
    row = struct.pack(">3H", 0x80FE, 0x80FF, 0x8100)
    file = made.png(3, 1, 16, 0, [row], before=made.chunk(b"tRNS", struct.pack(">H", 0x80FF)))
    assert pixels(tmp_path, file) == grey_row([128, 128, 128], [255, 0, 255])


def test_sixteen_bit_colour_keeps_the_high_byte(tmp_path):
    row = struct.pack(">6H", 0x12FF, 0x3400, 0x56AB, 0xFFFF, 0x0000, 0x80FF)
    assert pixels(tmp_path, made.png(2, 1, 16, 2, [row])) == [[[0x12, 0x34, 0x56], [255, 0, 0x80]]]


def test_sixteen_bit_colour_keys_transparency(tmp_path):
    row = struct.pack(">6H", 0x1200, 0x3400, 0x5600, 0xFFFF, 0x0000, 0x8000)
    file = made.png(2, 1, 16, 2, [row], before=made.chunk(b"tRNS", row[6:]))
    assert pixels(tmp_path, file) == [[[0x12, 0x34, 0x56, 255], [255, 0, 0x80, 0]]]


def test_sixteen_bit_colour_with_alpha(tmp_path):
    row = struct.pack(">4H", 0x12FF, 0x3400, 0x56AB, 0x80FF)
    assert pixels(tmp_path, made.png(1, 1, 16, 6, [row])) == [[[0x12, 0x34, 0x56, 0x80]]]


def test_sixteen_bit_grey_with_alpha_is_grey(tmp_path):
    path = kept(tmp_path, made.png(1, 1, 16, 4, [struct.pack(">2H", 0x40FF, 0x80FF)]))
    found, picture = read(path)
    assert (found.tolist(), picture.mode, picture.bit_depth) == (
        grey_row([0x40], [0x80]),
        "grey",
        16,
    )


def test_sixteen_bit_tiff_colour(tmp_path):
    samples = struct.pack("<3H", 0x12FF, 0x3400, 0xFFFF)
    tags = {
        256: (4, 1),
        257: (4, 1),
        258: (3, 16),
        259: (3, 1),
        262: (3, 2),
        277: (3, 3),
        278: (4, 1),
        279: (4, 6),
    }
    assert pixels(tmp_path, made.tiff(tags, samples)) == [[[0x12, 0x34, 255]]]


@pytest.mark.parametrize(("photometric", "expected"), [(0, [255, 127, 0]), (1, [0, 128, 255])])
def test_sixteen_bit_tiff_grey_knows_which_end_is_white(tmp_path, photometric, expected):
    samples = struct.pack("<3H", 0, 0x80FF, 0xFFFF)
    file = made.grey_tiff(3, 1, bits=16, photometric=photometric, pixels=samples)
    assert pixels(tmp_path, file) == grey_row(expected)


@pytest.mark.parametrize(
    ("depth", "row", "key", "values", "alpha"),
    [
        (1, b"\x50", 1, [0, 255, 0, 255], [255, 0, 255, 0]),
        (2, b"\x1b", 2, [0, 85, 170, 255], [255, 255, 0, 255]),
        (4, b"\x0f\x84", 8, [0, 255, 136, 68], [255, 255, 0, 255]),
        (8, b"\0\x40\x80\xff", 64, [0, 64, 128, 255], [255, 0, 255, 255]),
    ],
)
def test_a_transparent_grey_is_found_at_every_depth(tmp_path, depth, row, key, values, alpha):
    file = made.png(4, 1, depth, 0, [row], before=made.chunk(b"tRNS", struct.pack(">H", key)))
    assert pixels(tmp_path, file) == grey_row(values, alpha)


def test_a_bilevel_picture_is_black_and_white(tmp_path):
    path = kept(tmp_path, made.saved(Image.fromarray(GREY).convert("1"), "TIFF"))
    found, picture = read(path)
    assert (picture.mode, picture.bit_depth, np.unique(found).tolist()) == ("bilevel", 1, [0, 255])


def test_a_palette_keeps_the_alpha_of_each_entry(tmp_path):
    palette = made.chunk(b"PLTE", bytes([255, 0, 0, 0, 255, 0, 0, 0, 255])) + made.chunk(
        b"tRNS", b"\x00\x80"
    )
    found = pixels(tmp_path, made.png(3, 1, 8, 3, [b"\0\1\2"], before=palette))
    assert found == [[[255, 0, 0, 0], [0, 255, 0, 128], [0, 0, 255, 255]]]


def test_grey_with_alpha_becomes_rgba(tmp_path):
    file = made.saved(
        Image.merge("LA", (Image.fromarray(GREY), Image.fromarray(GREY[::-1].copy()))), "PNG"
    )
    assert pixels(tmp_path, file) == np.dstack([GREY, GREY, GREY, GREY[::-1]]).tolist()


def test_an_animated_gif_gives_its_first_frame(tmp_path):
    found, picture = read(kept(tmp_path, made.animated("GIF"), "loop.gif"))
    assert (found.tolist(), picture.is_animated, picture.frames) == (
        [[[255, 0, 0]] * 8] * 6,
        True,
        3,
    )


def test_a_gif_keeps_its_transparency(tmp_path):
    dot = Image.new("P", (2, 1))
    dot.putpalette([255, 0, 0, 0, 0, 255])
    dot.putpixel((1, 0), 1)
    found = pixels(tmp_path, made.saved(dot, "GIF", transparency=1))
    assert found == [[[255, 0, 0, 255], [0, 0, 255, 0]]]


def test_a_phones_jpeg_of_several_pictures_gives_its_first(tmp_path):
    first, depth = Image.new("RGB", (16, 16), "red"), Image.new("RGB", (8, 8), "blue")
    file = made.saved(first, "MPO", save_all=True, append_images=[depth], quality=95)
    found, picture = read(kept(tmp_path, file, "photo.jpg"))
    seen = (found.shape, found[8, 8].tolist(), picture.extension, picture.frames)
    assert seen == ((16, 16, 3), pytest.approx([255, 0, 0], abs=2), "jpg", 1)


def test_a_grey_jpeg_becomes_rgb(tmp_path):
    found, picture = read(kept(tmp_path, made.saved(Image.new("L", (8, 8), 99), "JPEG")))
    assert (found.tolist(), picture.mode) == ([[[99, 99, 99]] * 8] * 8, "grey")


def test_an_interlaced_png_is_read(tmp_path):
    # Adam7 over 2 × 2: pass 1 holds (0, 0), pass 6 holds (1, 0), pass 7 the second row
    header = struct.pack(">IIBBBBB", 2, 2, 8, 0, 0, 0, 1)
    stream = made.chunk(b"IDAT", zlib.compress(b"\0\x0a\0\x14\0\x1e\x28"))
    file = made.SIGNATURE + made.chunk(b"IHDR", header) + stream + made.chunk(b"IEND")
    assert pixels(tmp_path, file) == grey_row([10, 20]) + grey_row([30, 40])


def test_a_tiff_of_many_pages_gives_its_first(tmp_path):
    found, picture = read(kept(tmp_path, made.animated("TIFF")))
    assert (found[0, 0].tolist(), picture.is_animated, picture.frames) == ([255, 0, 0], False, 3)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "TIFF", "WEBP"])
def test_an_embedded_profile_is_applied(tmp_path, form):
    options = {"lossless": True} if form == "WEBP" else {}
    file = made.saved(
        Image.new("RGB", (16, 16), "red"), form, icc_profile=made.swapped_rgb_profile(), **options
    )
    found, picture = read(kept(tmp_path, file))
    assert picture.has_icc
    assert np.abs(found[8, 8].astype(int) - [0, 0, 255]).max() <= 3


def test_a_profile_moves_colours_but_not_alpha(tmp_path):
    image = Image.new("RGBA", (2, 1), (255, 0, 0, 77))
    found, _ = read(
        kept(tmp_path, made.saved(image, "PNG", icc_profile=made.swapped_rgb_profile()))
    )
    assert (found[0, 0, 3], found[0, 0, 2] > 250, found[0, 0, 0] < 5) == (77, True, True)


def test_a_grey_profile_is_applied_to_grey(tmp_path):
    file = made.saved(Image.new("L", (1, 1), 128), "PNG", icc_profile=made.linear_grey_profile())
    assert pixels(tmp_path, file) == [[[188, 188, 188]]]


def test_an_rgb_profile_is_applied_to_grey(tmp_path):
    file = made.saved(Image.new("L", (1, 1), 128), "PNG", icc_profile=made.swapped_rgb_profile())
    red, green, blue = pixels(tmp_path, file)[0][0]
    assert abs(red - 128) <= 2 and red == green == blue


@pytest.mark.parametrize(
    "profile", [b"no profile at all", made.green_cyan_profile(), made.swapped_rgb_profile()[:200]]
)
def test_a_profile_that_does_not_fit_is_ignored(tmp_path, profile):
    assert pixels(tmp_path, made.saved(RGB, "PNG", icc_profile=profile)) == RGB.tolist()


def cmyk(colour: tuple[int, int, int, int], **options) -> bytes:
    return made.saved(Image.new("CMYK", (16, 16), colour), "JPEG", quality=100, **options)


@pytest.mark.parametrize(
    ("ink", "seen"),
    [((0, 0, 0, 0), [255] * 3), ((255, 0, 0, 0), [0, 255, 255]), ((0, 0, 0, 255), [0] * 3)],
)
def test_inverted_inks_of_an_adobe_jpeg_are_understood(tmp_path, ink, seen):
    assert pixels(tmp_path, cmyk(ink))[8][8] == pytest.approx(seen, abs=2)


def test_inks_of_a_jpeg_that_is_not_from_adobe_are_not_inverted(tmp_path):
    plain = made.without_segment(cmyk((255, 0, 255, 255)), 0xEE)
    assert pixels(tmp_path, plain)[8][8] == pytest.approx([255, 0, 255], abs=2)


@pytest.mark.parametrize("form", ["JPEG", "TIFF"])
def test_a_cmyk_profile_decides_what_ink_looks_like(tmp_path, form):
    image = Image.new("CMYK", (16, 16), (255, 0, 0, 0))
    found, picture = read(
        kept(tmp_path, made.saved(image, form, icc_profile=made.green_cyan_profile()))
    )
    red, green, blue = found[8, 8].tolist()
    assert (picture.mode, red < 30, green > 235, blue < 30) == ("cmyk", True, True, True)


def test_cielab_is_understood(tmp_path):
    image = Image.merge("LAB", [Image.new("L", (4, 4), value) for value in (136, 128, 128)])
    red, green, blue = pixels(tmp_path, made.saved(image, "TIFF"))[0][0]
    assert max(red, green, blue) - min(red, green, blue) <= 2 and abs(green - 127) <= 4


MANIFEST = (
    b"JP\0\1\0\0\0\1"
    + struct.pack(">I4sI4s", 64, b"jumb", 40, b"jumd")
    + b"c2pa"
    + bytes(13)
    + b"c2pa\0"
)
SIGNED = {
    "jpeg": made.with_segment(made.saved(RGB, "JPEG"), 0xEB, MANIFEST),
    "png": made.png(1, 1, 8, 0, [b"\0"], before=made.chunk(b"caBX", b"jumb")),
    "webp": made.with_riff_chunk(made.saved(RGB, "WEBP"), b"C2PA", b"jumb"),
    "tiff": made.grey_tiff(1, 1, pixels=b"\0", more={52_545: (1, 7)}),
    "gif": made.saved(RGB, "GIF")[:-1] + b"\x21\xff\x0bC2PA_GIF\1\0\0\x04jumb\0;",
}


@pytest.mark.parametrize("form", SIGNED)
def test_a_c2pa_manifest_is_recognised(tmp_path, form):
    assert inspect(kept(tmp_path, SIGNED[form])).has_c2pa


def test_another_jumbf_box_is_no_c2pa_manifest(tmp_path):
    other = made.with_segment(made.saved(RGB, "JPEG"), 0xEB, MANIFEST.replace(b"c2pa", b"abcd"))
    assert not inspect(kept(tmp_path, other)).has_c2pa


@pytest.mark.parametrize("tail", [b"\0" * 100, b"PK\3\4 a whole archive", b"<html>"])
@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF"])
def test_junk_after_the_end_is_not_looked_at(tmp_path, form, tail):
    good = made.saved(RGB, form)
    assert pixels(tmp_path, good + tail) == pixels(tmp_path, good)


def test_a_large_but_plain_text_is_no_reason_to_refuse(tmp_path):
    workflow = made.chunk(b"tEXt", b"workflow\0" + b"x" * 2_000_000)
    assert pixels(tmp_path, made.png(1, 1, 8, 0, [b"\x2a"], before=workflow)) == grey_row([42])


@pytest.mark.parametrize("name", ["picture", "picture.bin", "picture.PNG", "photo.apng"])
def test_a_name_that_claims_nothing_else_is_judged_by_content(tmp_path, name):
    assert inspect(kept(tmp_path, made.saved(RGB, "PNG"), name)).extension == "png"


def test_reading_changes_no_file_and_no_setting_of_the_decoder(tmp_path):
    content = made.saved(RGB, "JPEG", exif=made.exif(6))
    path = kept(tmp_path, content)
    read(path)
    assert (path.read_bytes(), ImageFile.LOAD_TRUNCATED_IMAGES) == (content, False)


def test_a_missing_file_is_not_found(tmp_path):
    with pytest.raises(NotFound, match=r"no file .*/nowhere\.png"):
        read(tmp_path / "nowhere.png")


def test_the_srgb_profile_is_the_same_bytes_every_time():
    icc.srgb_profile.cache_clear()
    first = icc.srgb_profile()
    icc.srgb_profile.cache_clear()
    assert icc.srgb_profile() == first


def test_a_picture_tagged_srgb_keeps_every_pixel(tmp_path):
    assert pixels(tmp_path, made.saved(RGB, "PNG", icc_profile=icc.srgb_profile())) == RGB.tolist()
