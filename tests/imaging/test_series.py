"""A whole set of panels: drift, outliers within chapter and light, near duplicates, swaps."""

import numpy as np
import pytest

from iat_sidecar.imaging.guard import siblings  # noqa: F401 - registers the rules
from iat_sidecar.imaging.guard.expected import Expected, Sibling
from iat_sidecar.imaging.guard.rule import RULES
from iat_sidecar.imaging.guard.thresholds import Thresholds
from iat_sidecar.imaging.guard.view import View
from iat_sidecar.imaging.series import dhash
from iat_sidecar.imaging.series.analyse import analyse
from iat_sidecar.imaging.series.facts import PanelFacts, Sighting, hamming
from iat_sidecar.imaging.series.trend import trend
from tests.imaging.drawn_cast import drawn, lit


def panels(values, measure="style", **told):
    return [
        PanelFacts(job_key=f"p{n}", order=n, number=n, measures={measure: value}, **told)
        for n, value in enumerate(values)
    ]


def noise(n, spread=0.01, seed=1):
    return np.random.default_rng(seed).normal(0, spread, n)


def test_a_score_that_falls_is_a_drift_with_its_slope():
    found = trend(panels(0.95 - 0.005 * np.arange(30) + noise(30)), "style")
    assert found.is_drift
    assert found.low <= -0.005 <= found.high
    assert (
        found.message
        == f"The style score falls by {abs(found.slope * 29):.3g} over the panels (p < 0.001)."
    )


def test_noise_alone_is_no_drift():
    found = [trend(panels(0.9 + noise(40, seed=seed)), "style").is_drift for seed in range(30)]
    assert sum(found) <= 1


def test_a_rising_score_and_too_few_panels_are_no_drift():
    assert not trend(panels(0.5 + 0.01 * np.arange(30)), "style").is_drift
    assert trend(panels([0.9, 0.8, 0.7]), "style") is None


def test_a_night_chapter_is_neither_drift_nor_outlier():
    day = panels(50 + noise(20, 0.5), "l_mean", chapter="1", time_of_day="day")
    night = [
        PanelFacts(job_key=f"n{n}", order=20 + n, chapter="2", time_of_day="night",
                   measures={"l_mean": 12 + value})
        for n, value in enumerate(noise(20, 0.5, seed=2))
    ]  # fmt: skip
    found = analyse([*day, *night])
    assert ([one.is_drift for one in found.trends], found.outliers) == ([False], [])


def test_a_night_among_few_is_left_alone_and_a_dark_day_is_not():
    day = panels([*(50 + noise(12, 0.5)), 31.0], "l_mean", chapter="1", time_of_day="day")
    lone = PanelFacts(
        job_key="n", order=13, chapter="1", time_of_day="night", measures={"l_mean": 12}
    )
    found = analyse([*day, lone]).outliers
    assert [(one.job_key, one.measure, one.value) for one in found] == [("p12", "l_mean", 31.0)]
    assert found[0].z > 3.5


def test_one_wild_panel_makes_no_trend():
    values = 0.9 + noise(30)
    values[28] = 0.2
    found = analyse(panels(values))
    assert [one.is_drift for one in found.trends] == [False]
    assert [one.job_key for one in found.outliers] == ["p28"]


def test_a_better_panel_is_no_outlier():
    assert analyse(panels([*(0.7 + noise(12)), 0.99])).outliers == []


def test_parts_and_strains_are_not_followed_but_characters_are():
    told = panels([1.0] * 10, "identity.mara.hair") + panels([0.5] * 10, "S01_palette")
    assert analyse(told).trends == []
    rising = panels(1 + 0.3 * np.arange(12), "identity.mara")
    assert [one.measure for one in analyse(rising).trends if one.is_drift] == ["identity.mara"]


