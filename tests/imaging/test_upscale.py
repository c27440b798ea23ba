"""Enlarging: sizes, alpha, fidelity, and lines without steps or ringing."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from iat_sidecar.imaging import upscale

METHODS = (upscale.lanczos, upscale.edge)
names = [method.__name__ for method in METHODS]


@pytest.fixture(scope="module")
def art():
    """Slanted and round outlines at 384×288, drawn far larger and reduced."""
    sheet = Image.new("RGB", (1536, 1152), (232, 214, 170))
    pen = ImageDraw.Draw(sheet)
    for start in range(-800, 1600, 190):
        pen.line((start, 0, start + 700, 1152), fill=(30, 26, 34), width=14)
    pen.ellipse((300, 200, 1100, 1000), fill=(70, 130, 190), outline=(30, 26, 34), width=16)
    return np.asarray(sheet.reduce(4))


def reduced(image, factor):
    height, width = image.shape[0] // factor, image.shape[1] // factor
    return np.asarray(Image.fromarray(image).resize((width, height), Image.Resampling.BOX))


def psnr(one, other):
    return 10 * np.log10(255**2 / np.mean((one.astype(float) - other) ** 2))


@pytest.mark.parametrize("method", METHODS, ids=names)
@pytest.mark.parametrize("factor", [1, 1.5, 2, 3.3, 8])
@pytest.mark.parametrize("shape", [(1, 1, 3), (9, 5, 4), (2, 31, 3)])
def test_every_factor_gives_its_size(method, factor, shape):
    image = np.random.default_rng(1).integers(0, 256, shape, dtype=np.uint8)
    result = method(image, factor)
    assert result.dtype == np.uint8
    assert result.shape == (
        max(1, round(shape[0] * factor)),
        max(1, round(shape[1] * factor)),
        shape[2],
    )


@pytest.mark.parametrize("method", METHODS, ids=names)
def test_a_factor_of_one_is_the_same_picture(method, art):
    np.testing.assert_array_equal(method(art, 1), art)


@pytest.mark.parametrize("method", METHODS, ids=names)
@pytest.mark.parametrize("factor", [0.5, 8.5, float("nan")])
def test_a_factor_out_of_range_is_refused(method, factor, art):
    with pytest.raises(ValueError, match="1 to 8"):
        method(art, factor)


@pytest.mark.parametrize("method", METHODS, ids=names)
def test_the_same_picture_gives_the_same_bytes(method, art):
    assert method(art, 2).tobytes() == method(art.copy(), 2).tobytes()


@pytest.mark.parametrize("method", METHODS, ids=names)
def test_flat_pictures_stay_flat(method):
    flat = np.full((20, 30, 4), (200, 90, 30, 128), np.uint8)
    np.testing.assert_array_equal(
        method(flat, 3), np.full((60, 90, 4), (200, 90, 30, 128), np.uint8)
    )


@pytest.mark.parametrize("method", METHODS, ids=names)
@pytest.mark.parametrize("factor", [2, 3, 4])
def test_reducing_the_result_gives_the_picture_again(method, factor, art):
    assert psnr(reduced(method(art, factor), factor), art) > 38


@pytest.mark.parametrize("factor", [2, 3, 4])
def test_lines_come_out_nearer_the_truth_than_with_lanczos(factor, art):
    few = reduced(art[: 288 // factor * factor, : 384 // factor * factor], factor)
    truth = art[: few.shape[0] * factor, : few.shape[1] * factor]
    assert psnr(upscale.edge(few, factor), truth) > psnr(upscale.lanczos(few, factor), truth) + 0.3


def test_edge_never_rings(art):
    step = np.full((40, 40, 3), 200, np.uint8)
    step[:, 20:] = 60
    assert upscale.edge(step, 4).min() == 60
    assert upscale.edge(step, 4).max() == 200
    assert upscale.lanczos(step, 4).max() > 200


def test_lanczos_mixes_light_and_not_codes():
    checks = np.indices((32, 32)).sum(0) % 2 * 255
    image = np.repeat(checks[..., None], 3, axis=2).astype(np.uint8)
    wide = upscale.lanczos(np.repeat(image, 2, axis=1)[:, :32], 8)
    halfway = wide[:, 100:140].reshape(-1)
    assert abs(np.median(halfway[(halfway > 150) & (halfway < 220)]) - 188) < 20


@pytest.mark.parametrize("method", METHODS, ids=names)
def test_a_cut_out_has_no_dark_fringe(method):
    image = np.zeros((24, 24, 4), np.uint8)
    image[..., :3] = (0, 255, 0)
    image[6:18, 6:18] = (220, 60, 40, 255)
    result = method(image, 4).astype(int)
    edge = result[(result[..., 3] > 24) & (result[..., 3] < 250)]
    assert len(edge) > 50
    assert np.abs(edge[:, :3] - (220, 60, 40)).max() <= 3


@pytest.mark.parametrize("method", METHODS, ids=names)
def test_colour_under_no_alpha_stays_defined(method):
    image = np.full((12, 12, 4), (10, 200, 90, 0), np.uint8)
    result = method(image, 2)
    np.testing.assert_array_equal(result, np.full((24, 24, 4), (10, 200, 90, 0), np.uint8))
