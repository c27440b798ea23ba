"""The advanced passes: lens, film, print and pen."""

import numpy as np
import pytest

from iat_sidecar.core.errors import NotFound
from iat_sidecar.imaging import colour, effect
from tests.imaging.drawn_scene import apply, lightness, street

PASSES = ("vignette", "grain", "halftone", "ink")


@pytest.fixture(scope="module")
def scene():
    image, planes = street(256, 192)
    return image * np.float32(0.6) + np.float32(0.3), planes  # pale, so that ink has work to do


@pytest.fixture
def grey():
    return np.full((96, 128, 3), 0.2, np.float32)


@pytest.mark.parametrize("name", PASSES)
def test_a_pass_repeats_itself_and_with_no_amount_does_nothing(scene, name):
    image, planes = scene
    first = apply(name, image, planes)
    assert first.tobytes() == apply(name, image, planes).tobytes()
    assert np.abs(first - image).mean() > 0.001
    np.testing.assert_allclose(apply(name, image, planes, amount=0), image, atol=1e-7)


@pytest.mark.parametrize("name", PASSES)
@pytest.mark.parametrize("shape", [(1, 1), (64, 3), (5, 96)])
def test_a_pass_takes_any_shape(name, shape):
    image = np.full((*shape, 3), 0.3, np.float32)
    assert apply(name, image, {}).shape == image.shape


def test_a_vignette_takes_its_amount_from_the_corners_and_nothing_from_the_middle(grey):
    result = apply("vignette", grey, {}, amount=0.5)
    assert result[0, 0, 0] == pytest.approx(0.1, rel=0.03)
    assert result[48, 64, 0] == pytest.approx(0.2, rel=0.001)


def test_grain_has_the_deviation_asked_for_and_no_colour(grey):
    noisy = colour.encode(apply("grain", grey, {}, amount=0.5, size_px=1))
    np.testing.assert_array_equal(noisy[..., 0], noisy[..., 2])
    tone = float(colour.encode(np.float32(0.2)))
    expected = 0.045 * (0.35 + 2.6 * tone * (1 - tone))
    assert noisy[..., 0].std() == pytest.approx(expected, rel=0.05)
    assert noisy.mean() == pytest.approx(tone, abs=0.002)


def test_another_seed_is_another_grain(grey):
    assert (apply("grain", grey, {}, seed=1) != apply("grain", grey, {}, seed=2)).any()


def test_halftone_dots_keep_the_tone_and_grow_with_the_shade():
    tones = np.repeat(np.linspace(0.02, 0.9, 4, dtype=np.float32), 64)
    image = np.broadcast_to(tones[None, :, None], (256, 256, 3)).copy()
    screened = colour.encode(apply("halftone", image, {}, amount=1, pitch_px=32))
    blocks = screened.reshape(256, 4, 64, 3).mean((0, 2, 3))
    assert np.abs(blocks - colour.encode(tones[::64])).max() < 0.08
    assert screened[:, 64:128].std() > 0.05


def test_ink_darkens_edges_and_leaves_light_areas_alone(scene):
    image, planes = scene
    inked = apply("ink", image, planes)
    assert lightness(inked)[50:52, 20:80].min() < lightness(image)[50:52, 20:80].min() - 20
    np.testing.assert_allclose(inked[5:20, 100:240], image[5:20, 100:240], atol=1e-4)


def test_ink_draws_a_line_of_the_width_asked_for_on_the_dark_side_of_an_edge():
    image = np.full((64, 512, 3), 0.6, np.float32)
    image[:, 256:] = 0.15
    widths = []
    for line_px in (4, 8):
        drawn = apply("ink", image, {}, line_px=line_px, amount=1)[32, :, 0] < 0.5 * image[32, :, 0]
        assert not drawn[:256].any()
        widths.append(int(drawn.sum()))
    assert widths[0] in (1, 2, 3)
    assert widths[1] in (3, 4, 5)


def test_an_effect_nobody_wrote_is_not_found():
    with pytest.raises(NotFound):
        effect.get("hurricane")
