"""Characters are found by the colours of their parts, in the light of the scene, and judged."""

import numpy as np
import pytest

from iat_sidecar.imaging import colour, grade, swatch
from iat_sidecar.imaging.box import Box
from iat_sidecar.imaging.guard import identity as rules
from iat_sidecar.imaging.guard.expected import Expected, PartColour
from iat_sidecar.imaging.guard.rule import RULES
from iat_sidecar.imaging.guard.thresholds import Thresholds
from iat_sidecar.imaging.guard.view import View
from iat_sidecar.imaging.identity import judge
from iat_sidecar.imaging.identity.light import Light, possible
from iat_sidecar.imaging.identity.seen import see
from tests.imaging.drawn_cast import CAST, SCENES, drawn, expected, far_from, lit

SHOWN = ((None, None), ("night", None), ("golden_hour", None), ("dusk", "rain"))


def looked_for(picture, code, time=None, weather=None, boxes=()):
    lights = possible(time, weather, is_known=True, is_exact=True)
    return judge.character(see(picture), code, expected(code), lights, boxes)


def view(picture, codes, **asked):
    parts = {code: expected(code) for code in codes}
    return View(picture, Expected(parts=parts, **asked), None, Thresholds())


@pytest.fixture(scope="module")
def together():
    return drawn(SCENES[1], ["ines", "toma"])


@pytest.mark.parametrize("light", SHOWN, ids=str)
def test_characters_are_accepted_where_they_stand_in_any_light(together, light):
    picture = lit(together, *light)
    found = {code: looked_for(picture, code, *light) for code in ("ines", "toma")}
    assert {code: one.verdict for code, one in found.items()} == {
        "ines": "accept",
        "toma": "accept",
    }
    for code, one in found.items():
        covered = sum(together.parts[code].values())
        box = one.box
        inside = covered[box.y : box.y + box.height, box.x : box.x + box.width]
        assert inside.mean() > 0.3


@pytest.mark.parametrize("light", SHOWN, ids=str)
def test_somebody_in_anothers_colours_is_not_taken_for_them(light):
    swapped = drawn(SCENES[1], ["ines", "toma"], changed={"ines": CAST["odil"]})
    assert looked_for(lit(swapped, *light), "ines", *light).verdict == "reject"


@pytest.mark.parametrize("light", SHOWN, ids=str)
def test_who_is_missing_is_not_found_in_the_others(light):
    alone = drawn("{} sits in the kitchen", ["toma"])
    found = looked_for(lit(alone, *light), "ines", *light)
    assert (found.verdict, found.fit < judge.GOOD_FIT) == ("reject", True)


@pytest.mark.parametrize("part", ["hair", "outfit_1"])
def test_a_recoloured_part_is_doubted_and_named(part):
    other = {part: far_from(CAST["ines"][part])}
    picture = lit(drawn(SCENES[1], ["ines", "toma"], changed={"ines": other}), "golden_hour")
    found = looked_for(picture, "ines", "golden_hour")
    strayed = [one.part for one in found.judged if one.de00 > one.line]
    assert (found.verdict, strayed) == ("questionable", [part])


def test_a_known_box_is_where_the_character_is_looked_for(together):
    rows, columns = np.nonzero(sum(together.parts["ines"].values()) > 0.5)
    own = Box(x=int(columns.min()), y=int(rows.min()), width=int(np.ptp(columns)) + 1,
              height=int(np.ptp(rows)) + 1)  # fmt: skip
    rows, columns = np.nonzero(sum(together.parts["toma"].values()) > 0.5)
    others = Box(x=int(columns.min()), y=0, width=int(np.ptp(columns)) + 1, height=150)
    verdicts = [looked_for(together.image, "ines", boxes=[box]).verdict for box in (own, others)]
    assert verdicts == ["accept", "reject"]


def test_the_light_of_a_time_is_its_grade_and_nothing_else():
    lab = np.array([part.lab for part in expected("mara")], np.float32)
    linear = np.clip(colour.from_lab(lab), 0, 1)
    graded = colour.to_lab(grade.lut("dusk").apply_linear(linear))
    air = np.array([0.2, 0.2, 0.3], np.float32)
    assert np.allclose(Light(time="dusk").on(lab, air), graded, atol=1e-3)
    assert np.allclose(Light().on(lab, air), lab, atol=0.2)


def test_an_unknown_light_is_found_by_the_parts_together(together):
    picture = lit(together, "night")
    lights = possible(None, None, is_known=False, is_exact=True)
    found = judge.character(see(picture), "ines", expected("ines"), lights)
    assert (found.verdict, found.light) == ("accept", "night")


def test_one_colour_alone_never_says_that_somebody_is_not_there():
    only = [PartColour(part="hair", lab=swatch.from_hex("#ff00ff"))]
    picture = np.full((96, 128, 3), (40, 120, 40), np.uint8)
    found = judge.character(see(picture), "x", only, [Light()])
    assert found.verdict == "questionable"


def test_the_guard_fails_a_picture_without_a_required_character():
    picture = lit(drawn("{} sits in the kitchen", ["toma"]), "day")
    asked = view(picture, ["toma", "ines"], stage="light_time", time_of_day="day")
    hard = RULES["H10_identity"].weigh(asked)
    assert (hard.is_broken, "ines" in hard.message) == (True, True)


def test_the_guard_warns_of_one_strayed_part_and_no_more(together):
    hair = {"hair": far_from(CAST["ines"]["hair"])}
    picture = drawn(SCENES[1], ["ines", "toma"], changed={"ines": hair}).image
    asked = view(picture, ["ines", "toma"])
    broken = {name: RULES[name].weigh(asked).is_broken for name in ("H10_identity", "S14_identity")}
    assert broken == {"H10_identity": False, "S14_identity": True}
    assert "hair of ines" in RULES["S14_identity"].weigh(asked).message


def test_a_clean_picture_breaks_no_rule_and_its_distances_are_told(together):
    asked = view(lit(together, "interior"), ["ines", "toma"], time_of_day="interior")
    assert [RULES[name].weigh(asked).is_broken for name in ("H10_identity", "S14_identity")] == [
        False,
        False,
    ]
    told = rules.measures(asked)
    assert {"identity.ines", "identity.toma", "identity.ines.hair"} <= told.keys()
    assert max(told.values()) < 8
    assert max(rules.strains(asked)) < 1


def test_without_characters_the_rules_have_nothing_to_judge():
    asked = view(np.full((64, 64, 3), 90, np.uint8), [])
    assert [RULES[name].weigh(asked) for name in ("H10_identity", "S14_identity")] == [None, None]


def test_what_is_transparent_is_not_looked_at(together):
    alpha = (sum(together.parts["toma"].values()) > 0.5).astype(np.uint8) * 255
    cut = np.dstack([together.image, alpha])
    seen = see(cut[..., :3], cut[..., 3].astype(np.float32) / np.float32(255))
    found = {
        code: judge.character(seen, code, expected(code), [Light()]).verdict
        for code in ("ines", "toma")
    }
    assert found == {"ines": "reject", "toma": "accept"}
