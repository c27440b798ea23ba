"""Weather: what falls, what lies, what fades, and what is left alone."""

from typing import get_args

import numpy as np
import pytest

from iat_sidecar.core.values import Weather
from iat_sidecar.imaging import colour
from iat_sidecar.imaging.particles import RAIN, SNOW, falling
from tests.imaging.drawn_scene import apply, lightness, street

WEATHERS = get_args(Weather)


@pytest.fixture(scope="module")
def scene():
    return street()


@pytest.mark.parametrize("weather", WEATHERS)
def test_the_same_seed_gives_the_same_bytes_and_leaves_its_input_alone(scene, weather):
    image, planes = scene
    before = image.copy()
    first, second = apply(weather, image, planes), apply(weather, image, planes)
    assert first.dtype == np.float32
    assert first.tobytes() == second.tobytes()
    np.testing.assert_array_equal(image, before)
    assert np.abs(first - image).mean() > 0.002


@pytest.mark.parametrize("weather", ["cloudy", "rain", "snow", "fog", "storm"])
def test_another_seed_gives_another_picture(scene, weather):
    assert (apply(weather, *scene, seed=1) != apply(weather, *scene, seed=2)).any()


@pytest.mark.parametrize("weather", WEATHERS)
@pytest.mark.parametrize(("width", "height"), [(64, 64), (96, 5), (3, 64), (1, 1)])
def test_small_and_narrow_pictures_get_weather_too(weather, width, height):
    image, planes = street(width, height)
    assert apply(weather, image, planes).shape == (height, width, 3)


@pytest.mark.parametrize("weather", WEATHERS)
def test_weather_works_on_a_night_without_sky_ground_or_lights(scene, weather):
    image, planes = scene
    empty = {name: np.zeros_like(plane) for name, plane in planes.items()}
    result = apply(weather, image * 0.02, empty)
    assert np.isfinite(result).all()
    assert result.min() >= 0


@pytest.mark.parametrize(
    ("weather", "nothing"),
    [("clear", "strength"), ("cloudy", "strength"), ("rain", "density"), ("fog", "density")],
)
def test_none_of_it_leaves_the_picture_as_it_is(scene, weather, nothing):
    np.testing.assert_array_equal(apply(weather, *scene, **{nothing: 0}), scene[0])


def test_fog_takes_contrast_from_the_distance_and_spares_what_is_near(scene):
    image, planes = scene
    foggy = apply("fog", image, planes)
    contrast = {
        name: lightness(foggy)[at].std() / lightness(image)[at].std()
        for name, at in {"near": np.s_[38:90, 90:104], "far": np.s_[38:58, 60:88]}.items()
    }
    assert contrast["near"] > 0.5
    assert contrast["far"] < 0.35


def test_thicker_fog_lies_nearer_the_colour_of_the_air(scene):
    spread = [lightness(apply("fog", *scene, density=d)).std() for d in (0.2, 0.5, 1.0)]
    assert spread == sorted(spread, reverse=True)


def test_fog_at_night_stays_dark(scene):
    image, planes = scene
    night = apply("night", image, planes)
    assert lightness(apply("fog", night, planes)).mean() < 45


def test_snow_covers_the_ground(scene):
    image, planes = scene
    ground = planes["ground"] > 0.5
    snowy = apply("snow", image, planes, cover=1.0, density=0.3)
    assert lightness(snowy)[ground].mean() > lightness(image)[ground].mean() + 15
    bare = apply("snow", image, planes, cover=0.0, density=0.3)
    assert lightness(bare)[ground].mean() < lightness(snowy)[ground].mean() - 15


def test_snow_lies_on_upper_outlines_and_not_on_walls(scene):
    image, planes = scene
    planes = {**planes, "ground": np.zeros_like(planes["ground"])}
    caps, bare = (apply("snow", image, planes, cover=c, density=0) for c in (1.0, 0.0))
    gained = lightness(caps) - lightness(bare)
    assert gained[24:25, 12:56].mean() > 15
    assert np.abs(gained[50:66, 14:54]).max() < 1e-3


def test_rain_mirrors_the_windows_in_the_ground(scene):
    image, planes = scene
    night = apply("night", image, planes)
    wet = apply("rain", night, planes, density=0.5)
    dark = apply("rain", apply("night", image, {**planes, "lights": planes["lights"] * 0}), planes)
    below = np.s_[72:, 14:54]
    assert lightness(wet)[below].max() > lightness(dark)[below].max() + 10


@pytest.mark.parametrize("kind", [RAIN, SNOW], ids=["rain", "snow"])
def test_more_falls_where_the_density_is_higher(kind):
    depth = np.ones((96, 128), np.float32)
    covered = [
        falling(kind, depth, seed=1, layer="x", density=d, slant=0.2).mean()
        for d in (0.1, 0.5, 1.0)
    ]
    assert covered[0] > 0
    assert covered[1] > 3 * covered[0]
    assert covered[2] > 1.4 * covered[1]


@pytest.mark.parametrize("kind", [RAIN, SNOW], ids=["rain", "snow"])
def test_near_things_hide_what_falls_behind_them(kind):
    depth = np.ones((96, 128), np.float32)
    depth[:, 64:] = 0.0
    covered = falling(kind, depth, seed=1, layer="x", density=1.0, slant=0.2)
    assert covered[:, :64].mean() > 2 * covered[:, 64:].mean() > 0


@pytest.mark.parametrize("weather", ["rain", "snow", "fog", "storm"])
def test_indoors_the_weather_stays_outside_the_window(scene, weather):
    image, planes = scene
    window = np.zeros_like(planes["sky"])
    window[20:50, 30:80] = 1
    room = {**planes, "sky": window}
    inside, outside = (apply(weather, image, room, indoors=indoors) for indoors in (True, False))
    np.testing.assert_allclose(inside[window == 1], outside[window == 1], atol=1e-6)
    np.testing.assert_allclose(inside[window == 0], image[window == 0] * 0.88, atol=1e-6)


def test_a_storm_is_darker_than_rain_and_rain_than_clouds(scene):
    light = [lightness(apply(weather, *scene)).mean() for weather in ("storm", "rain", "cloudy")]
    assert light == sorted(light)


def test_lightning_strikes_when_it_must_and_not_when_it_cannot(scene):
    struck, calm = (apply("storm", *scene, lightning=chance) for chance in (1.0, 0.0))
    sky = scene[1]["sky"] > 0.5
    assert lightness(struck)[sky].max() > 80
    assert lightness(calm)[sky].max() < 70


def test_cloudy_is_greyer_and_clear_more_colourful(scene):
    def chroma(image):
        lab = colour.to_lab(image)
        return np.hypot(lab[..., 1], lab[..., 2]).mean()

    calm = chroma(scene[0])
    assert chroma(apply("cloudy", *scene)) < 0.8 * calm
    assert chroma(apply("clear", *scene)) > 1.03 * calm


def test_weather_leaves_the_randomness_of_the_light_alone(scene):
    image, planes = scene
    night = apply("night", image, planes)
    apply("rain", night, planes)
    np.testing.assert_array_equal(apply("night", image, planes), night)
