"""Twenty hard cutouts: the edge carries the subject's colour, and no fringe of the backdrop is left."""

import numpy as np
import pytest

from iat_sidecar.imaging.guard.cutouts import halo as halo_rule
from iat_sidecar.imaging.guard.expected import Expected
from iat_sidecar.imaging.guard.thresholds import Thresholds
from iat_sidecar.imaging.guard.view import View
from iat_sidecar.imaging.matte import halo, quality
from iat_sidecar.imaging.matte.agreement import Agreement, second_opinion
from iat_sidecar.imaging.matte.terms import MatteLimits
from tests.imaging.cut_hard import cut, judged
from tests.imaging.hard_cutouts import NAMES, drawn

MAX_EDGE_COLOUR = 14.0
METHODS = {
    "motion blur": "flood", "white on white": "flood", "drop shadow": "flood", "line art": "flood",
    "thin wires": "flood", "holes": "key", "green screen": "key", "gradient sky": "flood",
    "textured wall": "grabcut", "low contrast": "flood", "dark on dark": "flood",
    "soft focus": "flood", "veil": "key", "lace": "key", "many parts": "flood",
    "at the edge": "grabcut", "own hue": "key",
}  # fmt: skip
"""The other three have a model's answer."""
MAX_MSE = {"white on white": 0.02, "soft focus": 0.003, "fur": 0.002, "hair": 0.0015}


@pytest.mark.parametrize("name", NAMES)
def test_the_edge_has_the_subjects_colour(name):
    assert judged(drawn(name), cut(name)).edge_colour <= MAX_EDGE_COLOUR


@pytest.mark.parametrize("name", NAMES)
def test_the_guards_halo_rule_is_silent(name):
    view = View(cut(name).rgba(), Expected(wants_alpha=True), None, Thresholds())
    verdict = halo_rule(view)
    assert verdict is not None and not verdict.is_broken


@pytest.mark.parametrize("name", NAMES)
def test_the_alpha_is_near_the_truth(name):
    assert judged(drawn(name), cut(name)).mse < MAX_MSE.get(name, 0.001)


@pytest.mark.parametrize("name", METHODS)
def test_auto_takes_the_method_that_suits_the_picture(name):
    assert cut(name).method == METHODS[name]


def test_a_cast_shadow_goes_with_the_backdrop():
    hard, found = drawn("drop shadow"), cut("drop shadow")
    shade = (hard.image.max(axis=2) < 215) & (hard.alpha == 0)
    assert shade.mean() > 0.03
    assert found.alpha[shade].mean() < 0.01


def test_what_shows_between_wires_is_sky_and_what_outlines_enclose_is_paper():
    wires, drawing = drawn("thin wires"), drawn("line art")
    assert cut("thin wires").alpha[wires.alpha == 0].mean() < 0.01
    assert cut("line art").alpha[drawing.alpha == 1].mean() > 0.99


def test_despill_leaves_a_subject_of_the_screens_own_hue_its_colour():
    hard, found = drawn("own hue"), cut("own hue")
    solid = (hard.alpha == 1) & (found.alpha == 1)
    assert np.abs(found.foreground[solid].astype(int) - hard.image[solid]).mean() < 1


def test_a_fringe_of_the_backdrop_is_measured_and_makes_a_matte_poor():
    hard = drawn("lace")
    fringed = np.dstack([hard.image, (hard.alpha * 255).astype(np.uint8)])
    found = quality.measure(
        hard.alpha, MatteLimits(max_holes=999, max_halo_share=0.1), picture=fringed
    )
    assert found.halo_share == round(halo.spilled_share(fringed), 6) > 0.1
    assert found.reasons == [f"the backdrop's colour is left on {found.halo_share:.0%} of the edge"]


@pytest.mark.parametrize(("is_confident", "is_poor"), [(True, True), (False, False)])
def test_only_a_confident_second_method_that_disagrees_makes_a_matte_poor(is_confident, is_poor):
    alpha = np.pad(np.ones((20, 20), np.float32), 10)
    opinion = Agreement(iou=0.1, mae=0.4, is_confident=is_confident)
    found = quality.measure(alpha, opinion=opinion)
    assert (found.agreement, found.is_poor) == (0.1, is_poor)


@pytest.mark.parametrize("name", ["low contrast", "textured wall"])
def test_a_second_method_agrees_with_the_truth_and_not_with_its_opposite(name):
    hard = drawn(name)
    right = second_opinion(hard.image, hard.alpha, "onnx")
    wrong = second_opinion(hard.image, 1 - hard.alpha, "onnx")
    assert right.iou > 0.9 and right.is_confident
    assert wrong.iou < 0.1 and wrong.mae > 0.9
