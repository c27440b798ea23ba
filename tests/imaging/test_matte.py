"""Cutouts against drawn truth: edges, backdrops, colours under alpha, and the verdict."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from iat_sidecar.core.errors import WeightsMissing
from iat_sidecar.imaging.matte import backdrop, compose, quality
from iat_sidecar.imaging.matte.choose import cutout, suited
from iat_sidecar.imaging.matte.flood import flood
from iat_sidecar.imaging.matte.key import despill, key
from iat_sidecar.imaging.matte.terms import MatteLimits, MatteQuality

PAPER, SKY, SAND, GREEN = (250, 248, 240), (120, 170, 230), (240, 220, 200), (0, 177, 64)
INK, COAT = (20, 16, 24), (214, 120, 60)


def figure(size=256, behind=PAPER, below=None, arm=True):
    """An inked figure on a backdrop: the picture, its true alpha, its true colours."""
    n, unit = size * 4, size * 4 / 100
    colours, mask = Image.new("RGB", (n, n), INK), Image.new("L", (n, n), 0)

    def body(draw, fill, grow):
        draw.ellipse([38 * unit - grow, 10 * unit - grow, 62 * unit + grow, 36 * unit + grow], fill)
        draw.rectangle(
            [34 * unit - grow, 34 * unit - grow, 66 * unit + grow, 90 * unit + grow], fill
        )
        if arm:
            box = [14 * unit - grow, 40 * unit - grow, 44 * unit + grow, 70 * unit + grow]
            draw.arc(box, 80, 300, fill, round(6 * unit + 2 * grow))

    body(ImageDraw.Draw(mask), 255, 1.2 * unit)
    body(ImageDraw.Draw(colours), COAT, 0)
    alpha = np.asarray(mask.reduce(4), np.float32) / np.float32(255)
    own = np.asarray(colours.reduce(4), np.float32)
    fade = np.linspace(0, 1, size)[:, None, None]
    ground = np.array(behind) * (1 - fade) + np.array(below or behind) * fade
    mixed = own * alpha[..., None] + ground * (1 - alpha[..., None])
    return (mixed + 0.5).astype(np.uint8), alpha, own


def mean_square(one, other):
    return float(((one - other) ** 2).mean())


@pytest.mark.parametrize("method", [flood, key])
@pytest.mark.parametrize(
    ("behind", "below"), [(PAPER, None), (SKY, SAND), (GREEN, None), ((28, 60, 110), None)]
)
def test_a_figure_comes_off_flat_and_fading_backdrops_with_its_soft_edge(method, behind, below):
    image, alpha, _ = figure(behind=behind, below=below, arm=False)
    assert mean_square(method(image), alpha) < 2e-4


@pytest.mark.parametrize("size", [300, 700, 1025])
def test_pictures_larger_than_the_working_copy_keep_their_exact_edge(size):
    image, alpha, _ = figure(size)
    assert mean_square(key(image), alpha) < 5e-5


def test_the_edge_is_half_transparent_where_the_truth_is():
    image, alpha, _ = figure(512)
    soft = (alpha > 0.3) & (alpha < 0.7)
    assert np.abs(key(image)[soft] - alpha[soft]).mean() < 0.06


def test_the_flood_keeps_backdrop_colours_that_the_subject_encloses():
    image, _, _ = figure(arm=False)
    image[140:160, 120:140] = PAPER
    kept, keyed = flood(image)[150, 130], key(image)[150, 130]
    assert (kept, keyed) == (1.0, 0.0)


def test_a_subject_cut_by_the_lower_edge_is_not_taken_for_backdrop():
    image, alpha, _ = figure(arm=False)
    image, alpha = image[:200], alpha[:200]
    assert alpha[-1].max() == 1
    assert mean_square(flood(image), alpha) < 2e-4


def test_a_backdrop_of_two_colours_is_removed_whole():
    image, alpha, _ = figure(behind=SKY, arm=False)
    ground = figure(behind=(90, 140, 70), arm=False)[0]
    image[180:] = ground[180:]
    assert mean_square(flood(image), alpha) < 1e-3


def test_paper_grain_and_jpeg_noise_leave_no_specks():
    image, alpha, _ = figure(512)
    grain = np.random.default_rng(5).normal(0, 3, image.shape)
    noisy = np.clip(image + grain, 0, 255).astype(np.uint8)
    found = cutout(noisy, method="flood")
    assert (found.quality.components, found.quality.holes) == (1, 0)
    assert found.alpha[alpha == 0].mean() < 0.004


def test_edge_colours_are_the_subjects_own_on_any_ground():
    image, alpha, own = figure(512, behind=PAPER)
    soft = (alpha > 0.1) & (alpha < 0.9)
    spilled = np.abs(image[soft] - own[soft]).mean()
    cleaned = np.abs(cutout(image, method="key").foreground[soft] - own[soft]).mean()
    assert cleaned < spilled / 10


def test_opaque_pixels_keep_their_colour_to_the_bit():
    image, _, _ = figure(512)
    found = cutout(image, method="flood")
    opaque = found.alpha == 1
    assert opaque.mean() > 0.2
    assert np.array_equal(found.foreground[opaque], image[opaque])


def test_transparent_pixels_carry_the_subjects_colours_not_the_backdrops():
    image, alpha, _ = figure(512, behind=GREEN)
    hidden = cutout(image, method="key").foreground[alpha == 0].astype(int)
    greener = hidden[:, 1] - np.maximum(hidden[:, 0], hidden[:, 2])
    assert greener.max() < 40
    assert greener.mean() < 0


def test_composited_on_a_new_ground_the_cutout_matches_the_truth():
    image, alpha, own = figure(512, behind=PAPER)
    found = cutout(image, method="key").rgba().astype(np.float32)
    shown = found[..., :3] * found[..., 3:] / 255
    assert np.abs(shown - own * alpha[..., None]).mean() < 0.5


def test_straight_alpha_is_not_multiplied_into_the_colour():
    picture = np.full((1, 1, 3), (200, 100, 50), np.uint8)
    half = np.full((1, 1), 128 / 255, np.float32)
    assert compose.rgba(picture, half).tolist() == [[[200, 100, 50, 128]]]


def test_despill_takes_green_off_the_edge_and_leaves_the_inside_alone():
    image, alpha, _ = figure(256, behind=GREEN, arm=False)
    image[150:170, 120:140] = (40, 160, 60)
    image[100:200, 84] = (120, 170, 90)
    clean = image.copy()
    despill(image, alpha, clean)
    assert clean[160, 130].tolist() == [40, 160, 60]
    red, green, blue = clean[150, 84].astype(int)
    assert abs(green - (red + blue) / 2) <= 1
    assert red > blue


def test_despill_leaves_pictures_before_neutral_backdrops_alone():
    image, alpha, _ = figure(behind=PAPER)
    clean = image.copy()
    despill(image, alpha, clean)
    assert np.array_equal(clean, image)


@pytest.mark.parametrize(
    ("behind", "has_model", "method"),
    [(PAPER, True, "flood"), (GREEN, True, "key"), (None, True, "onnx"), (None, False, "grabcut")],
)
def test_auto_judges_by_the_frames_edge(behind, has_model, method):
    if behind is None:
        image = np.random.default_rng(1).integers(0, 256, (96, 96, 3), dtype=np.uint8)
    else:
        image, _, _ = figure(96, behind)
    assert suited(image, has_model=has_model).method == method


def test_auto_says_which_method_it_took_and_why():
    found = cutout(figure(behind=GREEN)[0])
    assert (found.method, found.reason) == ("key", "the backdrop is one saturated colour")


def test_the_onnx_method_without_a_model_names_what_is_missing():
    with pytest.raises(WeightsMissing):
        cutout(figure()[0], method="onnx")


def test_the_same_picture_gives_the_same_bytes():
    image, _, _ = figure(300)
    assert cutout(image).rgba().tobytes() == cutout(image).rgba().tobytes()


@pytest.mark.parametrize("shape", [(1, 1), (1, 7), (3, 900), (900, 2), (17, 33)])
@pytest.mark.parametrize("method", ["auto", "flood", "key"])
def test_tiny_and_thin_pictures_have_a_matte_of_their_size(shape, method):
    image = np.random.default_rng(2).integers(0, 256, (*shape, 3), dtype=np.uint8)
    assert cutout(image, method=method).rgba().shape == (*shape, 4)


def test_a_clean_backdrop_is_uniform_and_a_busy_one_is_not():
    plain = np.zeros((64, 64, 3), np.float32) + np.float32(50)
    busy = np.random.default_rng(3).uniform(-60, 60, (64, 64, 3)).astype(np.float32)
    assert backdrop.estimate(plain).uniformity == 1
    assert backdrop.estimate(busy).uniformity < 0.3


def disc(radius, size=200):
    y, x = np.mgrid[:size, :size] - np.float32(size / 2 - 0.5)
    return np.clip(radius - np.hypot(x, y) + 0.5, 0, 1).astype(np.float32)


def test_a_good_matte_is_measured_and_passes():
    assert quality.measure(np.pad(np.ones((20, 20), np.float32), 10)) == MatteQuality(
        coverage=0.25,
        border_touch=0.0,
        sides_cut=0,
        unknown_share=0.0,
        faint_share=0.0,
        components=1,
        holes=0,
        is_poor=False,
        reasons=[],
    )


PIECES = np.zeros((200, 200), np.float32)
PIECES[20:180:40, 20:60] = 1
PIECES[21:181:40, 20:60] = 1
HOLES = np.ones((200, 200), np.float32) * np.pad(np.ones((180, 180), np.float32), 10)
HOLES[30:170:20, 100:108] = 0
HOLES[31:171:20, 100:108] = 0
HOLES[32:172:20, 100:108] = 0
CUT = np.zeros((100, 100), np.float32)
CUT[:, 30:] = 1


@pytest.mark.parametrize(
    ("alpha", "reason"),
    [
        (np.zeros((50, 50), np.float32), "no subject was found"),
        (np.ones((50, 50), np.float32) * np.float32(0.99), "nearly the whole picture was kept"),
        (CUT, "the subject is cut on 3 sides"),
        (disc(60) * np.float32(0.5), "29% of the picture is neither subject nor backdrop"),
        (disc(20) * np.float32(0.7), "the subject is mostly half transparent"),
        (PIECES, "the subject is in 4 pieces"),
        (HOLES, "the subject has 7 holes"),
    ],
)
def test_a_poor_matte_says_why(alpha, reason):
    found = quality.measure(alpha)
    assert found.is_poor
    assert reason in found.reasons


def test_specks_and_pinholes_do_not_count():
    alpha = disc(60)
    alpha[5, 5] = 1
    alpha[100, 100] = 0
    found = quality.measure(alpha)
    assert (found.components, found.holes, found.is_poor) == (1, 0, False)


def test_limits_can_be_moved():
    assert not quality.measure(PIECES, MatteLimits(max_components=4)).is_poor


def test_a_blank_picture_has_no_subject():
    found = cutout(np.full((80, 80, 3), 128, np.uint8))
    assert found.quality.reasons == ["no subject was found"]


def test_without_refining_colours_stay_as_they_are_and_clear_pixels_get_their_mean():
    image = np.zeros((64, 64, 3), np.uint8)
    image[:, :32], image[:, 32:] = (200, 40, 20), (10, 220, 30)
    alpha = np.zeros((64, 64), np.float32)
    alpha[:, :32] = 1
    picture = compose.as_seen(image, alpha)
    assert np.array_equal(picture[:, :32, :3], image[:, :32])
    assert np.array_equal(picture[:, 32:], np.broadcast_to([200, 40, 20, 0], (64, 32, 4)))
