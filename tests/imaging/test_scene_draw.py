"""The scene renderer: what it draws, and that it tells the truth about it."""

import numpy as np
import pytest

from iat_sidecar.core.values import Lab
from iat_sidecar.imaging.colour import delta_e00, hex_to_lab, lab8
from iat_sidecar.imaging.scene import lexicon
from iat_sidecar.imaging.scene.draw import Drawing, draw
from iat_sidecar.imaging.scene.request import Cast, SceneRequest, Swatch

SWATCHES = {
    "hair": "#8f3f2c",
    "skin": "#e3b48f",
    "eyes": "#3f8f57",
    "outfit_1": "#3f6f8f",
    "outfit_2": "#4a4358",
    "outfit_3": "#6b4632",
}


def character(name: str, description: str = "", swatches: dict[str, str] = SWATCHES) -> Cast:
    parts = [Swatch(part=part, lab=hex_to_lab(text)) for part, text in swatches.items()]
    return Cast(code=name.lower(), name=name, description=description, parts=parts)


MARA = character("Mara")
IVO = character("Ivo", "a tall man in a coat")


def panel(
    scene: str,
    *cast: Cast,
    size: tuple[int, int] = (160, 120),
    seed: int = 5,
    candidate: int = 0,
    palette: list[Lab] | None = None,
    line: float | None = None,
) -> Drawing:
    return draw(
        SceneRequest(
            scene=scene,
            cast=list(cast),
            width_px=size[0],
            height_px=size[1],
            seed=seed,
            candidate=candidate,
            palette=palette or [],
            line_weight_px=line,
        )
    )


def off_swatch(drawing: Drawing, code: str, part: str, swatch: str) -> float:
    """ΔE00 of a part's median colour, over the pixels it covers wholly, from its swatch."""
    covered = drawing.parts[code][part] == 1
    median = np.median(lab8(drawing.image)[covered], axis=0)
    return float(delta_e00(median, np.array(hex_to_lab(swatch))))


def arrays(drawing: Drawing) -> list[bytes]:
    planes = (drawing.depth, drawing.mask, drawing.lights, drawing.ground, drawing.sky)
    parts = [plane for own in drawing.parts.values() for plane in own.values()]
    return [array.tobytes() for array in (drawing.image, *planes, *parts)]


def test_the_same_request_gives_the_same_bytes():
    one, other = (panel("Mara sits, Ivo waves, street, cat", MARA, IVO) for _ in range(2))
    assert arrays(one) == arrays(other)
    assert one.reading == other.reading


@pytest.mark.parametrize("change", [{"seed": 6}, {"candidate": 1}])
def test_another_seed_or_candidate_is_another_picture_in_the_same_colours(change: dict[str, int]):
    size = (480, 360)
    one = panel("Full shot: Mara in the forest", MARA, size=size)
    other = panel("Full shot: Mara in the forest", MARA, size=size, **change)
    assert not np.array_equal(one.image, other.image)
    for part in ("hair", "outfit_1", "outfit_2"):
        assert off_swatch(one, "mara", part, SWATCHES[part]) < 1
        assert off_swatch(other, "mara", part, SWATCHES[part]) < 1


@pytest.mark.parametrize(
    ("scene", "seen"),
    [
        ("Full shot: Mara, street", ["hair", "skin", "outfit_1", "outfit_2", "outfit_3"]),
        ("Close-up: Mara, kitchen", ["hair", "skin", "eyes", "outfit_1"]),
        ("Medium: Mara points, happy, cave", ["hair", "skin", "eyes", "outfit_1"]),
    ],
)
def test_the_median_colour_of_a_part_is_its_swatch(scene: str, seen: list[str]):
    drawing = panel(scene, MARA, size=(720, 540), palette=[(50.0, 60.0, 0.0)])
    off = {part: off_swatch(drawing, "mara", part, SWATCHES[part]) for part in seen}
    assert max(off.values()) < 2, off