def test_duplicates_come_first_and_looks_at_one_scene_are_alike_on_purpose():
    hashes = ("0" * 16, "0" * 15 + "1", "0" * 15 + "f", "f" * 16, None, None)
    scenes = ("a", "b", "a", "c", "d", "d")
    told = [
        PanelFacts(job_key=f"p{n}", order=n, dhash=bits, scene=scene)
        for n, (bits, scene) in enumerate(zip(hashes, scenes, strict=True))
    ]
    found = [(one.one, one.other, one.bits, one.is_duplicate) for one in analyse(told).pairs]
    assert found == [("p0", "p1", 1, True), ("p1", "p2", 3, False)]


def test_characters_in_each_others_panels_are_a_pair():
    def seen(key, order, asked, **there):
        sightings = [
            Sighting(code=code, distance=3.0 if is_there else 40.0, fit=float(is_there), is_there=is_there)
            for code, is_there in there.items()
        ]  # fmt: skip
        return PanelFacts(job_key=key, order=order, characters=[asked], sightings=sightings)

    told = [
        seen("a", 0, "mara", mara=False, toma=True),
        seen("b", 1, "mara", mara=True, toma=False),
        seen("c", 2, "toma", toma=False, mara=True),
        seen("d", 3, "mara", mara=False, toma=False),
    ]
    found = [
        (one.job_key, one.expected, one.shown, one.kind, one.twin) for one in analyse(told).swaps
    ]
    assert found == [("a", "mara", "toma", "swapped", "c"), ("c", "toma", "mara", "swapped", "a")]


@pytest.fixture(scope="module")
def kitchen():
    return drawn("{} sits in the kitchen, {} stands behind", ["ines", "toma"])


def test_a_fingerprint_stays_through_scale_noise_and_grade(kitchen):
    own = dhash.of(kitchen.image)
    assert own.tells
    smaller = np.ascontiguousarray(kitchen.image[::2, ::2])
    grainy = np.clip(
        kitchen.image + noise(kitchen.image.size, 6).reshape(kitchen.image.shape), 0, 255
    )
    for other in (smaller, grainy.astype(np.uint8), lit(kitchen, "golden_hour")):
        assert hamming(own.bits, dhash.of(other).bits) <= 8
    elsewhere = drawn("{} runs through the forest", ["mara"], seed=4)
    assert hamming(own.bits, dhash.of(elsewhere.image).bits) > 12


def test_flat_pictures_have_no_fingerprint():
    sky = np.full((90, 120, 3), (140, 190, 230), np.uint8)
    sky[60:70, 50:60] = 30
    assert not dhash.of(sky).tells
    assert not dhash.of(np.zeros((90, 120, 4), np.uint8)).tells


def weighed(picture, *others):
    asked = View(picture, Expected(siblings=list(others)), None, Thresholds())
    return {
        name: verdict and verdict.is_broken
        for name in ("H13_duplicate", "S15_near_duplicate")
        for verdict in [RULES[name].weigh(asked)]
    }


def changed(bits, count):
    return f"{int(bits, 16) ^ ((1 << count) - 1):016x}"


@pytest.mark.parametrize(
    ("bits", "is_approved", "is_same_scene", "hard", "soft"),
    [
        (0, True, False, True, True),
        (2, True, False, True, True),
        (3, True, False, False, True),
        (6, True, False, False, True),
        (7, True, False, False, False),
        (0, False, False, None, True),
        (4, True, True, False, None),
    ],
)
def test_only_approved_panels_make_a_duplicate(
    kitchen, bits, is_approved, is_same_scene, hard, soft
):
    other = Sibling(
        job_key="before",
        dhash=changed(dhash.of(kitchen.image).bits, bits),
        is_approved=is_approved,
        is_same_scene=is_same_scene,
    )
    assert weighed(kitchen.image, other) == {"H13_duplicate": hard, "S15_near_duplicate": soft}


def test_two_flat_pictures_are_no_duplicates():
    flat = np.full((90, 120, 3), 200, np.uint8)
    other = Sibling(job_key="before", dhash=dhash.of(flat).bits, is_approved=True)
    assert weighed(flat, other) == {"H13_duplicate": None, "S15_near_duplicate": None}
