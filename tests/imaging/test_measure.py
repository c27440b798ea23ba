"""Measures of a look: known pictures give known numbers, drifts show where they should."""

import msgspec
import numpy as np
import pytest
from PIL import Image, ImageDraw

from iat_sidecar.imaging import colour, lines, measure
from iat_sidecar.imaging.shared_look import dense, sparse
from iat_sidecar.imaging.style import (
    EPSILON,
    Look,
    StyleMeasure,
    deviation,
    light_key,
    look_of,
)
from iat_sidecar.imaging.tally import tally
from iat_sidecar.imaging.texture import direction_distance, texture_of
from tests.imaging.drawn_scene import street

FLAGS = ((200, 40, 40), (40, 90, 180), (240, 230, 200), (30, 30, 34))


@pytest.fixture(scope="module")
def panel():
    return colour.to_srgb(street(640, 480)[0])


def striped(shares=(0.4, 0.3, 0.2, 0.1)):
    rows = [
        np.full((round(100 * share), 80, 3), fill, np.uint8)
        for fill, share in zip(FLAGS, shares, strict=True)
    ]
    return np.concatenate(rows)


def ruled(width_px, long_px=1024):
    """Light paper with slanted dark lines."""
    sheet = Image.new("RGB", (2 * long_px, 2 * long_px), (240, 236, 226))
    pen = ImageDraw.Draw(sheet)
    for start in range(-2 * long_px, 2 * long_px, long_px // 4):
        pen.line((start, 0, start + long_px, 2 * long_px), fill=(24, 22, 30), width=2 * width_px)
    return np.asarray(sheet.reduce(2))


def test_a_palette_names_the_colours_and_their_shares():
    palette = measure.palette_of(striped())
    expected = [colour.hex_to_lab("#{:02x}{:02x}{:02x}".format(*fill)) for fill in FLAGS]
    assert [entry.weight for entry in palette] == [0.4, 0.3, 0.2, 0.1]
    np.testing.assert_allclose([entry.lab for entry in palette], expected, atol=0.01)


def test_a_palette_has_eight_colours_and_all_of_the_weight(panel):
    noisy = np.random.default_rng(2).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    for image in (panel, noisy):
        palette = measure.palette_of(image)
        weights = [entry.weight for entry in palette]
        assert len(palette) == 8
        assert weights == sorted(weights, reverse=True)
        assert sum(weights) == pytest.approx(1, abs=1e-4)
    assert measure.palette_of(noisy) == measure.palette_of(noisy.copy())


def test_a_palette_is_no_distance_from_itself_and_some_from_another(panel):
    palette = measure.palette_of(panel)
    assert measure.palette_distance(palette, palette) == 0
    assert measure.palette_distance(palette, measure.palette_of(255 - panel)) > 10


def test_tone_is_a_share_of_every_step_of_lightness():
    half = np.concatenate([np.zeros((8, 3)), np.full((8, 3), 255)]).astype(np.uint8)
    tone = tally(half).tone
    assert (tone[0], tone[-1], tone.sum()) == (0.5, 0.5, 1.0)
    white = tally(np.full((4, 3), 255, np.uint8)).tone
    assert measure.tone_distance(tone, white) == pytest.approx(50, abs=2)


def test_lightness_chroma_and_moments_of_a_flat_picture_are_its_colour():
    found = measure.measure([np.full((40, 30, 3), (200, 40, 40), np.uint8)])
    light, a, b = colour.hex_to_lab("#c82828")
    assert found.l_mean == pytest.approx(light, abs=1e-3)
    assert found.c_mean == pytest.approx(np.hypot(a, b), abs=1e-3)
    assert found.chroma_ceiling == pytest.approx(np.hypot(a, b), abs=1e-3)
    np.testing.assert_allclose(found.lab_mean, (light, a, b), atol=1e-3)
    np.testing.assert_allclose(found.lab_covariance, np.zeros((3, 3)), atol=1e-3)
    assert (found.noise, found.sharpness, found.edge_density, found.line_weight_px) == (0, 0, 0, 0)


def test_covariance_of_a_set_holds_what_is_between_the_pictures():
    black, white = (np.full((8, 8, 3), value, np.uint8) for value in (0, 255))
    found = measure.measure([black, white])
    assert found.lab_mean[0] == pytest.approx(50, abs=0.01)
    assert found.lab_covariance[0][0] == pytest.approx(2500, abs=1)
    assert found.mad.l_mean == pytest.approx(50, abs=0.01)


@pytest.mark.parametrize("width_px", [3, 5, 9, 15])
@pytest.mark.parametrize("turned", [False, True])
def test_line_weight_is_the_width_of_the_lines(width_px, turned):
    sheet = ruled(width_px)
    grey = texture_of(np.ascontiguousarray(sheet.swapaxes(0, 1)) if turned else sheet).grey
    across = width_px * np.cos(np.arctan(0.5))  # drawn width is measured along the rows
    assert lines.line_weight(grey) == pytest.approx(across, rel=0.15, abs=1.0)


def test_line_weight_is_told_for_a_long_side_of_1024():
    small = measure.measure([ruled(4, 512)]).line_weight_px
    assert small == pytest.approx(measure.measure([ruled(8, 1024)]).line_weight_px, rel=0.2)


def test_dark_areas_are_not_lines():
    sheet = np.full((200, 200), 230, np.uint8)
    sheet[40:160, 40:160] = 25
    assert lines.line_weight(sheet) == 0


def test_lines_are_found_in_the_dark_as_in_the_light():
    grey = texture_of(ruled(5)).grey
    night = (grey // 8 + 10).astype(np.uint8)
    assert lines.line_weight(night) == pytest.approx(lines.line_weight(grey), abs=0.5)


def test_raised_things_are_bright_and_narrow():
    sheet = np.full((60, 60), 100, np.uint8)
    sheet[10:12, 5:50] = 160
    sheet[30:50, 30:50] = 200
    found = lines.raised(sheet, 3)
    assert (found[10, 20], found[40, 40], found[20, 20]) == (60, 0, 0)


def test_strokes_that_lean_the_same_way_have_one_direction():
    steep, flat = (texture_of(sheet).orientation for sheet in (ruled(5), ruled(5).swapaxes(0, 1)))
    assert steep.max() > 0.5
    assert steep.sum() == pytest.approx(1)
    assert direction_distance(steep, steep) == 0
    assert direction_distance(steep, flat) > 0.1


def test_a_quarter_turn_is_the_farthest_that_directions_are_apart():
    one, other = np.zeros(8), np.zeros(8)
    one[7] = other[1] = 1.0
    assert direction_distance(one, other) == pytest.approx(0.5)
    assert direction_distance(np.eye(8)[0], np.eye(8)[4]) == pytest.approx(1.0)


def test_a_colour_is_shared_out_over_the_bins_around_it():
    plane = tally(np.array([[200, 40, 40]], np.uint8)).plane
    assert plane.sum() == pytest.approx(1)
    assert 2 <= np.count_nonzero(plane) <= 4
    np.testing.assert_allclose(dense(sparse(plane)), plane, atol=1e-5)


def test_noise_is_its_deviation_and_nothing_on_clean_art(panel):
    rng = np.random.default_rng(4)
    flat = np.full((256, 256, 3), 128.0) + rng.normal(0, 6, (256, 256, 1))
    noisy = np.clip(flat + 0.5, 0, 255).astype(np.uint8)
    assert measure.measure([noisy]).noise == pytest.approx(6, rel=0.15)
    assert measure.measure([panel]).noise < 0.1


def test_a_blur_lowers_sharpness_and_edges(panel):
    soft = np.asarray(Image.fromarray(panel).reduce(4).resize((640, 480)))
    sharp, blurred = measure.measure([panel]), measure.measure([soft])
    assert blurred.sharpness < 0.3 * sharp.sharpness
    assert blurred.edge_density != sharp.edge_density


def test_more_saturation_raises_the_chroma_ceiling(panel):
    lab = colour.lab8(panel) * np.float32([1, 1.4, 1.4])
    vivid = colour.to_srgb(colour.from_lab(lab))
    assert measure.measure([vivid]).chroma_ceiling > 1.15 * measure.measure([panel]).chroma_ceiling


def test_one_reference_has_no_spread_and_equal_ones_neither(panel):
    one, three = measure.measure([panel]), measure.measure([panel] * 3)
    assert set(msgspec.structs.astuple(one.mad)) == {0.0}
    assert set(one.of_light["style_lock/day/clear"].mads.values()) == {0.0}
    assert max(msgspec.structs.astuple(three.mad)) < 1e-3
    assert three.references == 3
    assert three.line_weight_px == one.line_weight_px


def test_a_measure_survives_json(panel):
    found = measure.measure([panel, panel[:, ::2]])
    assert msgspec.json.decode(msgspec.json.encode(found), type=StyleMeasure) == found


def test_any_shape_can_be_measured():
    for shape in ((1, 1), (2, 300), (300, 2), (3, 3)):
        assert measure.measure([np.full((*shape, 3), 90, np.uint8)]).references == 1


def test_no_picture_is_no_style():
    with pytest.raises(ValueError, match="at least one"):
        measure.measure([])


def lit(*keys):
    """A style of one flat picture a key, each a little lighter than the one before."""
    shades = [np.full((32, 32, 3), 90 + 4 * at, np.uint8) for at in range(len(keys))]
    return measure.measure(shades, None, list(keys))


def test_each_light_has_a_look_of_its_own_and_daylight_is_the_style():
    day, night, rain = (
        "style_lock/day/clear",
        "light_time/night/clear",
        "weather_effects/night/rain",
    )
    found = lit(day, day, night, rain)
    counts = {key: look.references for key, look in found.of_light.items()}
    assert counts == {"*/night/*": 2, night: 1, day: 2, rain: 1}
    assert found.references == 2
    assert found.l_mean == lit(day, day).l_mean


def test_without_daylight_all_references_are_the_style():
    assert lit("light_time/night/clear", "light_time/dusk/clear").references == 2


@pytest.mark.parametrize(
    ("keys", "wanted", "found"),
    [
        (["style_lock/day/clear"] * 6, "weather_effects/day/clear", "style_lock/day/clear"),
        (["style_lock/day/clear"] * 6, "weather_effects/day/rain", None),
        (["light_time/night/clear"] * 6, "weather_effects/night/rain", "light_time/night/clear"),
        (["light_time/night/clear"] * 6, "light_time/dusk/clear", None),
        (
            ["light_time/night/clear"] * 6 + ["weather_effects/night/rain"],
            "weather_effects/night/rain",
            "*/night/*",
        ),
        (
            ["weather_effects/night/rain"],
            "weather_effects/night/rain",
            "weather_effects/night/rain",
        ),
    ],
)
def test_the_nearest_light_with_enough_references_is_chosen(keys, wanted, found):
    nearest = look_of(lit(*keys), wanted)
    assert (nearest[0] if nearest else None) == found


def test_a_light_that_is_not_known_is_neutral():
    assert light_key() == "style_lock/day/clear"
    assert light_key("advanced", "night") == "advanced/night/clear"


def varied(references=8, **mads):
    empty = {"palette": [], "chroma_ceiling": 0.0, "tone": [], "colours": [], "orientation": []}
    medians = dict.fromkeys(mads, 4.0)
    return Look(references=references, medians=medians, mads=mads, **empty)


def test_z_is_the_distance_in_robust_deviations_of_a_small_set():
    look = varied(noise=0.5)
    own = 1.4826 * 1.129 * 0.5 + EPSILON["noise"]
    assert look.z("noise", 6.0) == pytest.approx(2 / own)
    assert look.z("noise", 2.0) == pytest.approx(2 / own)
    assert deviation(0.5, 100) == pytest.approx(1.4826 * 0.5 * 100 / 99.2)


def test_a_distance_smaller_than_usual_is_no_deviation():
    assert varied(palette=0.5).z("palette", 1.0) == 0


def test_equal_references_do_not_trip_over_rounding():
    assert varied(noise=0.0).z("noise", 4.01) < 0.1


def test_few_references_have_no_z():
    assert varied(4, noise=0.5).z("noise", 9.0) is None
    assert varied(noise=0.5).z("sharpness", 9.0) is None
