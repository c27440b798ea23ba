"""Every rule of the guard: a degradation it must catch, and the clean picture it must pass."""

import io

import msgspec
import numpy as np
import pytest
from PIL import Image, ImageDraw

from iat_sidecar.core.errors import NotFound
from iat_sidecar.imaging.guard.check import check, check_file
from iat_sidecar.imaging.guard.expected import Expected, PartColour
from iat_sidecar.imaging.guard.report import Finding, GuardReport, Scores, composite
from iat_sidecar.imaging.guard.rule import RULES
from iat_sidecar.imaging.guard.thresholds import VERSION, Thresholds
from iat_sidecar.imaging.matte.terms import MatteLimits
from iat_sidecar.imaging.measure import measure
from iat_sidecar.imaging.style import PaletteColour

WIDTH, HEIGHT = 320, 240
ASKED = Expected(width_px=WIDTH, height_px=HEIGHT, time_of_day="day", weather="clear")
CUTOUT = Expected(wants_alpha=True)
COAT_LAB = (59.94, 31.92, 47.71)


def panel(shift=0, times=1):
    """A small drawn street: sky, ground, a house, a figure in an orange coat."""
    image = Image.new("RGB", (WIDTH * 2 * times, HEIGHT * 2 * times), (142, 186, 226))
    draw, ink = ImageDraw.Draw(image), (24, 20, 28)

    def put(shape, box, fill, line=0):
        shape([edge * times for edge in box], fill, ink if line else None, line * times)

    put(draw.rectangle, [0, 300, 640, 480], (150, 142, 120))
    put(draw.rectangle, [60 + shift, 120, 260 + shift, 320], (196, 170, 140), 6)
    put(draw.rectangle, [100 + shift, 160, 150 + shift, 220], (84, 96, 120), 4)
    put(draw.ellipse, [402 - shift, 120, 458 - shift, 180], (240, 200, 170), 5)
    put(draw.rectangle, [386 - shift, 180, 474 - shift, 400], (214, 120, 60), 6)
    return np.asarray(image.reduce(2))


def figure():
    """The figure alone, H×W×4, its colours clean to the edge and under zero alpha."""
    mask = Image.new("L", (WIDTH * 4, HEIGHT * 4), 0)
    ImageDraw.Draw(mask).ellipse([480, 200, 800, 760], 255)
    inner = Image.new("L", mask.size, 0)
    ImageDraw.Draw(inner).ellipse([500, 220, 780, 740], 255)
    alpha, fill = np.asarray(mask.reduce(4)), np.asarray(inner.reduce(4))[..., None] / 255
    colours = np.array((214, 120, 60)) * fill + np.array((24, 20, 28)) * (1 - fill)
    return np.dstack([(colours + 0.5).astype(np.uint8), alpha])


CLEAN = panel()
STYLE = measure([panel(shift) for shift in (0, 20, 40, -10, -30)])
FIGURE = figure()


def broken(image, expected=ASKED, style=STYLE, thresholds=None):
    return [finding.rule for finding in check(image, expected, style, thresholds).findings]


def saturated(image, strength):
    grey = image.mean(axis=2, keepdims=True)
    return np.clip(grey + (image - grey) * strength, 0, 255).astype(np.uint8)


def graded(image, red, green, blue):
    return (image * np.array((red, green, blue))).astype(np.uint8)


def jpeg(image, quality):
    file = io.BytesIO()
    Image.fromarray(image).save(file, "JPEG", quality=quality)
    return np.asarray(Image.open(file))


def with_alpha(alpha, colours=None):
    base = FIGURE[..., :3] if colours is None else colours
    return np.dstack([base, np.clip(alpha, 0, 255).astype(np.uint8)])


def test_a_clean_panel_passes_every_rule():
    assert broken(CLEAN) == []


def test_a_clean_cutout_passes_every_rule():
    assert broken(FIGURE, CUTOUT) == []


@pytest.mark.parametrize(
    ("image", "expected", "caught"),
    [
        (CLEAN[:-1], ASKED, True),
        (CLEAN[:-1], Expected(width_px=WIDTH, height_px=HEIGHT, is_local=False), False),
        (CLEAN[:-9], Expected(width_px=WIDTH, height_px=HEIGHT, is_local=False), True),
        (CLEAN[:-1], Expected(), False),
    ],
)
def test_h02_another_size_than_asked_for(image, expected, caught):
    assert ("H02_size" in broken(image, expected)) is caught


def test_h02_a_shifted_aspect_is_caught_even_within_the_tolerance():
    narrow = Expected(width_px=106, height_px=100, is_local=False)
    assert broken(CLEAN[:100, :100], narrow, None) == ["H02_size"]


