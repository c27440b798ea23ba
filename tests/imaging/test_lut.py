"""Tables: exact where nothing changes, smooth where a grade is folded in, readable elsewhere."""

from typing import get_args

import numpy as np
import pytest

from iat_sidecar.core.values import TimeOfDay
from iat_sidecar.imaging import colour, grade
from iat_sidecar.imaging.lut import Lut

TIMES = get_args(TimeOfDay)


def swap(linear):
    return linear[..., ::-1] ** 1.3 * 0.8


@pytest.fixture(scope="module")
def swapped():
    return Lut.from_function(swap)


@pytest.fixture(scope="module")
def picture():
    return np.random.default_rng(5).random((61, 47, 3), dtype=np.float32)


def grey_ramp(levels):
    return np.repeat(np.linspace(0, 1, levels, dtype=np.float32)[None, :, None], 3, axis=2)


def test_the_identity_changes_nothing(picture):
    encoded = colour.to_srgb(picture)
    np.testing.assert_allclose(Lut.identity().apply(picture), picture, atol=2e-6)
    np.testing.assert_array_equal(Lut.identity().apply(encoded), encoded)


def test_a_table_stays_close_to_the_function_it_was_made_from(swapped, picture):
    off = np.abs(colour.encode(swapped.apply(picture)) - colour.encode(swap(picture)))
    assert off.mean() < 0.0005
    assert off.max() < 0.012


def test_nodes_are_met_exactly(swapped):
    nodes = swapped.table[::8, ::8, ::8].reshape(-1, 3)
    axis = np.linspace(0, 1, 33, dtype=np.float32)[::8]
    given = np.stack(np.meshgrid(axis, axis, axis, indexing="ij"), axis=-1).reshape(-1, 3)
    np.testing.assert_allclose(swapped.look_up(given), nodes, atol=1e-6)


def test_bytes_and_floats_agree_within_a_level(swapped, picture):
    encoded = colour.to_srgb(picture)
    floats = colour.to_srgb(swapped.apply(colour.to_linear(encoded)))
    assert np.abs(floats.astype(int) - swapped.apply(encoded)).max() <= 2


def test_values_outside_the_range_are_clipped(swapped):
    wild = np.array([[[-1.0, 2.0, 0.5]]], np.float32)
    tame = np.array([[[0.0, 1.0, 0.5]]], np.float32)
    np.testing.assert_array_equal(swapped.apply(wild), swapped.apply(tame))


def test_composing_equals_applying_one_after_the_other(swapped, picture):
    night = grade.lut("night")
    both = swapped.compose(night).apply(picture)
    assert (
        np.abs(colour.encode(both) - colour.encode(night.apply(swapped.apply(picture)))).max()
        < 0.01
    )


def test_a_cube_file_brings_back_the_very_table(swapped):
    text = swapped.to_cube("Swap")
    assert text.splitlines()[:2] == ['TITLE "Swap"', "LUT_3D_SIZE 33"]
    assert Lut.from_cube(text).digest() == swapped.digest()


def test_in_a_cube_file_red_runs_fastest():
    rows = Lut.identity().to_cube("Still").splitlines()[2:]
    assert (rows[1], rows[33], rows[33 * 33]) == ("0.03125 0 0", "0 0.03125 0", "0 0 0.03125")


def test_a_cube_file_with_comments_domain_and_another_size_is_read():
    rows = "\n".join(f"{r} {g} {b}" for b in (0, 1) for g in (0, 1) for r in (0, 1))
    text = f"# made by hand\n\nLUT_3D_SIZE 2\nDOMAIN_MIN 0 0 0\nDOMAIN_MAX 1.0 1.0 1.0\n# rows\n{rows}\n"
    table = Lut.from_cube(text)
    given = np.array([[[0.1, 0.5, 0.9]]], np.float32)
    np.testing.assert_allclose(table.apply(given), given, atol=1e-6)


