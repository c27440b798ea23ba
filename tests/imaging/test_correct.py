"""Correction toward a style: statistics move, protected colours and the order of greys stay."""

import numpy as np
import pytest

from iat_sidecar.imaging import colour, correct
from iat_sidecar.imaging.lut import Lut
from iat_sidecar.imaging.measure import lab_moments, measure
from tests.imaging.drawn_scene import apply, street


@pytest.fixture(scope="module")
def panel():
    return colour.to_srgb(street(160, 120)[0])


@pytest.fixture(scope="module")
def style():
    image, planes = street(160, 120)
    return measure([colour.to_srgb(apply("golden_hour", image, planes))])


def test_mean_and_covariance_arrive_at_the_style(panel, style):
    result, _ = correct.toward(panel, style, 1.0, [])
    mean, covariance = lab_moments(result)
    before, spread = lab_moments(panel)
    target = np.array(style.lab_covariance)
    assert np.linalg.norm(mean - style.lab_mean) < 0.15 * np.linalg.norm(before - style.lab_mean)
    assert np.linalg.norm(covariance - target) < 0.5 * np.linalg.norm(spread - target)


def test_strength_is_the_share_of_the_way(panel, style):
    away = []
    for strength in (0.0, 0.5, 1.0):
        mean, _ = lab_moments(correct.toward(panel, style, strength, [])[0])
        away.append(np.linalg.norm(mean - style.lab_mean))
    assert away[1] == pytest.approx((away[0] + away[2]) / 2, rel=0.15)
    np.testing.assert_allclose(correct.toward(panel, style, 0.0, [])[0], panel, atol=1)


def test_the_table_is_what_was_applied(panel, style):
    result, table = correct.toward(panel, style, 0.7, [])
    assert isinstance(table, Lut)
    np.testing.assert_array_equal(table.apply(panel), result)


def test_linear_light_gives_linear_light(panel, style):
    linear = colour.to_linear(panel)
    result, _ = correct.toward(linear, style, 1.0, [])
    expected, _ = correct.toward(panel, style, 1.0, [])
    assert result.dtype == np.float32
    assert np.abs(colour.to_srgb(result).astype(int) - expected).max() <= 2


def test_a_protected_swatch_stays_while_the_rest_moves(panel, style):
    skin = colour.hex_to_lab("#e2b89a")
    swatch = np.array([[(226, 184, 154)]], np.uint8)
    _, free = correct.toward(panel, style, 1.0, [])
    _, kept = correct.toward(panel, style, 1.0, [skin])
    moved, stayed = (
        float(colour.delta_e00(colour.lab8(table.apply(swatch)), np.array(skin))[0, 0])
        for table in (free, kept)
    )
    assert moved > 4
    assert stayed < 1
    sky = np.array([[(150, 196, 232)]], np.uint8)
    np.testing.assert_array_equal(kept.apply(sky), free.apply(sky))


def test_greys_stay_in_order_and_make_no_step_above_two(panel, style):
    _, table = correct.toward(panel, style, 1.0, [])
    ramp = np.repeat(np.arange(256, dtype=np.uint8)[None, :, None], 3, axis=2)
    steps = np.diff(colour.lab8(table.apply(ramp))[0, :, 0])
    assert steps.min() >= 0
    assert np.diff(table.apply(ramp)[0].astype(int), axis=0).max() <= 3


def test_the_map_turns_one_covariance_into_the_other():
    rng = np.random.default_rng(9)
    first, second = (np.cov(rng.normal(size=(3, 40)) * [[18], [11], [13]]) for _ in range(2))
    change = correct.monge_kantorovich(first, second)
    np.testing.assert_allclose(change, change.T, atol=1e-9)
    np.testing.assert_allclose(change @ first @ change.T, second, rtol=1e-6, atol=1e-6)


def test_a_flat_picture_is_shifted_and_not_torn(style):
    flat = np.full((32, 32, 3), 120, np.uint8)
    result, table = correct.toward(flat, style, 1.0, [])
    assert np.ptp(result.reshape(-1, 3), axis=0).tolist() == [0, 0, 0]
    assert np.isfinite(table.table).all()


def test_freedom_rises_from_none_at_the_swatch_to_all_far_away():
    lab = np.array([[60, 0, 0], [64, 0, 0], [75, 0, 0], [99, 0, 0]], np.float32)
    free = correct.freedom(lab, [(60.0, 0.0, 0.0)])
    assert free[0] == free[1] == 0
    assert 0 < free[2] < 1
    assert free[3] == 1
    assert correct.freedom(lab, []).tolist() == [1, 1, 1, 1]