@pytest.mark.parametrize("grey", [0, 128, 255])
def test_h03_an_empty_picture(grey):
    assert "H03_blank" in broken(np.full_like(CLEAN, grey))


def test_h03_a_single_colour_with_a_few_dots():
    dots = np.full_like(CLEAN, 128)
    dots[:3, :300] = 255
    assert "H03_blank" in broken(dots)


def test_h04_lost_highlights_and_shadows():
    assert "H04_clip" in broken(np.where(CLEAN.mean(axis=2, keepdims=True) > 150, 255, CLEAN))


def test_h04_a_black_and_white_style_may_be_black_and_white():
    ink = np.where(CLEAN.mean(axis=2, keepdims=True) > 140, 255, 0).repeat(3, axis=2)
    page = ink.astype(np.uint8)
    assert "H04_clip" in broken(page, style=None)
    assert "H04_clip" not in broken(page, style=measure([page, page[:, ::-1]]))


@pytest.mark.parametrize("image", [CLEAN, with_alpha(np.full((240, 320), 255))])
def test_h05_a_cutout_without_transparency(image):
    assert "H05_alpha_missing" in broken(image, CUTOUT)
    assert "H05_alpha_missing" not in broken(image, Expected())


@pytest.mark.parametrize(
    ("alpha", "message"),
    [
        (np.pad(np.full((6, 6), 255), ((0, 234), (0, 314))), "nearly empty"),
        (np.where(np.arange(320) < 1, 0, 255) * np.ones((240, 1)), "not removed"),
    ],
)
def test_h06_a_cutout_of_nothing_or_of_everything(alpha, message):
    found = check(with_alpha(alpha), CUTOUT).findings[0]
    assert found.rule == "H06_matte_coverage"
    assert message in found.message


def test_h07_a_subject_that_runs_into_three_sides():
    alpha = np.zeros((240, 320))
    alpha[:, 80:] = 255
    assert "H07_matte_cut" in broken(with_alpha(alpha), CUTOUT)
    close_up = Expected(wants_alpha=True, is_whole_subject=False)
    assert "H07_matte_cut" not in broken(with_alpha(alpha), close_up)


def test_h07_a_subject_standing_on_the_lower_edge_is_whole():
    alpha = np.zeros((240, 320))
    alpha[40:, 60:260] = 255
    assert "H07_matte_cut" not in broken(with_alpha(alpha), CUTOUT)


def test_h08_and_s04_colours_over_the_ceiling():
    assert "S04_chroma_exceed" in broken(saturated(CLEAN, 1.5))
    assert "H08_chroma" in broken(saturated(CLEAN, 5))


def test_a_ceiling_of_the_user_wins_over_the_styles():
    strict = msgspec.structs.replace(ASKED, chroma_ceiling=10.0)
    report = check(CLEAN, strict, STYLE)
    assert [finding.rule for finding in report.findings] == ["H08_chroma", "S04_chroma_exceed"]
    assert report.chroma_exceed_share > 0.25


def test_chroma_exceed_is_the_mean_excess_over_the_ceiling():
    flat = np.full((64, 64, 3), (120, 120, 120), np.uint8)
    flat[:, :16] = (214, 120, 60)
    report = check(flat, Expected(chroma_ceiling=30.0))
    assert report.chroma_exceed == pytest.approx((np.hypot(*COAT_LAB[1:]) - 30) / 4, abs=0.1)
    assert report.chroma_exceed_share == 0.25


def test_h09_and_s01_another_palette():
    assert "S01_palette" in broken(graded(CLEAN, 0.9, 0.7, 0.8))
    assert {"H09_palette", "S01_palette"} <= set(broken(graded(CLEAN, 0.15, 0.05, 0.3)))


def test_a_palette_of_the_user_wins_over_the_styles():
    blue = [PaletteColour(lab=(30.0, 10.0, -40.0), weight=1.0)]
    assert "H09_palette" in broken(CLEAN, msgspec.structs.replace(ASKED, palette=blue))


def test_a_palette_without_weights_counts_each_colour_alike():
    unweighted = [PaletteColour(lab=one.lab, weight=0.0) for one in STYLE.palette]
    report = check(CLEAN, msgspec.structs.replace(ASKED, palette=unweighted), STYLE)
    assert report.palette_de00 < 8


def test_s02_light_and_dark_spread_differently():
    assert "S02_tone" in broken(graded(CLEAN, 0.6, 0.6, 0.6))


@pytest.mark.parametrize("strength", [0.4, 1.6])
def test_s03_colours_paler_or_stronger_than_the_styles(strength):
    assert "S03_chroma_mean" in broken(saturated(CLEAN, strength))


def test_s10_strong_jpeg_blocks():
    grain = np.random.default_rng(4).normal(0, 6, CLEAN.shape)
    drawn = np.clip(CLEAN + grain, 0, 255).astype(np.uint8)
    assert "S10_blockiness" not in broken(drawn)
    assert "S10_blockiness" in broken(jpeg(drawn, 10))