ROWS = "0 0 0\n" * 8


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "needs LUT_3D_SIZE"),
        (ROWS, "needs LUT_3D_SIZE"),
        ("LUT_3D_SIZE 2\n", "needs LUT_3D_SIZE"),
        ("LUT_3D_SIZE 2000\n" + ROWS, "line 1 .*not supported"),
        ("LUT_1D_SIZE 8\n" + ROWS, "line 1 .*not supported"),
        ("LUT_3D_SIZE 2\nDOMAIN_MAX 2 1 1\n" + ROWS, "line 2 .*domain of 0…1"),
        ("LUT_3D_SIZE 2\nDOMAIN_MIN a b c\n" + ROWS, "line 2 .*domain of 0…1"),
        ("LUT_3D_SIZE 2\n" + ROWS + "0 0 0\n", "9 rows where its size needs 8"),
        ("LUT_3D_SIZE 2\n" + ROWS[:-6] + "0 0\n", "line 9 .*three numbers"),
        ("LUT_3D_SIZE 2\n" + ROWS[:-6] + "0 0 x\n", "no number"),
        ("LUT_3D_SIZE 2\n" + ROWS[:-6] + "0 0 nan\n", "not finite"),
    ],
)
def test_a_faulty_cube_file_is_refused_with_its_reason(text, reason):
    with pytest.raises(ValueError, match=reason):
        Lut.from_cube(text)


def test_a_title_cannot_break_out_of_its_line(swapped):
    with pytest.raises(ValueError, match="one line"):
        swapped.to_cube('a"\nLUT_3D_SIZE 2')


def test_digests_tell_tables_apart(swapped):
    assert swapped.digest() == Lut.from_function(swap).digest()
    assert len({swapped.digest(), Lut.identity().digest(), grade.lut("day").digest()}) == 3


@pytest.mark.parametrize("time", TIMES)
def test_a_fine_grey_ramp_stays_monotone_and_keeps_every_level_of_its_range(time):
    ramp = colour.decode(grey_ramp(1 << 16))
    graded = grade.lut(time).apply(ramp)
    assert (np.diff(graded[0], axis=0) >= 0).all()
    for channel in colour.to_srgb(graded)[0].T.astype(int):
        assert np.diff(channel).max() <= 2
        span = int(channel.max() - channel.min()) + 1
        assert len(np.unique(channel)) >= min(250, span)


@pytest.mark.parametrize("time", TIMES)
def test_an_8_bit_grey_ramp_makes_no_step_above_two_levels(time):
    ramp = np.repeat(np.arange(256, dtype=np.uint8)[None, :, None], 3, axis=2)
    table = grade.lut(time)
    for graded in (table.apply(ramp), colour.to_srgb(table.apply(colour.to_linear(ramp)))):
        steps = np.diff(graded[0].astype(int), axis=0)
        assert steps.min() >= 0
        assert steps.max() <= 2


def test_day_keeps_the_whole_range():
    ramp = colour.decode(grey_ramp(1 << 16))
    levels = [
        len(np.unique(channel)) for channel in colour.to_srgb(grade.lut("day").apply(ramp))[0].T
    ]
    assert min(levels) >= 250


def test_night_is_dark_and_blue_and_day_is_light_on_any_grey():
    grey = np.full((1, 1, 3), 0.5, np.float32)
    light = {time: colour.to_lab(grade.lut(time).apply(grey))[0, 0] for time in ("day", "night")}
    assert light["day"][0] > 70
    assert light["night"][0] < 40
    assert light["night"][2] < -5


def test_golden_hour_is_warmer_than_day_and_night_is_cooler():
    grey = np.full((1, 1, 3), 0.4, np.float32)
    warmth = {time: colour.to_lab(grade.lut(time).apply(grey))[0, 0, 2] for time in TIMES}
    assert warmth["golden_hour"] > warmth["day"] + 10
    assert warmth["interior"] > warmth["day"] + 5
    assert warmth["night"] < warmth["day"] - 5
