"""The same drawing is found again moved, turned, resized and recoloured; OpenCV is the referee."""

import json
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

from iat_sidecar.imaging.identity import corners, orb
from iat_sidecar.imaging.identity.same_drawing import NONE, likeness
from tests.imaging.drawn_cast import drawn, far_from

REFEREE = """
import json, sys
import cv2, numpy as np
pairs, orb = np.load(sys.argv[1]), cv2.ORB_create(500)
cv2.setRNGSeed(1)
def ratio(one, other):
    (k1, d1), (k2, d2) = (orb.detectAndCompute(grey, None) for grey in (one, other))
    found = cv2.BFMatcher(cv2.NORM_HAMMING).knnMatch(d1, d2, k=2)
    good = [m for m, n in found if m.distance < 0.8 * n.distance]
    if len(good) < 4:
        return 0.0
    a = np.float32([k1[m.queryIdx].pt for m in good])
    b = np.float32([k2[m.trainIdx].pt for m in good])
    _, inliers = cv2.estimateAffinePartial2D(a, b, ransacReprojThreshold=4)
    return float(inliers.sum()) / min(len(k1), len(k2))
print(json.dumps({name: ratio(pairs["same"], pairs[name]) for name in pairs.files}))
"""


def panel(code, seed=3, text="{} stands in the kitchen, medium shot", **changed):
    return Image.fromarray(drawn(text, [code], seed=seed, size=(400, 400), **changed).image)


def placed(picture, size, at):
    paper = Image.new("RGB", size, (120, 120, 120))
    paper.paste(picture, at)
    return paper


@pytest.fixture(scope="module")
def pictures():
    """One drawing in several ways, and two others, 256² as both look at them."""
    own = panel("mara")
    hair = {"mara": {"hair": far_from("#b5532d")}}
    ways = {
        "same": own,
        "shifted": placed(own, own.size, (30, 20)),
        "turned": own.rotate(12, Image.Resampling.BICUBIC, fillcolor=(120, 120, 120)),
        "smaller": placed(own.resize((280, 280), Image.Resampling.LANCZOS), own.size, (60, 60)),
        "recoloured": panel("mara", changed=hair),
        "other": panel("ines", seed=9, text="{} runs through the forest"),
        "another": panel("toma", seed=5, text="{} at the harbour, wide shot"),
    }
    return {
        name: np.asarray(way.resize((256, 256), Image.Resampling.LANCZOS))
        for name, way in ways.items()
    }


@pytest.fixture(scope="module")
def ours(pictures):
    return {name: likeness(pictures["same"], way) for name, way in pictures.items()}


@pytest.fixture(scope="module")
def theirs(pictures, tmp_path_factory):
    file = tmp_path_factory.mktemp("orb") / "pairs.npz"
    greys = {name: np.asarray(Image.fromarray(way).convert("L")) for name, way in pictures.items()}
    np.savez(file, **greys)
    done = subprocess.run(
        [sys.executable, "-c", REFEREE, str(file)], capture_output=True, check=True
    )
    return json.loads(done.stdout)


def test_the_same_drawing_stands_clear_of_others_as_it_does_for_opencv(ours, theirs):
    related, others = ("shifted", "turned", "smaller", "recoloured"), ("other", "another")
    assert [ours[name].ratio for name in others] == [0.0, 0.0]
    assert min(ours[name].ratio for name in related) > 0.25
    gap = min(ours[name].ratio for name in related) - max(ours[name].ratio for name in others)
    peer = min(theirs[name] for name in related) - max(theirs[name] for name in others)
    assert gap >= 0.75 * peer


def test_the_move_between_two_pictures_is_told(ours):
    assert ours["same"].ratio == 1.0
    assert ours["smaller"].scale == pytest.approx(0.7, abs=0.03)
    assert np.degrees(ours["turned"].turn) == pytest.approx(-12, abs=2)
    assert np.degrees(ours["shifted"].turn) == pytest.approx(0, abs=2)


def test_a_new_colour_hides_nothing_from_it(ours):
    assert ours["recoloured"].ratio > 0.7


def test_a_picture_without_corners_is_like_nothing(pictures):
    blank = np.full((256, 256, 3), 200, np.uint8)
    assert likeness(blank, pictures["same"]) == NONE
    assert likeness(blank, blank) == NONE


def test_nine_of_sixteen_in_a_row_make_a_corner_and_eight_do_not():
    table = corners._in_a_row()
    nine, wrapped = 0b0000000111111111, 0b1111000000011111
    assert [bool(table[nine]), bool(table[nine >> 1]), bool(table[wrapped])] == [True, False, True]
    assert not table[0b0101010101010101]


def test_the_same_picture_gives_the_same_keypoints(pictures):
    one, other = (orb.keypoints(pictures["same"]) for _ in range(2))
    assert (one.bits == other.bits).all()
    assert (one.places == other.places).all()
    assert 100 < len(one) <= 510