def test_s10_lines_on_the_grid_are_no_blocks():
    ruled = np.full((256, 256, 3), 200, np.uint8)
    ruled[::64] = ruled[:, ::64] = 20
    assert "S10_blockiness" not in broken(ruled, Expected(), None)


@pytest.mark.parametrize("backdrop", [(255, 255, 255), (0, 177, 64)])
def test_s11_a_fringe_of_the_old_backdrop(backdrop):
    share = FIGURE[..., 3:] / 255
    spilled = FIGURE[..., :3] * share + np.array(backdrop) * (1 - share)
    image = with_alpha(FIGURE[..., 3], spilled.astype(np.uint8))
    assert broken(image, CUTOUT) == ["S11_halo"]


def test_s12_a_cutout_in_pieces_or_full_of_holes():
    pieces = np.zeros((240, 320))
    pieces[20:200:40, 60:200] = pieces[21:201:40, 60:200] = 255
    assert "S12_matte_pieces" in broken(with_alpha(pieces), CUTOUT)
    holes = np.pad(np.full((200, 240), 255), ((20, 20), (40, 40)))
    for row in range(40, 200, 25):
        holes[row : row + 8, 100:110] = 0
    assert "S12_matte_pieces" in broken(with_alpha(holes), CUTOUT)


def test_s13_an_uncertain_matte():
    hazy = np.where(FIGURE[..., 3] > 0, 120, 0)
    assert "S13_unknown_alpha" in broken(with_alpha(hazy), CUTOUT)


