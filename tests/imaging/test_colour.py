"""sRGB, CIELAB and CIEDE2000 against published values and against themselves."""

import numpy as np
import pytest

from iat_sidecar.imaging import colour

# Sharma, Wu & Dalal, Color Res. Appl. 30(1) 2005, table 1
SHARMA = np.array(
    [
        [50.0000, 2.6772, -79.7751, 50.0000, 0.0000, -82.7485, 2.0425],
        [50.0000, 3.1571, -77.2803, 50.0000, 0.0000, -82.7485, 2.8615],
        [50.0000, 2.8361, -74.0200, 50.0000, 0.0000, -82.7485, 3.4412],
        [50.0000, -1.3802, -84.2814, 50.0000, 0.0000, -82.7485, 1.0000],
        [50.0000, -1.1848, -84.8006, 50.0000, 0.0000, -82.7485, 1.0000],
        [50.0000, -0.9009, -85.5211, 50.0000, 0.0000, -82.7485, 1.0000],
        [50.0000, 0.0000, 0.0000, 50.0000, -1.0000, 2.0000, 2.3669],
        [50.0000, -1.0000, 2.0000, 50.0000, 0.0000, 0.0000, 2.3669],
        [50.0000, 2.4900, -0.0010, 50.0000, -2.4900, 0.0009, 7.1792],
        [50.0000, 2.4900, -0.0010, 50.0000, -2.4900, 0.0010, 7.1792],
        [50.0000, 2.4900, -0.0010, 50.0000, -2.4900, 0.0011, 7.2195],
        [50.0000, 2.4900, -0.0010, 50.0000, -2.4900, 0.0012, 7.2195],
        [50.0000, -0.0010, 2.4900, 50.0000, 0.0009, -2.4900, 4.8045],
        [50.0000, -0.0010, 2.4900, 50.0000, 0.0010, -2.4900, 4.8045],
        [50.0000, -0.0010, 2.4900, 50.0000, 0.0011, -2.4900, 4.7461],
        [50.0000, 2.5000, 0.0000, 50.0000, 0.0000, -2.5000, 4.3065],
        [50.0000, 2.5000, 0.0000, 73.0000, 25.0000, -18.0000, 27.1492],
        [50.0000, 2.5000, 0.0000, 61.0000, -5.0000, 29.0000, 22.8977],
        [50.0000, 2.5000, 0.0000, 56.0000, -27.0000, -3.0000, 31.9030],
        [50.0000, 2.5000, 0.0000, 58.0000, 24.0000, 15.0000, 19.4535],
        [50.0000, 2.5000, 0.0000, 50.0000, 3.1736, 0.5854, 1.0000],
        [50.0000, 2.5000, 0.0000, 50.0000, 3.2972, 0.0000, 1.0000],
        [50.0000, 2.5000, 0.0000, 50.0000, 1.8634, 0.5757, 1.0000],
        [50.0000, 2.5000, 0.0000, 50.0000, 3.2592, 0.3350, 1.0000],
        [60.2574, -34.0099, 36.2677, 60.4626, -34.1751, 39.4387, 1.2644],
        [63.0109, -31.0961, -5.8663, 62.8187, -29.7946, -4.0864, 1.2630],
        [61.2901, 3.7196, -5.3901, 61.4292, 2.2480, -4.9620, 1.8731],
        [35.0831, -44.1164, 3.7933, 35.0232, -40.0716, 1.5901, 1.8645],
        [22.7233, 20.0904, -46.6940, 23.0331, 14.9730, -42.5619, 2.0373],
        [36.4612, 47.8580, 18.3852, 36.2715, 50.5065, 21.2231, 1.4146],
        [90.8027, -2.0831, 1.4410, 91.1528, -1.6435, 0.0447, 1.4441],
        [90.9257, -0.5406, -0.9208, 88.6381, -0.8985, -0.7239, 1.5381],
        [6.7747, -0.2908, -2.4247, 5.8714, -0.0985, -2.2286, 0.6377],
        [2.0776, 0.0795, -1.1350, 0.9033, -0.0636, -0.5514, 0.9082],
    ]
)


@pytest.mark.parametrize("pair", SHARMA, ids=range(1, 35))
def test_delta_e00_agrees_with_a_published_pair_in_both_directions(pair):
    one, other, expected = pair[:3], pair[3:6], pair[6]
    assert colour.delta_e00(one, other) == pytest.approx(expected, abs=1e-4)
    assert colour.delta_e00(other, one) == pytest.approx(expected, abs=1e-4)


def test_delta_e00_broadcasts_over_leading_axes():
    apart = colour.delta_e00(SHARMA[:4, None, :3], SHARMA[None, :5, 3:6])
    assert apart.shape == (4, 5)
    np.testing.assert_allclose(np.diagonal(apart), SHARMA[:4, 6], atol=1e-4)


def test_every_srgb_byte_survives_linear_light():
    every = np.arange(256, dtype=np.uint8).reshape(16, 16)
    np.testing.assert_array_equal(colour.to_srgb(colour.to_linear(every)), every)


def test_encode_and_decode_undo_each_other():
    linear = np.linspace(0, 1, 4097, dtype=np.float32)
    np.testing.assert_allclose(colour.decode(colour.encode(linear)), linear, atol=2e-6)


def test_encode_follows_both_branches_of_the_standard():
    linear = np.array([-0.5, 0.0, 0.002, 0.0031308, 0.18, 1.0, 3.0], np.float32)
    expected = [0.0, 0.0, 0.02584, 0.04045, 0.461356, 1.0, 1.0]
    np.testing.assert_allclose(colour.encode(linear), expected, atol=1e-5)


def test_lab_of_the_primaries_is_the_known_one():
    rgb = np.array([[[255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 255], [0, 0, 0]]], np.uint8)
    expected = [
        [53.24, 80.09, 67.20],
        [87.73, -86.18, 83.18],
        [32.30, 79.19, -107.86],
        [100, 0, 0],
        [0, 0, 0],
    ]
    np.testing.assert_allclose(colour.lab8(rgb)[0], expected, atol=0.02)


def test_lab_round_trips_within_the_rounding_of_floats():
    linear = np.random.default_rng(3).random((64, 64, 3), dtype=np.float32)
    linear[0] *= 0.005
    np.testing.assert_allclose(colour.from_lab(colour.to_lab(linear)), linear, atol=4e-6)


def test_lab_round_trips_every_swatch_as_hex():
    for text in ("#000000", "#ffffff", "#c81e5a", "#0a0b0c", "#7f8081"):
        assert colour.lab_to_hex(colour.hex_to_lab(text)) == text
