"""Enlarging: sizes, alpha, fidelity, and lines without steps or ringing."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from iat_sidecar.core.errors import ImagingFailed
from iat_sidecar.imaging.upscale.edge import edge
from iat_sidecar.imaging.upscale.lanczos import lanczos

METHODS = (lanczos, edge)
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
    assert psnr(edge(few, factor), truth) > psnr(lanczos(few, factor), truth) + 0.3


def test_edge_never_rings(art):
    step = np.full((40, 40, 3), 200, np.uint8)
    step[:, 20:] = 60
    assert edge(step, 4).min() == 60
    assert edge(step, 4).max() == 200
    assert lanczos(step, 4).max() > 200


def test_lanczos_mixes_light_and_not_codes():
    checks = np.indices((32, 32)).sum(0) % 2 * 255
    image = np.repeat(checks[..., None], 3, axis=2).astype(np.uint8)
    wide = lanczos(np.repeat(image, 2, axis=1)[:, :32], 8)
    halfway = wide[:, 100:140].reshape(-1)
    assert abs(np.median(halfway[(halfway > 150) & (halfway < 220)]) - 188) < 20


@pytest.mark.parametrize("method", METHODS, ids=names)
def test_a_cut_out_has_no_dark_fringe(method):
    image = np.zeros((24, 24, 4), np.uint8)
    image[..., :3] = (0, 255, 0)
    image[6:18, 6:18] = (220, 60, 40, 255)
    result = method(image, 4).astype(int)
    fringe = result[(result[..., 3] > 24) & (result[..., 3] < 250)]
    assert len(fringe) > 50
    assert np.abs(fringe[:, :3] - (220, 60, 40)).max() <= 3


@pytest.mark.parametrize("method", METHODS, ids=names)
def test_colour_under_no_alpha_stays_defined(method):
    image = np.full((12, 12, 4), (10, 200, 90, 0), np.uint8)
    result = method(image, 2)
    np.testing.assert_array_equal(result, np.full((24, 24, 4), (10, 200, 90, 0), np.uint8))


@pytest.fixture(scope="module")
def drawing():
    """Spokes of many widths and directions, arcs, and a corner at 512×384: the truth."""
    ink, big = (20, 18, 24), 8
    sheet = Image.new("RGB", (512 * big, 384 * big), (240, 236, 226))
    pen = ImageDraw.Draw(sheet)
    for spoke in range(12):
        angle, reach = spoke * np.pi / 12, 95
        across, down = reach * np.cos(angle), reach * np.sin(angle)
        ends = (110 - across, 110 - down, 110 + across, 110 + down)
        pen.line([end * big for end in ends], fill=ink, width=round(big * (0.8 + 0.35 * spoke)))
    pen.ellipse([edge * big for edge in (230, 20, 400, 190)], (200, 80, 60), ink, 4 * big)
    pen.arc([edge * big for edge in (420, 20, 500, 200)], 20, 300, ink, 3 * big)
    pen.polygon([edge * big for edge in (260, 360, 340, 220, 400, 360)], (70, 130, 190), ink)
    return np.asarray(sheet.reduce(big))


def nearest(image, factor):
    return np.repeat(np.repeat(image, factor, axis=0), factor, axis=1)


def test_drawn_edges_are_nearer_the_truth_than_with_lanczos_or_steps(drawing):
    few = reduced(drawing, 2)
    slope = np.abs(np.gradient(drawing.mean(axis=-1))).sum(axis=0) > 8
    near = {
        method.__name__: psnr(method(few, 2)[slope], drawing[slope])
        for method in (edge, lanczos, nearest)
    }
    assert near["edge"] > near["lanczos"] + 1.5 > near["nearest"] + 1.5


def test_paper_beside_a_drawn_line_stays_paper(drawing):
    """No halo: nothing gets brighter than the paper, nothing darker than the ink."""
    few = reduced(drawing, 2)
    made = {method.__name__: method(few, 2).astype(int) for method in METHODS}
    over = {name: (each - few.max(axis=(0, 1))).max() for name, each in made.items()}
    under = {name: (few.min(axis=(0, 1)) - each).max() for name, each in made.items()}
    assert (over["edge"], under["edge"]) == (0, 0)
    assert min(over["lanczos"], under["lanczos"]) > 10


@pytest.mark.parametrize("factor", [1.5, 2, 3.3, 4])
@pytest.mark.parametrize("has_alpha", [False, True])
def test_a_picture_made_in_strips_is_the_picture_made_at_once(factor, has_alpha, art, monkeypatch):
    image = art[60:181, 80:231]
    if has_alpha:
        cut = np.where(np.indices(image.shape[:2]).sum(0) > 130, 255, 0)
        image = np.dstack([image, cut.astype(np.uint8)])
    whole = [method(image, factor).astype(int) for method in METHODS]
    monkeypatch.setattr("iat_sidecar.imaging.upscale.planes.STRIP_PX", 37)
    monkeypatch.setattr("iat_sidecar.imaging.upscale.edge.WINDOW_PIXELS", 1 << 14)
    parts = [method(image, factor).astype(int) for method in METHODS]
    for one, other in zip(whole, parts, strict=True):
        assert np.abs(one - other).max() <= 1
        assert (one != other).mean() < 1e-4


@pytest.mark.parametrize("method", METHODS, ids=names)
@pytest.mark.parametrize(("shape", "factor"), [((4000, 4000), 3), ((4, 9000), 2)])
def test_a_result_that_no_picture_may_be_is_refused(method, shape, factor):
    with pytest.raises(ImagingFailed, match="ask for a smaller factor"):
        method(np.broadcast_to(np.uint8(0), (*shape, 3)), factor)
