"""What effects are made of: streams, blurs, noise, and guessed planes."""

import numpy as np
import pytest

from iat_sidecar.imaging import colour, layers
from tests.imaging.drawn_scene import apply, lightness, street


def test_streams_depend_on_seed_and_name_alone():
    def draw(seed, name):
        return layers.stream(seed, name).random(8).tolist()

    assert draw(1, "a") == draw(1, "a")
    assert len({str(draw(seed, name)) for seed in (1, 2) for name in ("a", "b")}) == 4


@pytest.mark.parametrize("radius", [0.002, 0.01, 0.05, 0.2])
def test_a_blur_keeps_flat_areas_and_the_total(radius):
    flat = np.full((60, 80), 0.37, np.float32)
    np.testing.assert_allclose(layers.blurred(flat, radius), flat, atol=2e-5)
    dot = np.zeros((256, 256), np.float32)
    dot[124:132, 124:132] = 1
    assert layers.blurred(dot, min(radius, 0.05)).sum() == pytest.approx(64, rel=0.02)


def test_a_blur_has_the_width_asked_for():
    dot = np.zeros((257, 257), np.float32)
    dot[128, 128] = 1
    line = layers.blurred(dot, 10 / 257).sum(axis=0)
    offsets = np.arange(257) - 128
    assert np.sqrt((line * offsets**2).sum() / line.sum()) == pytest.approx(10, rel=0.06)


def test_noise_fills_its_range_and_repeats():
    made = [layers.noise((96, 128), layers.stream(3, "n"), 0.2) for _ in range(2)]
    np.testing.assert_array_equal(*made)
    assert made[0].min() < 0.25
    assert made[0].max() > 0.75
    assert made[0].mean() == pytest.approx(0.5, abs=0.12)


def test_a_ramp_runs_either_way():
    values = np.array([0.0, 0.5, 1.0], np.float32)
    assert layers.ramp(values, 0, 1).tolist() == [0, 0.5, 1]
    assert layers.ramp(values, 1, 0).tolist() == [1, 0.5, 0]


def test_the_horizon_is_where_the_sky_ends():
    assert layers.horizon(street()[1]["sky"]) == pytest.approx(0.42, abs=0.02)
    assert layers.horizon(np.zeros((10, 10), np.float32)) == 0.5


def test_guessed_planes_find_sky_ground_lights_and_distance():
    image, known = street(256, 192)
    planes = layers.guess_planes(image)
    assert {name: (plane.shape, plane.dtype) for name, plane in planes.items()} == {
        name: (image.shape[:2], np.dtype(np.float32))
        for name in ("depth", "sky", "ground", "lights")
    }
    assert all(plane.min() >= 0 and plane.max() <= 1 for plane in planes.values())
    assert np.abs(planes["sky"] - known["sky"]).mean() < 0.1
    assert planes["ground"][-1].mean() == 1
    assert planes["depth"][5].mean() > planes["depth"][100].mean() > planes["depth"][-1].mean()


def test_a_bright_spot_in_a_dark_picture_is_guessed_to_be_a_light():
    image = np.full((96, 128, 3), 0.02, np.float32)
    image[40:46, 60:66] = (0.95, 0.8, 0.4)
    lights = layers.guess_planes(image)["lights"]
    assert lights[41:45, 61:65].min() > 0.8
    assert lights[:30].max() < 0.01


def test_a_photograph_without_planes_can_be_turned_to_a_rainy_night():
    image, _ = street()
    planes = layers.guess_planes(image)
    night = apply("rain", apply("night", image, planes), planes)
    assert lightness(night).mean() < 45
    assert colour.to_srgb(night).std() > 4