@pytest.mark.parametrize("shot", ["close-up", "medium", "full shot", "wide shot"])
def test_the_mask_is_the_union_of_the_parts(shot: str):
    drawing = panel(f"{shot}: Mara and Ivo walk in the park", MARA, IVO)
    union = np.sum([p for own in drawing.parts.values() for p in own.values()], axis=0)
    assert np.abs(np.minimum(union, 1) - drawing.mask).max() < 1e-5
    assert union.max() < 1.02
    assert drawing.mask.max() == 1


def test_planes_have_the_size_of_the_panel_and_stay_within_their_range():
    drawing = panel("Mara stands in the street", MARA, size=(97, 61))
    planes = [drawing.depth, drawing.mask, drawing.lights, drawing.ground, drawing.sky]
    planes += drawing.parts["mara"].values()
    assert drawing.image.shape == (61, 97, 3)
    assert {(p.shape, p.dtype) for p in planes} == {((61, 97), np.dtype(np.float32))}
    assert min(p.min() for p in planes) >= 0
    assert max(p.max() for p in planes) <= 1


def test_ground_sky_and_characters_never_share_a_pixel():
    drawing = panel("Full shot: Mara on the beach", MARA)
    assert (drawing.ground + drawing.sky + drawing.mask).max() < 1.02
    assert min(drawing.ground.max(), drawing.sky.max()) == 1


def different(scene: str, default: str, *cast: Cast) -> bool:
    return not np.array_equal(panel(scene, *cast).image, panel(default, *cast).image)


def test_every_place_looks_like_no_other():
    pictures = {panel(place).image.tobytes() for place in ("", *lexicon.PLACES)}
    assert len(pictures) == len(lexicon.PLACES) + 1


@pytest.mark.parametrize("prop", lexicon.PROPS)
def test_every_prop_is_drawn_and_is_the_subject_of_an_empty_scene(prop: str):
    drawing = panel(prop)
    assert drawing.mask.max() == 1
    assert 0.001 < drawing.mask.mean() < 0.6
    assert drawing.parts == {}


@pytest.mark.parametrize("prop", sorted(lexicon.HAND_HELD))
def test_every_hand_held_prop_can_be_held(prop: str):
    assert different(f"full shot: Mara holds a {prop}", "full shot: Mara", MARA)


@pytest.mark.parametrize("pose", [pose for pose in lexicon.POSES if pose != "standing"])
def test_every_pose_looks_different(pose: str):
    assert different(f"full shot: Mara {pose.replace('_', ' ')}", "full shot: Mara", MARA)


@pytest.mark.parametrize("mood", [mood for mood in lexicon.EXPRESSIONS if mood != "neutral"])
def test_every_expression_looks_different(mood: str):
    assert different(f"close-up: Mara {mood}", "close-up: Mara", MARA)


@pytest.mark.parametrize("word", ["extreme close-up", "close-up", "full shot", "wide shot"])
def test_every_shot_looks_different_from_a_medium_one(word: str):
    assert different(f"{word}: Mara", "medium: Mara", MARA)


@pytest.mark.parametrize("word", ["high angle", "low angle"])
def test_every_angle_looks_different_from_eye_level(word: str):
    assert different(f"street, {word}", "street")


@pytest.mark.parametrize("word", ["looks left", "looks right", "back turned"])
def test_every_facing_looks_different(word: str):
    assert different(f"close-up: Mara {word}", "close-up: Mara", MARA)


def test_closer_shots_show_more_of_the_character():
    shots = ("wide shot", "full shot", "medium", "close-up", "extreme close-up")
    covers = [float(panel(f"{shot}: Mara", MARA).mask.mean()) for shot in shots]
    assert covers == sorted(set(covers))


def test_characters_stand_on_the_sides_they_were_given():
    drawing = panel("full shot: Mara on the right, Ivo on the left", MARA, IVO)
    columns = np.arange(160)
    mara, ivo = (
        float(
            (sum(drawing.parts[code].values()).sum(axis=0) * columns).sum()
            / sum(drawing.parts[code].values()).sum()
        )
        for code in ("mara", "ivo")
    )
    assert ivo < 60 < 100 < mara


