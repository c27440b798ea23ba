"""Pictures as PNG, TIFF, JPEG and WebP for printers and pages, held against Pillow."""

import io
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image, ImageCms, JpegImagePlugin

from iat_sidecar.core.errors import ImagingFailed, InvalidImage
from iat_sidecar.imaging import colour, icc
from iat_sidecar.imaging.delivery import raster, read_back, xmp
from iat_sidecar.imaging.delivery.grey_profile import grey_profile
from iat_sidecar.imaging.delivery.prepare import Prepared, grey, on_white, prepared
from iat_sidecar.imaging.delivery.terms import Order
from iat_sidecar.imaging.provenance import read_stamp
from tests.imaging.press_profile import press_profile

STAMP = {"project": "moon", "job": "p1", "seed": "7"}
EXTENSIONS = {"png": "png", "tiff": "tif", "jpeg": "jpg", "webp": "webp"}
LZW, INKS, UNASSOCIATED = 5, 5, 2


@pytest.fixture(scope="module")
def press(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("press") / "press.icc"
    path.write_bytes(press_profile())
    return path


def picture(*, alpha: bool = False, height: int = 60, width: int = 80) -> np.ndarray:
    """Soft gradients with something sharp in it; transparent to the right."""
    y, x = np.mgrid[0:height, 0:width]
    planes = [x * 255 // width, y * 255 // height, np.where(x // 8 % 2, 200, 60)]
    if alpha:
        planes.append(255 - x * 255 // width)
    return np.stack(planes, -1).astype(np.uint8)


def order(
    format: str = "png", color: str = "srgb", press: Path | None = None, **more: Any
) -> Order:
    given = {"alpha": "keep", "dpi": 300, "bleed_px": 0, **more}
    profile = str(press) if color == "cmyk" else None
    return Order(format=format, color=color, profile_path=profile, **given)


def written(folder: Path, source: np.ndarray, wanted: Order) -> tuple[Path, Prepared]:
    made = prepared(source, wanted)
    path = folder / f"picture.{EXTENSIONS[wanted.format]}"
    raster.save(path, made, wanted.format, wanted.dpi, STAMP)
    return path, made


FORMS = [
    ("png", "srgb", "keep", "RGBA"),
    ("png", "srgb", "flatten", "RGB"),
    ("png", "gray", "keep", "LA"),
    ("png", "gray", "flatten", "L"),
    ("tiff", "srgb", "keep", "RGBA"),
    ("tiff", "srgb", "flatten", "RGB"),
    ("tiff", "gray", "keep", "LA"),
    ("tiff", "gray", "flatten", "L"),
    ("tiff", "cmyk", "flatten", "CMYK"),
    ("jpeg", "srgb", "flatten", "RGB"),
    ("jpeg", "gray", "flatten", "L"),
    ("jpeg", "cmyk", "flatten", "CMYK"),
    ("webp", "srgb", "keep", "RGBA"),
    ("webp", "srgb", "flatten", "RGB"),
    ("webp", "gray", "flatten", "RGB"),
]


@pytest.mark.parametrize(("format", "color", "alpha", "mode"), FORMS)
def test_a_file_says_what_it_is_and_holds_what_was_made(
    tmp_path: Path, press: Path, format: str, color: str, alpha: str, mode: str
) -> None:
    wanted = order(format, color, press, alpha=alpha, bleed_px=5)
    path, made = written(tmp_path, picture(alpha=True), wanted)
    profiles = {"srgb": icc.srgb_profile(), "gray": grey_profile(), "cmyk": press_profile()}
    profile = icc.srgb_profile() if format == "webp" else profiles[color]
    with Image.open(path) as image:
        dpi = image.info.get("dpi") or (image.getexif()[282], image.getexif()[283])
        found = image.size, image.mode, image.info["icc_profile"], tuple(map(round, dpi))
        samples = np.asarray(image).reshape(70, 90, -1)
    assert found == ((90, 70), mode, profile, (300, 300))
    if format != "jpeg":
        joined = raster.joined(made)
        if (format, color) == ("webp", "gray"):
            joined = np.repeat(joined, 3, axis=2)
        np.testing.assert_array_equal(samples, joined)
    figures = read_back.check(path, made, wanted.format, wanted.dpi)
    assert figures.is_equal == (format != "jpeg")
    assert (figures.psnr_db or 100) > 35


@pytest.mark.parametrize("format", sorted(EXTENSIONS))
def test_the_same_picture_gives_the_same_bytes(tmp_path: Path, format: str) -> None:
    first, second = (
        written(tmp_path, picture(), order(format, alpha="flatten"))[0].read_bytes()
        for _ in range(2)
    )
    assert first == second


# Preparing


def test_the_bleed_is_the_picture_mirrored_and_the_trim_is_all_of_it() -> None:
    source = picture(height=20, width=30)
    samples = prepared(source, order(bleed_px=4)).samples
    np.testing.assert_array_equal(samples[4:-4, 4:-4], source)
    np.testing.assert_array_equal(samples[:4, 4:-4], source[3::-1])
    np.testing.assert_array_equal(samples[4:-4, -4:], source[:, :-5:-1])


def test_a_bleed_wider_than_the_picture_is_mirrored_again() -> None:
    source = picture(height=3, width=2)
    samples = prepared(source, order(bleed_px=7)).samples
    np.testing.assert_array_equal(samples, np.pad(source, ((7, 7), (7, 7), (0, 0)), "symmetric"))


def test_what_grows_too_large_with_its_bleed_is_refused() -> None:
    with pytest.raises(InvalidImage, match="with its bleed it has 16386 × 3 px"):
        prepared(np.zeros((1, 16_384, 3), np.uint8), order(bleed_px=1), "wide.png")


def test_grey_is_luminance_in_linear_light() -> None:
    steps = np.linspace(0, 255, 18).astype(np.uint8)
    lattice = np.stack(np.meshgrid(steps, steps, steps), -1).reshape(1, -1, 3)
    encoded = lattice / 255
    linear = np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)
    light = linear @ [0.2126, 0.7152, 0.0722]
    expected = np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)
    assert np.abs(grey(lattice) - expected * 255).max() < 0.52
    greys = np.repeat(np.arange(256, dtype=np.uint8)[None, :, None], 3, axis=2)
    np.testing.assert_array_equal(grey(greys), greys[..., 0])


def test_what_is_transparent_is_laid_on_white_without_dark_edges() -> None:
    clear = np.array([[[200, 100, 50, 128], [9, 9, 9, 0], [1, 2, 3, 255]]], np.uint8)
    np.testing.assert_array_equal(on_white(clear), [[[227, 177, 152], [255] * 3, [1, 2, 3]]])
    made = prepared(clear, order(alpha="flatten"))
    assert (made.alpha, made.is_flattened) == (None, True)
    np.testing.assert_array_equal(made.samples, on_white(clear))


def test_an_alpha_that_hides_nothing_is_left_out() -> None:
    opaque = np.dstack([picture(), np.full((60, 80), 255, np.uint8)])
    for alpha in ("keep", "flatten"):
        made = prepared(opaque, order(alpha=alpha))
        assert (made.alpha, made.is_flattened) == (None, False)


def test_the_grey_profile_has_the_curve_of_srgb() -> None:
    ramp = np.arange(256, dtype=np.uint8)[None]
    shown = np.asarray(icc.to_srgb(Image.fromarray(ramp), grey_profile()))
    np.testing.assert_array_equal(shown, np.repeat(ramp[..., None], 3, axis=2))
    profile = ImageCms.ImageCmsProfile(io.BytesIO(grey_profile()))
    assert ImageCms.getProfileDescription(profile).strip() == "Gray with the sRGB curve"


# Formats


def test_a_tiff_declares_its_alpha_compression_and_resolution(tmp_path: Path) -> None:
    path, _ = written(tmp_path, picture(alpha=True), order("tiff", dpi=600))
    with Image.open(path) as image:
        tags = image.tag_v2
        found = {tag: tags[tag] for tag in (259, 317, 338, 282, 283, 296)}
    assert found == {
        259: LZW,
        317: 2,
        338: (UNASSOCIATED,),
        282: 600,
        283: 600,
        296: 2,
    }


def test_a_tiff_of_inks_says_so(tmp_path: Path, press: Path) -> None:
    path, made = written(tmp_path, picture(), order("tiff", "cmyk", press))
    with Image.open(path) as image:
        assert (image.tag_v2[262], image.tag_v2[277]) == (INKS, 4)
        back = ImageCms.profileToProfile(
            image,
            ImageCms.ImageCmsProfile(io.BytesIO(image.info["icc_profile"])),
            ImageCms.ImageCmsProfile(io.BytesIO(icc.srgb_profile())),
            ImageCms.Intent.RELATIVE_COLORIMETRIC,
            "RGB",
            flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
    moved = colour.delta_e00(colour.lab8(np.asarray(back)), colour.lab8(picture()))
    figures = read_back.check(path, made, "tiff", 300)
    assert figures.mean_de00 == pytest.approx(float(moved.mean()), abs=0.01)
    assert figures.far_share == pytest.approx(float((moved > 3).mean()), abs=0.01)


def test_colours_that_the_press_has_come_back_as_they_were(press: Path) -> None:
    muted = (96 + picture() // 4).astype(np.uint8)
    made = prepared(muted, order("tiff", "cmyk", press))
    moved = colour.delta_e00(colour.lab8(made.shown(made.samples)), colour.lab8(muted))
    assert float(moved.mean()) < 1
    assert float(moved.max()) < 3


def test_a_jpeg_keeps_its_colours_at_full_resolution(tmp_path: Path) -> None:
    path, _ = written(tmp_path, picture(), order("jpeg", alpha="flatten"))
    with Image.open(path) as image:
        assert JpegImagePlugin.get_sampling(image) == 0  # 4:4:4


def test_a_webp_keeps_the_colours_under_what_is_transparent(tmp_path: Path) -> None:
    source = picture(alpha=True)
    source[..., 3] = 0
    path, _ = written(tmp_path, source, order("webp"))
    with Image.open(path) as image:
        np.testing.assert_array_equal(np.asarray(image), source)


@pytest.mark.parametrize(("color", "alpha"), [("srgb", "keep"), ("gray", "keep")])
def test_a_png_keeps_its_stamp(tmp_path: Path, color: str, alpha: str) -> None:
    path, _ = written(tmp_path, picture(alpha=True), order("png", color, alpha=alpha))
    found = read_stamp(path)
    assert found is not None
    assert {name: found[name] for name in STAMP} == STAMP


@pytest.mark.parametrize("format", ["tiff", "jpeg", "webp"])
def test_the_others_tell_their_provenance_as_xmp(tmp_path: Path, format: str) -> None:
    path, _ = written(tmp_path, picture(), order(format, alpha="flatten"))
    with Image.open(path) as image:
        packet = image.tag_v2[700] if format == "tiff" else image.info["xmp"]
    assert told_by(packet) == STAMP


def told_by(packet: bytes) -> dict[str, str]:
    (described,) = ElementTree.fromstring(packet).iter(
        "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}Description"
    )
    own = f"{{{xmp.NAMESPACE}}}"
    return {
        key.removeprefix(own): value
        for key, value in described.attrib.items()
        if key.startswith(own)
    }


def test_xmp_holds_what_a_stamp_may_and_escapes_it() -> None:
    given = {"project": 'a "b" <c> & d', "api_key": "canary", "prompt": "canary"}
    packet = xmp.packet(given, title="<&>", written_at="2026-02-20T12:00:00Z")
    assert told_by(packet) == {"project": 'a "b" <c> & d'}
    assert b"canary" not in packet


# Reading back


def changed(made: Prepared, **facts: Any) -> Prepared:
    return Prepared(**{**vars(made), **facts})


def other_samples(made: Prepared) -> Prepared:
    samples = made.samples.copy()
    samples[30, 40, 0] ^= 1
    return changed(made, samples=samples)


def other_alpha(made: Prepared) -> Prepared:
    assert made.alpha is not None
    alpha = made.alpha.copy()
    alpha[30, 40] ^= 1
    return changed(made, alpha=alpha)


DIFFERENCES = {
    "a sample": (other_samples, "its samples differ"),
    "the alpha": (other_alpha, "its transparency differs"),
    "no alpha": (lambda made: changed(made, alpha=None), "it is transparent"),
    "the profile": (lambda made: changed(made, profile=b"other"), "its colour profile differs"),
    "the size": (
        lambda made: changed(made, samples=made.samples[:-1], alpha=made.alpha[:-1]),
        r"it has \(80, 60\) px instead of \(80, 59\)",
    ),
}


ALWAYS_SRGB = ("webp", "the profile")
DIFFERING = [
    (format, difference)
    for format in ("png", "tiff", "webp")
    for difference in sorted(DIFFERENCES)
    if (format, difference) != ALWAYS_SRGB
]


@pytest.mark.parametrize(("format", "difference"), DIFFERING)
def test_a_file_that_is_not_what_was_made_fails(
    tmp_path: Path, format: str, difference: str
) -> None:
    change, reason = DIFFERENCES[difference]
    path, made = written(tmp_path, picture(alpha=True), order(format))
    with pytest.raises(ImagingFailed, match=reason):
        read_back.check(path, change(made), order(format).format, 300)


def test_a_file_of_another_resolution_fails(tmp_path: Path) -> None:
    path, made = written(tmp_path, picture(), order("png", dpi=299))
    with pytest.raises(ImagingFailed, match="it says 299 dpi instead of 300"):
        read_back.check(path, made, "png", 300)


def test_a_jpeg_of_another_picture_fails(tmp_path: Path) -> None:
    path, made = written(tmp_path, picture(), order("jpeg", alpha="flatten"))
    mirrored = changed(made, samples=np.ascontiguousarray(made.samples[:, ::-1]))
    with pytest.raises(ImagingFailed, match=r"its samples differ \(\d+\.\d dB\)"):
        read_back.check(path, mirrored, "jpeg", 300)


@pytest.mark.filterwarnings("ignore:Truncated File Read")
@pytest.mark.parametrize(("format", "color"), [("png", "srgb"), ("tiff", "gray"), ("webp", "srgb")])
def test_a_file_that_was_cut_short_fails(tmp_path: Path, format: str, color: str) -> None:
    path, made = written(tmp_path, picture(), order(format, color))
    path.write_bytes(path.read_bytes()[:-60])
    with pytest.raises(ImagingFailed, match="a file was read back and"):
        read_back.check(path, made, order(format).format, 300)
