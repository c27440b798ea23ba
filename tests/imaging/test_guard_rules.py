"""Each rule of the guard against what it is there to catch, and every good picture against all."""

from dataclasses import replace

import pytest
from msgspec import structs

from iat_sidecar.imaging.guard.rule import RULES
from iat_sidecar.imaging.guard.thresholds import VERSION
from iat_sidecar.imaging.series import dhash
from tests.imaging.degradations import CLEAN, DEGRADATIONS, Setting, style_of
from tests.imaging.drawn_panels import DAY, STYLES, Light

NIGHT, RAIN = Light("night", "clear"), Light("day", "rain")
ELSEWHERE = {"H10_identity", "S14_identity", "H13_duplicate", "S15_near_duplicate"}
"""Rules with tests of their own, about the characters and about the other panels."""


@pytest.fixture(scope="module")
def style():
    return style_of(STYLES[0], (DAY, NIGHT))


def test_there_is_a_degradation_for_every_rule():
    assert set(DEGRADATIONS) | ELSEWHERE == set(RULES) | {"H01_decode"}


@pytest.mark.parametrize("name", DEGRADATIONS)
@pytest.mark.parametrize(("scene", "light"), [(1, DAY), (5, NIGHT)])
def test_a_rule_catches_what_it_is_for(name, scene, light, style, tmp_path):
    setting = Setting(scene, STYLES[0], light, tmp_path)
    report = DEGRADATIONS[name](setting).report(style, tmp_path)
    assert name in [finding.rule for finding in report.findings]
    assert report.version == VERSION


@pytest.mark.parametrize("good", CLEAN)
@pytest.mark.parametrize(("scene", "light"), [(1, DAY), (11, DAY), (5, NIGHT), (5, RAIN)])
def test_a_good_picture_passes_every_rule(good, scene, light, style, tmp_path):
    setting = Setting(scene, STYLES[0], light, tmp_path)
    assert good(setting).report(style, tmp_path).findings == []


@pytest.mark.parametrize("weather", ["rain", "snow", "fog"])
def test_weather_that_is_missing_is_noticed_where_the_picture_before_is_known(weather, tmp_path):
    setting = Setting(1, STYLES[0], Light("day", weather), tmp_path)
    missing, there = DEGRADATIONS["S18_stage"](setting), CLEAN[0](setting)
    assert [one.rule for one in missing.report(None, tmp_path).findings] == ["S18_stage"]
    assert there.report(None, tmp_path).findings == []


def test_a_dim_room_is_not_day_where_the_style_knows_darker_times(tmp_path):
    """Its mean L* alone is within what a day may have."""
    style = style_of(STYLES[0], (DAY, Light("dusk", "clear")))
    setting = Setting(22, STYLES[0], DAY, tmp_path)
    report = DEGRADATIONS["S18_stage"](setting).report(style, tmp_path)
    found = {finding.rule: finding for finding in report.findings}
    assert found["S18_stage"].message.startswith("The light is that of dusk")
    assert report.measures["l_mean"] > 35
    assert CLEAN[0](setting).report(style, tmp_path).findings == []


def test_a_lamp_after_dark_is_not_over_the_ceiling_and_by_day_it_is(style, tmp_path):
    night = CLEAN[0](Setting(23, STYLES[0], NIGHT, tmp_path))
    image = night.image.copy()
    image[40:160, 40:200] = (255, 190, 60)
    lit = structs.replace(night.expected, time_of_day="night")
    by_night = replace(night, image=image, expected=lit).report(style, tmp_path)
    assert "S04_chroma_exceed" not in {finding.rule for finding in by_night.findings}
    day = CLEAN[0](Setting(23, STYLES[0], DAY, tmp_path))
    image = day.image.copy()
    image[40:160, 40:200] = (255, 190, 60)
    by_day = replace(day, image=image).report(style, tmp_path)
    assert "S04_chroma_exceed" in {finding.rule for finding in by_day.findings}


def test_the_report_names_the_difference_hash_unless_the_picture_is_flat(tmp_path):
    setting = Setting(5, STYLES[0], DAY, tmp_path)
    drawn, flat = CLEAN[0](setting), DEGRADATIONS["H03_blank"](setting)
    assert drawn.report(None, tmp_path).dhash == dhash.of(drawn.image).bits
    assert flat.report(None, tmp_path).dhash is None


def test_the_score_of_one_hand_falls_when_another_hand_draws(style, tmp_path):
    setting = Setting(5, STYLES[0], DAY, tmp_path)
    clean = CLEAN[0](setting).report(style, tmp_path)
    others = [
        DEGRADATIONS[name](setting).report(style, tmp_path)
        for name in ("S01_palette", "S02_tone", "S05_line_width", "S07_sharpness", "S08_noise")
    ]
    assert clean.look == "weather_effects/day/clear"
    assert set(clean.z) == {
        "palette",
        "tone",
        "colours",
        "orientation",
        "c_mean",
        "line_weight_px",
        "edge_density",
        "noise",
        "sharpness",
    }
    assert clean.scores.style > 0.7
    assert all(other.scores.style < clean.scores.style - 0.05 for other in others)


def test_a_light_without_references_is_judged_by_its_lines_alone(tmp_path):
    by_day = style_of(STYLES[0], (DAY,))
    night = Setting(5, STYLES[0], NIGHT, tmp_path)
    report = CLEAN[0](night).report(by_day, tmp_path)
    assert (report.look, report.z, report.findings) == (None, {}, [])
    assert {"S05_line_width", "S08_noise"} <= set(report.measures)
    assert {"S01_palette", "S02_tone", "S03_chroma_mean"}.isdisjoint(report.measures)
    heavy = DEGRADATIONS["S05_line_width"](night).report(by_day, tmp_path)
    assert [finding.rule for finding in heavy.findings] == ["S05_line_width"]


def test_few_references_are_held_to_the_absolute_lines(style, tmp_path):
    few = style_of(STYLES[0], (DAY,))
    look = few.of_light["weather_effects/day/clear"]
    setting = Setting(5, STYLES[0], DAY, tmp_path)
    assert look.references == 8
    alone = structs.replace(few, of_light={"*/day/clear": structs.replace(look, references=4)})
    report = DEGRADATIONS["S01_palette"](setting).report(alone, tmp_path)
    found = {finding.rule: finding.threshold for finding in report.findings}
    assert found["S01_palette"] >= 8
    assert report.z == {}