def test_one_behind_another_is_farther_away_and_smaller():
    drawing = panel("full shot: Mara behind Ivo, street", MARA, IVO)
    whole = {code: sum(parts.values()) for code, parts in drawing.parts.items()}
    depth = {code: float(np.median(drawing.depth[cover == 1])) for code, cover in whole.items()}
    rows = {code: int((cover > 0.5).any(axis=1).sum()) for code, cover in whole.items()}
    assert depth["mara"] > depth["ivo"]
    assert rows["mara"] < rows["ivo"]


def test_characters_are_nearer_than_the_sky_and_the_ground_recedes():
    drawing = panel("full shot: Mara in the field", MARA)
    person, sky = drawing.depth[drawing.mask == 1], drawing.depth[drawing.sky == 1]
    assert person.max() < sky.min()
    rows = [drawing.depth[row][drawing.ground[row] == 1] for row in (80, 100, 119)]
    far, middle, near = (float(row.mean()) for row in rows)
    assert far > middle > near


@pytest.mark.parametrize("scene", ["lamp", "campfire", "moon", "window", "computer", "street"])
def test_what_shines_is_in_the_lights(scene: str):
    assert panel(scene).lights.max() > 0.25


def test_a_palette_pulls_the_background_and_leaves_the_characters():
    plain = panel("full shot: Mara, park", MARA, size=(480, 360))
    pulled = panel("full shot: Mara, park", MARA, size=(480, 360), palette=[(70.0, 40.0, 40.0)])
    goal = np.array((70.0, 40.0, 40.0))
    behind = plain.mask == 0
    gap = [float(delta_e00(lab8(d.image)[behind], goal).mean()) for d in (plain, pulled)]
    assert gap[1] < gap[0] * 0.65
    assert np.array_equal(plain.mask, pulled.mask)
    assert np.array_equal(plain.image[plain.mask == 1], pulled.image[plain.mask == 1])


def test_a_heavier_line_puts_more_ink_on_the_page():
    light, heavy = (panel("full shot: Mara", MARA, line=w).image.mean() for w in (1.0, 8.0))
    assert heavy < light


def test_a_character_keeps_hair_and_clothes_in_every_panel_and_differs_from_another():
    plain = [Cast(code=code, name=code) for code in ("one", "two")]
    heads = [
        panel(f"close-up {c.name}", c, size=(96, 96)).parts[c.code] for c in (*plain, plain[0])
    ]
    assert np.array_equal(heads[0]["hair"], heads[2]["hair"])
    assert not np.array_equal(heads[0]["hair"], heads[1]["hair"])


def test_a_description_dresses_a_character():
    dressed = character("Mara", "a child with long hair, glasses and a dress")
    assert different("full shot: Mara", "full shot: Mara", MARA) is False
    one, other = panel("full shot: Mara", dressed), panel("full shot: Mara", MARA)
    assert not np.array_equal(one.image, other.image)
    assert one.mask.sum() < other.mask.sum()


def test_swatches_of_any_name_are_worn_and_those_beyond_the_wardrobe_cover_nothing():
    names = ["skin", "cape", "visor", "wings", "tail", "horns", "halo", "shield", "spurs"]
    many = character("Mara", swatches=dict.fromkeys(names, "#8a3f6f"))
    parts = panel("full shot: Mara", many, size=(240, 180)).parts["mara"]
    worn = {part for part in names if parts[part].any()}
    assert worn == set(names) - {"spurs"}


@pytest.mark.parametrize("size", [(64, 64), (1, 1), (64, 900), (900, 64), (33, 17)])
def test_tiny_and_extreme_sizes_are_drawn(size: tuple[int, int]):
    drawing = panel("Mara and Ivo run in the street, cat, moon", MARA, IVO, size=size)
    assert drawing.image.shape == (size[1], size[0], 3)
    assert drawing.mask.any()


@pytest.mark.parametrize("scene", ["", "   ", "!!! 漢字 \U0001f600", "and and and"])
def test_a_scene_without_known_words_is_still_a_panel(scene: str):
    drawing = panel(scene)
    assert drawing.image.std() > 1
    assert drawing.reading.place == "abstract"
