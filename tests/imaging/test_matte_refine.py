"""Refined mattes: against the linear system as the paper writes it, and against drawn truth."""

import numpy as np
import pytest

from iat_sidecar.core.errors import ImagingFailed
from iat_sidecar.imaging.bench import Bench
from iat_sidecar.imaging.matte import closed_form, compose, refine
from iat_sidecar.imaging.matte.choose import cutout
from iat_sidecar.imaging.operations import matte as operation
from iat_sidecar.imaging.step import Inputs
from tests.imaging import hard_cutouts as hard
from tests.imaging.matting_error import MattingError, matting_error
from tests.imaging.matting_scenes import NAMES, scene
from tests.imaging.referees import refereed


def laplacian(image, epsilon):
    """Levin's matting Laplacian, entry by entry."""
    height, width = image.shape[:2]
    matrix = np.zeros((height * width, height * width))
    numbers = np.arange(height * width).reshape(height, width)
    for y in range(height - 2):
        for x in range(width - 2):
            own = numbers[y : y + 3, x : x + 3].ravel()
            colours = image[y : y + 3, x : x + 3].reshape(9, 3).astype(np.float64)
            apart = colours - colours.mean(axis=0)
            inverse = np.linalg.inv(apart.T @ apart / 9 + epsilon / 9 * np.eye(3))
            matrix[np.ix_(own, own)] += np.eye(9) - (1 + apart @ inverse @ apart.T) / 9
    return matrix


def test_the_solution_is_that_of_the_papers_linear_system():
    rng = np.random.default_rng(3)
    image = rng.random((14, 17, 3)).astype(np.float32)
    rough = np.zeros((14, 17), np.float32)
    rough[:, 9:] = 1
    unknown = np.zeros(rough.shape, bool)
    unknown[3:11, 5:12] = True
    matrix, inside = laplacian(image, closed_form.EPSILON), unknown.ravel()
    given = matrix[np.ix_(inside, ~inside)] @ rough.ravel()[~inside]
    exact = np.clip(np.linalg.solve(matrix[np.ix_(inside, inside)], -given), 0, 1)
    found = closed_form.solve(image, rough, unknown)
    assert np.abs(found[unknown] - exact).max() < 0.02
    assert np.array_equal(found[~unknown], rough[~unknown])


def test_known_pixels_keep_their_alpha_to_the_bit():
    seen = scene("fur", 256)
    found = refine.solve(seen.image, seen.trimap, seen.unknown)
    assert np.array_equal(found[~seen.unknown], seen.trimap[~seen.unknown])


@pytest.mark.parametrize("name", NAMES)
def test_a_band_solved_on_a_smaller_copy_still_follows_the_full_picture(name):
    seen = scene(name, 320)
    whole = refine.solve(seen.image, seen.trimap, seen.unknown)
    third = np.count_nonzero(seen.unknown) // 3
    small = refine.solve(seen.image, seen.trimap, seen.unknown, solved_px=third)
    errors = [matting_error(each, seen.alpha, seen.unknown).mse for each in (whole, small)]
    guess = matting_error(seen.trimap, seen.alpha, seen.unknown).mse
    assert errors[1] < max(2.5 * errors[0], 0.2 * guess)


def test_the_error_is_at_most_that_of_pymattings_closed_form(tmp_path):
    ours, theirs = [], []
    for name in NAMES:
        seen = scene(name, 320)
        image = seen.image / np.float32(255)
        referee, _ = refereed("closed_form", tmp_path, image=image, trimap=seen.trimap)
        found = refine.solve(seen.image, seen.trimap, seen.unknown)
        ours.append(matting_error(found, seen.alpha, seen.unknown))
        theirs.append(matting_error(referee, seen.alpha, seen.unknown))
    assert (np.sum(ours, axis=0) <= np.sum(theirs, axis=0)).all()


@pytest.mark.parametrize("name", ["hair", "fur", "glass"])
def test_a_models_answer_comes_nearer_to_the_truth(name):
    picture = hard.drawn(name)
    found = refine.refine(picture.image, picture.model)
    before, after = (((each - picture.alpha) ** 2).mean() for each in (picture.model, found))
    assert after < before / 5


