"""GrabCut and its cut, against OpenCV's, against an exact cut, and against drawn truth."""

import itertools

import numpy as np
import pytest

from iat_sidecar.imaging.matte import grabcut, mixture, scale
from iat_sidecar.imaging.matte.choose import cutout
from iat_sidecar.imaging.matte.min_cut import min_cut
from tests.imaging import hard_cutouts as hard
from tests.imaging.referees import refereed

EDGE = grabcut.EDGE_PX
SCENES = {
    "blue robot, bricks": lambda: (hard.standing(colour=(40, 110, 190)), hard.bricks()),
    "brown robot, bricks": lambda: (hard.standing(colour=(150, 100, 70)), hard.bricks()),
    "red robot, leaves": lambda: (hard.standing(colour=(200, 90, 60)), hard.foliage()),
    "fur, leaves": lambda: (hard.fur(), hard.foliage()),
    "wheel, bricks": lambda: (hard.wheel(), hard.bricks()),
    "portrait, leaves": lambda: (hard.bust_subject(), hard.foliage()),
    "hair, lights": lambda: (hard.hair(), hard.bokeh()),
    "pale robot, lights": lambda: (hard.standing(colour=(210, 190, 150)), hard.bokeh()),
}
BEHIND = {"pale robot, lights": 0.06}
"""Lights of the subject's own paleness stay with it where they touch; OpenCV's leaves them."""


def pictured(name):
    """The picture at GrabCut's working size, and the true mask."""
    subject, ground = SCENES[name]()
    placed = hard.placed(name, subject, ground)
    return scale.shrink(placed.image, EDGE), scale.shrink_plane(placed.alpha, EDGE) > 0.5


def overlap(one, other):
    return np.count_nonzero(one & other) / np.count_nonzero(one | other)


@pytest.mark.parametrize("name", SCENES)
def test_it_overlaps_the_truth_as_well_as_opencvs(name, tmp_path):
    image, truth = pictured(name)
    inset = round(grabcut.MARGIN * EDGE)
    rectangle = np.array([inset, inset, EDGE - 2 * inset, EDGE - 2 * inset])
    theirs, _ = refereed("grabcut", tmp_path, image=image, rectangle=rectangle)
    ours = grabcut.labelled(image)
    assert overlap(ours > 0.5, truth) >= overlap(theirs > 0.5, truth) - BEHIND.get(name, 0.02)


def energy(labels, source, sink, across, down):
    cost = (labels * sink + (1 - labels) * source).sum()
    cost += (across * np.abs(np.diff(labels, axis=1))).sum()
    return cost + (down * np.abs(np.diff(labels, axis=0))).sum()


def test_the_cut_is_the_cheapest_of_all():
    rng = np.random.default_rng(6)
    costs = rng.uniform(-1, 1, (3, 4)).astype(np.float32)
    source, sink = np.maximum(costs, 0), np.maximum(-costs, 0)
    across, down = (rng.random(shape).astype(np.float32) for shape in ((3, 3), (2, 4)))
    every = (np.array(bits).reshape(3, 4) for bits in itertools.product((0, 1), repeat=12))
    cheapest = min(energy(labels, source, sink, across, down) for labels in every)
    found = min_cut(source, sink, across, down, np.zeros((3, 4), np.float32), steps=600)
    cut = (found > 0.5).astype(np.float32)
    assert energy(cut, source, sink, across, down) == pytest.approx(cheapest, abs=1e-4)


def test_a_mixture_finds_the_colours_that_a_region_shows():
    image = np.zeros((20, 20, 3), np.uint8)
    image[:, 10:] = (200, 40, 90)
    colours, numbers = mixture.cells(image)
    fitted = mixture.fit(colours, np.bincount(numbers).astype(float))
    shown = fitted.log_density(np.array([[1.5, 1.5, 1.5], [201.5, 41.5, 89.5]]))
    absent = fitted.log_density(np.array([[100.0, 100.0, 100.0]]))
    assert shown.min() > absent.max() + 100


def test_a_subject_that_runs_into_the_frame_is_kept_down_to_its_edge():
    image, truth = pictured("portrait, leaves")
    assert overlap((grabcut.labelled(image) > 0.5)[-6:], truth[-6:]) > 0.95


def test_a_busy_backdrop_is_cut_by_grabcut_and_the_reason_is_told():
    picture = hard.drawn("textured wall")
    found = cutout(picture.image)
    assert (found.method, found.reason) == (
        "grabcut",
        "the frame's edge shows a busy backdrop, and there is no model",
    )


def test_the_same_picture_gives_the_same_labels():
    image, _ = pictured("fur, leaves")
    assert grabcut.labelled(image).tobytes() == grabcut.labelled(image).tobytes()


@pytest.mark.parametrize("shape", [(1, 1), (3, 40), (9, 9), (8, 300)])
def test_tiny_thin_and_blank_pictures_have_labels_of_their_size(shape):
    noisy = np.random.default_rng(7).integers(0, 256, (*shape, 3), dtype=np.uint8)
    for image in (noisy, np.full((*shape, 3), 90, np.uint8)):
        assert grabcut.grabcut(image).shape == shape
