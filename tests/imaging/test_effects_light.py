"""Times of day: what each does to sky, ground, lamps and mood."""

from typing import get_args

import msgspec
import numpy as np
import pytest

from iat_sidecar.core.values import TimeOfDay
from iat_sidecar.imaging import colour
from tests.imaging.drawn_scene import apply, lightness, street

TIMES = get_args(TimeOfDay)


@pytest.fixture(scope="module")
def scene():
    return street()


@pytest.mark.parametrize("time", TIMES)
def test_the_same_seed_gives_the_same_bytes_and_leaves_its_input_alone(scene, time):
    image, planes = scene
    before = image.copy()
    first, second = apply(time, image, planes), apply(time, image, planes)
    assert first.dtype == np.float32
    assert first.shape == image.shape
    assert first.tobytes() == second.tobytes()
    np.testing.assert_array_equal(image, before)


@pytest.mark.parametrize("time", TIMES)
def test_no_strength_changes_nothing_and_half_is_between(scene, time):
    image, planes = scene
    whole = apply(time, image, planes)
    np.testing.assert_array_equal(apply(time, image, planes, strength=0), image)
    np.testing.assert_allclose(
        apply(time, image, planes, strength=0.5), (image + whole) / 2, atol=1e-6
    )


@pytest.mark.parametrize("time", TIMES)
def test_light_stays_in_range(scene, time):
    result = apply(time, *scene)
    assert np.isfinite(result).all()
    assert result.min() >= 0
    assert result.max() <= 1.0


@pytest.mark.parametrize("time", TIMES)
@pytest.mark.parametrize(("width", "height"), [(64, 64), (96, 5), (3, 64), (1, 1)])
def test_small_and_narrow_pictures_are_lit_too(time, width, height):
    image, planes = street(width, height)
    assert apply(time, image, planes).shape == (height, width, 3)


@pytest.mark.parametrize("time", TIMES)
def test_a_picture_without_sky_and_lights_is_lit_too(scene, time):
    image, planes = scene
    empty = {name: np.zeros_like(plane) for name, plane in planes.items()}
    assert np.isfinite(apply(time, image, empty)).all()


def test_night_is_dark_and_blue_and_day_is_not(scene):
    night, day = apply("night", *scene), apply("day", *scene)
    assert lightness(night).mean() < 45
    assert lightness(day).mean() > 35
    open_sky = scene[1]["sky"] > 0.5
    assert colour.to_lab(night)[open_sky][:, 2].mean() < -5


def test_at_night_windows_shine_and_light_the_wall_around_them(scene):
    image, planes = scene
    dark = apply("night", image, {**planes, "lights": np.zeros_like(planes["lights"])})
    lit = apply("night", image, planes)
    wall = np.s_[48:56, 20:50]
    assert lightness(lit)[planes["lights"] > 0.5].mean() > 75
    assert lightness(lit)[wall].mean() > lightness(dark)[wall].mean() + 8
    assert colour.to_lab(lit)[wall][..., 2].mean() > colour.to_lab(dark)[wall][..., 2].mean() + 8


def test_a_pane_that_shows_the_sky_is_dark_at_night(scene):
    image, planes = scene
    pane = {**planes, "sky": np.maximum(planes["sky"], planes["lights"])}
    assert lightness(apply("night", image, pane))[planes["lights"] > 0.5].mean() < 25


def test_by_day_lamps_make_no_difference_to_the_wall(scene):
    image, planes = scene
    dark = apply("day", image, {**planes, "lights": np.zeros_like(planes["lights"])})
    wall = np.s_[48:56, 20:50]
    np.testing.assert_array_equal(apply("day", image, planes)[wall], dark[wall])


def test_the_skyline_is_warmer_than_the_zenith_at_dusk(scene):
    dusk = colour.to_lab(apply("dusk", *scene))
    assert dusk[36:40, 60:120, 1].mean() > dusk[:4, 60:120, 1].mean() + 5
    assert dusk[36:40, 60:120, 2].mean() > dusk[:4, 60:120, 2].mean() + 15


def test_the_seed_moves_the_sun_of_the_golden_hour(scene):
    sides = {
        int(
            np.argmax(lightness(apply("golden_hour", *scene, seed=seed))[37].reshape(2, -1).mean(1))
        )
        for seed in range(8)
    }
    assert sides == {0, 1}


def test_the_seed_moves_the_stars(scene):
    one, other = (apply("night", *scene, seed=seed) for seed in (1, 2))
    below = scene[1]["sky"] < 0.5
    assert (one != other).any()
    np.testing.assert_array_equal(one[below], other[below])


def test_every_time_of_day_looks_different(scene):
    looks = [lightness(apply(time, *scene)).round(3).tobytes() for time in TIMES]
    assert len(set(looks)) == len(TIMES)


def test_a_larger_picture_looks_like_the_smaller_one():
    small, large = apply("dusk", *street(128, 96)), apply("dusk", *street(512, 384))
    reduced = large.reshape(96, 4, 128, 4, 3).mean((1, 3))
    assert np.abs(lightness(reduced) - lightness(small)).mean() < 1.5


def test_a_strength_outside_its_range_is_refused(scene):
    with pytest.raises(msgspec.ValidationError, match="strength"):
        apply("night", *scene, strength=1.5)


def test_an_unknown_option_is_refused(scene):
    with pytest.raises(msgspec.ValidationError, match="moon"):
        apply("night", *scene, moon=1)