@pytest.mark.parametrize("shape", [(1, 1), (2, 9), (9, 2), (3, 3), (5, 700)])
def test_tiny_and_thin_masks_are_refined_to_their_size(shape):
    rng = np.random.default_rng(4)
    image = rng.integers(0, 256, (*shape, 3), dtype=np.uint8)
    found = refine.refine(image, rng.random(shape).astype(np.float32))
    assert found.shape == shape
    assert np.isfinite(found).all() and found.min() >= 0 and found.max() <= 1


def test_a_mask_without_an_edge_is_left_as_it_is():
    image = np.random.default_rng(5).integers(0, 256, (40, 40, 3), dtype=np.uint8)
    for value in (0, 1):
        mask = np.full((40, 40), value, np.float32)
        assert np.array_equal(refine.refine(image, mask), mask)


def test_crisp_flat_art_is_not_solved_again_unless_it_is_asked_for():
    picture = hard.drawn("drop shadow")
    plain, auto, forced = (cutout(picture.image, refine=each) for each in (False, "auto", True))
    assert np.array_equal(plain.alpha, auto.alpha)
    assert not np.array_equal(auto.alpha, forced.alpha)


@pytest.mark.parametrize("name", ["soft focus", "motion blur"])
def test_an_edge_out_of_focus_is_solved_without_being_asked(name):
    picture = hard.drawn(name)
    plain, auto = (cutout(picture.image, refine=each).alpha for each in (False, "auto"))
    before, after = (((each - picture.alpha) ** 2).mean() for each in (plain, auto))
    assert after < before / 3


def test_the_colours_of_a_soft_edge_are_the_subjects_own_where_alpha_is_known():
    picture = hard.drawn("soft focus")
    soft = (picture.alpha > 0.1) & (picture.alpha < 0.9)
    own = compose.foreground(picture.image, picture.alpha)
    assert np.abs(own[soft].astype(int) - picture.own[soft]).mean() < 6


def given(image, mask):
    bench = Bench()
    bench.keep("image", image.copy())
    bench.keep("mask", mask[..., None])
    return Inputs(bench, {"image": "image", "mask": "mask"})


def test_an_earlier_steps_mask_is_refined_also_when_it_is_a_small_preview():
    picture = hard.drawn("hair")
    mask = (picture.model * 255 + 0.5).astype(np.uint8)
    for each in (mask, mask[1::2, 1::2]):
        made = operation.refined(operation.RefineParams(), given(picture.image, each))
        alpha = made.pictures["mask"][..., 0] / 255
        assert ((alpha - picture.alpha) ** 2).mean() < 0.003
        assert np.array_equal(made.pictures["image"][..., 3:], made.pictures["mask"])
        assert made.facts["method"] == "refine"
        assert made.facts["quality"]["agreement"] > 0.5


def test_a_mask_of_another_shape_is_refused():
    picture = hard.drawn("hair")
    with pytest.raises(ImagingFailed, match="differ in shape"):
        operation.refined(
            operation.RefineParams(), given(picture.image, np.zeros((90, 200), np.uint8))
        )


def test_a_known_mask_is_taken_as_it_is_unless_it_is_to_be_refined():
    picture = hard.drawn("fur")
    mask = (picture.alpha * 255 + 0.5).astype(np.uint8)
    made = [
        operation.cut(
            operation.CutParams(method="known", refine=each), given(picture.image, mask)
        ).pictures["mask"][..., 0]
        for each in ("auto", True)
    ]
    assert np.array_equal(made[0], mask)
    assert not np.array_equal(made[1], mask)


def test_the_measures_of_a_perfect_and_a_shifted_matte():
    alpha = np.zeros((40, 40), np.float32)
    alpha[10:30, 10:30] = 1
    everywhere = np.ones(alpha.shape, bool)
    assert matting_error(alpha, alpha, everywhere) == MattingError(0, 0, 0, 0)
    half = matting_error(alpha * np.float32(0.5), alpha, everywhere)
    assert (half.sad, half.mse) == (0.2, 0.0625)
    assert half.grad > 0 and half.conn == pytest.approx(0.2)
