"""What is understood of scene words."""

from itertools import chain

import pytest

from iat_sidecar.imaging.scene import lexicon
from iat_sidecar.imaging.scene.request import Acting, Cast, Reading, SceneRequest
from iat_sidecar.imaging.scene.words import read

MARA, IVO, KEL = (Cast(code=f"c-{name.lower()}", name=name) for name in ("Mara", "Ivo", "Kel"))


def reading(scene: str, *cast: Cast, prompt: str = "") -> Reading:
    return read(
        SceneRequest(scene=scene, prompt=prompt, cast=list(cast), width_px=64, height_px=64, seed=1)
    )


def test_words_bind_to_the_character_named_nearest_before_them():
    assert reading("Mara points at the sea while Ivo sits", MARA, IVO) == Reading(
        place="beach",
        props=[],
        shot="medium",
        angle="eye_level",
        cast=[Acting(code="c-mara", pose="pointing"), Acting(code="c-ivo", pose="sitting")],
        time_of_day=None,
        weather=None,
        unread=[],
    )


def test_everything_a_scene_can_say_is_read_at_once():
    scene = "Low angle wide shot, rooftop at night in the rain: angry Mara on the left holds a lantern, Ivo runs, a cat"
    assert reading(scene, MARA, IVO) == Reading(
        place="rooftop",
        props=["cat"],
        shot="wide",
        angle="low",
        cast=[
            Acting(code="c-mara", expression="angry", side="left", holding="lantern"),
            Acting(code="c-ivo", pose="running"),
        ],
        time_of_day="night",
        weather="rain",
        unread=[],
    )


def test_joined_names_act_together():
    poses = [acting.pose for acting in reading("Mara, Ivo and Kel sit", MARA, IVO, KEL).cast]
    assert poses == ["sitting", "sitting", "sitting"]


def test_they_means_everyone():
    poses = [a.pose for a in reading("Mara waits for Ivo, then they run", MARA, IVO).cast]
    assert poses == ["running", "running"]


def test_an_expression_before_a_name_tells_of_that_name():
    faces = [a.expression for a in reading("Mara meets an angry Ivo", MARA, IVO).cast]
    assert faces == ["neutral", "angry"]


def test_an_expression_that_ends_a_sentence_stays_with_its_subject():
    faces = [a.expression for a in reading("Mara is happy. Ivo sits", MARA, IVO).cast]
    assert faces == ["happy", "neutral"]


def test_one_character_stands_behind_another():
    cast = reading("Mara stands behind Ivo. Ivo waves", MARA, IVO).cast
    assert cast == [
        Acting(code="c-mara", behind="c-ivo"),
        Acting(code="c-ivo", pose="waving"),
    ]


def test_fillers_inside_a_phrase_are_skipped():
    cast = reading("Mara crosses her arms, Ivo looks to the left", MARA, IVO).cast
    assert cast == [
        Acting(code="c-mara", pose="arms_crossed"),
        Acting(code="c-ivo", facing="left"),
    ]


def test_unknown_words_and_a_second_place_are_listed_as_unread():
    told = reading("Mara flurbs in the kitchen beside purple zeppelins, forest", MARA)
    assert (told.place, told.unread) == ("kitchen", ["flurbs", "purple", "zeppelins", "forest"])


def test_words_about_a_person_in_an_empty_scene_are_unread():
    assert reading("someone smiles").unread == ["someone", "smiles"]


def test_people_without_a_cast_become_extras():
    assert reading("A woman runs").cast == [Acting(code="extra_woman", pose="running")]


def test_a_code_given_twice_is_one_character():
    twice = reading("Mara sits", MARA, Cast(code="c-mara", name="Other"))
    assert twice.cast == [Acting(code="c-mara", pose="sitting")]


def test_a_pronoun_after_behind_is_the_one_before():
    cast = reading("Mara smiles, Ivo stands behind her", MARA, IVO).cast
    assert cast[1] == Acting(code="c-ivo", behind="c-mara")


def test_the_prompt_fills_in_what_the_scene_leaves_open():
    told = reading("Mara waves", MARA, prompt="wide shot of a forest, angry, high angle")
    assert (told.place, told.shot, told.angle) == ("forest", "wide", "high")
    assert told.cast == [Acting(code="c-mara", pose="waving")]


def test_plurals_of_things_and_places_are_known():
    told = reading("forests, boxes, boats and birds")
    assert (told.place, told.props, told.unread) == ("forest", ["crate", "boat", "bird"], [])


def test_a_name_shared_by_two_characters_calls_neither():
    twins = [Cast(code="a", name="Ann Lee"), Cast(code="b", name="Bo Lee")]
    told = reading("Lee sits. Bo waves", *twins)
    assert [a.pose for a in told.cast] == ["standing", "waving"]


@pytest.mark.parametrize("kind", ["place", "prop", "shot", "angle", "time_of_day", "weather"])
def test_every_synonym_means_its_table_entry(kind: str):
    said = {" ".join(phrase): value for phrase, value in lexicon.phrases(kind).items()}
    field = {"prop": "props"}.get(kind, kind)
    found = {text: getattr(reading(text), field) for text in said}
    assert found == {text: [value] if kind == "prop" else value for text, value in said.items()}


@pytest.mark.parametrize("kind", ["pose", "expression", "facing", "side"])
def test_every_word_of_acting_binds_to_the_named_character(kind: str):
    said = {" ".join(phrase): value for phrase, value in lexicon.phrases(kind).items()}
    found = {text: getattr(reading(f"Mara {text}", MARA).cast[0], kind) for text in said}
    assert found == said


def test_no_phrase_means_two_things():
    phrases = list(chain.from_iterable(lexicon.phrases(kind) for kind in lexicon.MEANINGS))
    assert sorted(phrases) == sorted(set(phrases))