@pytest.mark.parametrize(
    ("image", "light", "caught"),
    [
        (CLEAN, {"time_of_day": "night"}, True),
        (graded(CLEAN, 0.2, 0.25, 0.4), {"time_of_day": "night"}, False),
        (graded(CLEAN, 0.2, 0.25, 0.4), {"time_of_day": "day"}, True),
        (np.vstack([CLEAN[:120], CLEAN[120:] // 6]), {"weather": "fog"}, True),
        (CLEAN // 4 + 140, {"weather": "fog"}, False),
        (graded(CLEAN, 0.6, 0.5, 0.6), {"time_of_day": "dusk", "weather": "rain"}, False),
        (CLEAN, {"time_of_day": "dusk"}, True),
        (CLEAN // 9, {"time_of_day": "dawn"}, True),
        (CLEAN, {"time_of_day": "dawn"}, False),
        (graded(CLEAN, 1.0, 0.85, 0.6), {"time_of_day": "golden_hour"}, False),
        (graded(CLEAN, 0.7, 0.85, 1.0), {"time_of_day": "golden_hour"}, True),
        (CLEAN, {"weather": "fog", "is_indoors": True}, False),
        (CLEAN, {"time_of_day": "night", "stage": "style_lock"}, False),
        (CLEAN, {"weather": "fog", "time_of_day": "day", "stage": "light_time"}, False),
    ],
)
def test_s18_light_and_weather_other_than_asked_for(image, light, caught):
    assert ("S18_stage" in broken(image, Expected(**light), None)) is caught


def test_a_night_is_no_drift_from_a_daylight_style():
    night = graded(CLEAN, 0.2, 0.25, 0.4)
    assert broken(night, Expected(time_of_day="night")) == []
    assert {"S01_palette", "S02_tone"} <= set(broken(night, Expected()))


def test_a_night_is_held_against_a_style_of_nights():
    at_night = Expected(time_of_day="night", has_style_of_this_light=True)
    night = graded(CLEAN, 0.2, 0.25, 0.4)
    assert broken(night, at_night, measure([night])) == []
    assert "S01_palette" in broken(graded(CLEAN, 0.4, 0.15, 0.1), at_night, measure([night]))


def test_thresholds_decide():
    lenient = Thresholds(tone_z=40.0, palette_z=40.0, chroma_mean_z=40.0, hard_palette_z=40.0)
    assert broken(graded(CLEAN, 0.6, 0.6, 0.6), thresholds=lenient) == []
    hard_on_edges = Thresholds(matte=MatteLimits(max_unknown_share=0.0))
    assert broken(FIGURE, CUTOUT, thresholds=hard_on_edges) == ["S13_unknown_alpha"]


def test_a_finding_says_what_is_wrong_by_how_much():
    assert check(CLEAN[:-1], ASKED).findings == [
        Finding(
            rule="H02_size",
            severity="hard",
            value=1.0,
            threshold=0.0,
            weight=1.0,
            message="The picture is 320×239 px; 320×240 px were asked for.",
        )
    ]


def test_warnings_weigh_by_how_far_they_are_past_the_line():
    weights = [
        {
            finding.rule: finding.weight
            for finding in check(saturated(CLEAN, s), ASKED, STYLE).findings
        }["S03_chroma_mean"]
        for s in (1.4, 1.6, 2.5)
    ]
    assert weights == sorted(weights)
    assert 0.1 <= weights[0] < weights[1] < weights[2] == 1.0


def test_the_report_adds_up():
    report = check(saturated(CLEAN, 2.5), ASKED, STYLE)
    soft = [finding.weight for finding in report.findings if finding.severity == "soft"]
    assert report.version == VERSION
    assert report.hard_failures == len(report.findings) - len(soft)
    assert (report.soft_warnings, report.soft_weighted) == (len(soft), pytest.approx(sum(soft)))
    assert report.composite == composite(report.scores)


def test_a_report_crosses_the_wire_and_comes_back():
    report = check(FIGURE, CUTOUT, STYLE)
    assert msgspec.json.decode(msgspec.json.encode(report), type=GuardReport) == report


def test_degradation_lowers_the_score_it_is_about():
    clean, pale = (check(image, ASKED, STYLE).scores for image in (CLEAN, saturated(CLEAN, 0.5)))
    blocky = check(jpeg(CLEAN, 8), ASKED, STYLE).scores
    assert pale.style < clean.style - 0.05
    assert blocky.technical < clean.technical - 0.05


def test_a_recoloured_coat_lowers_identity():
    coat = {"mara": [PartColour(part="outfit_1", lab=COAT_LAB)]}
    asked = msgspec.structs.replace(ASKED, parts=coat)
    orange = np.abs(CLEAN.astype(int) - (214, 120, 60)).max(axis=2) < 40
    green = np.where(orange[..., None], (60, 150, 80), CLEAN).astype(np.uint8)
    assert check(CLEAN, asked).scores.identity > 0.9
    assert check(green, asked).scores.identity < 0.6


def test_missing_scores_leave_their_weight_to_the_others():
    assert composite(Scores(technical=0.5)) == 0.5
    assert composite(Scores(technical=1.0, style=0.0)) == pytest.approx(0.2 / 0.55, abs=1e-4)
    assert composite(Scores(technical=1, style=1, identity=1, spec=1)) == 1.0


def test_the_same_picture_gives_the_same_report():
    assert check(CLEAN, ASKED, STYLE) == check(CLEAN.copy(), ASKED, STYLE)


def test_a_large_picture_is_judged_like_a_small_one():
    assert broken(panel(times=4), Expected(), STYLE) == []


@pytest.mark.parametrize("shape", [(1, 1), (1, 40), (700, 2), (9, 13)])
def test_tiny_and_thin_pictures_are_judged(shape):
    image = np.random.default_rng(1).integers(0, 256, (*shape, 3), dtype=np.uint8)
    assert check(image, Expected(), STYLE).version == VERSION
    cut = np.dstack([image, image[..., 0]])
    assert check(cut, CUTOUT, STYLE).version == VERSION


def test_h01_a_sound_file_is_judged_as_its_pixels_are(tmp_path):
    path = tmp_path / "panel.png"
    Image.fromarray(CLEAN).save(path)
    assert check_file(str(path), ASKED, STYLE) == check(CLEAN, ASKED, STYLE)


@pytest.mark.parametrize(
    "content", [b"", b"<html>busy</html>", b"\x89PNG\r\n\x1a\n" + bytes(3_000)]
)
def test_h01_a_file_that_does_not_decode(tmp_path, content):
    path = tmp_path / "panel.png"
    path.write_bytes(content)
    report = check_file(str(path), ASKED, STYLE)
    assert [finding.rule for finding in report.findings] == ["H01_decode"]
    assert (report.hard_failures, report.composite) == (1, 0.0)


def test_h01_a_missing_file_is_not_found(tmp_path):
    with pytest.raises(NotFound):
        check_file(str(tmp_path / "gone.png"), ASKED)


def test_h01_too_few_bytes_for_the_canvas(tmp_path):
    path = tmp_path / "panel.png"
    Image.new("RGB", (300, 200), (120, 130, 140)).save(path)
    assert path.stat().st_size < 1_024
    found = check_file(str(path), Expected()).findings[0]
    assert (found.rule, found.threshold) == ("H01_decode", 1_024)


def test_h01_a_tiny_canvas_may_have_few_bytes(tmp_path):
    path = tmp_path / "icon.png"
    Image.fromarray(CLEAN[::8, ::8]).quantize(16).save(path)
    assert path.stat().st_size < 1_024
    assert "H01_decode" not in [one.rule for one in check_file(str(path), Expected()).findings]


def test_every_rule_states_its_formula():
    assert all(len(rule.weigh.__doc__ or "") > 20 for rule in RULES.values())
