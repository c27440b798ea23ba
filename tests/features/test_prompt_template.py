"""`prompt_template/*`: versions, the active one of a stage, and what a text may name."""

from typing import Any

import pytest

from iat_sidecar.core.errors import InvalidParams
from iat_sidecar.features.prompt_template import rules
from iat_sidecar.features.prompt_template.defaults import DEFAULTS
from tests.client import Client

STAGES = ["style_lock", "light_time", "weather_effects", "advanced"]


def written(client: Client, name: str = "Night ink", **more: Any) -> dict[str, Any]:
    given = {"stage": "style_lock", "template_text": "{scene}", **more}
    template: dict[str, Any] = client.call(
        "prompt_template/create", project="moon", name=name, **given
    )
    return template


def test_a_new_project_has_version_1_of_one_active_template_a_stage(
    client: Client, moon: dict[str, Any]
) -> None:
    found = client.call("prompt_template/list", project="moon")["items"]
    assert [(t["stage"], t["version"], t["is_active"]) for t in reversed(found)] == [
        (stage, 1, True) for stage in STAGES
    ]
    told = [e for e in client.events if e["method"] == "prompt_template/created"]
    assert [e["params"]["prompt_template"] for e in told] == found[::-1]


def test_creating_a_name_again_makes_its_next_version_which_waits_to_be_activated(
    client: Client, moon: dict[str, Any]
) -> None:
    first, second = written(client), written(client, template_text="{scene}\n{style}")
    assert [(t["version"], t["is_active"]) for t in (first, second)] == [(1, False), (2, False)]
    assert (
        client.call("prompt_template/get", project="moon", prompt_template_id=first["id"]) == first
    )


def test_activating_a_template_replaces_the_active_one_of_its_stage_alone(
    client: Client, moon: dict[str, Any]
) -> None:
    mine = written(client)
    active = client.call("prompt_template/activate", project="moon", prompt_template_id=mine["id"])
    assert active == {**mine, "is_active": True}
    found = client.call("prompt_template/list", project="moon")["items"]
    seeded = {str(stage): name for stage, (name, _) in DEFAULTS.items()}
    assert {t["stage"]: t["name"] for t in found if t["is_active"]} == {
        **seeded,
        "style_lock": "Night ink",
    }
    told = [e["params"]["prompt_template"] for e in client.events[-2:]]
    assert told == [{**found[-1], "is_active": False}, active]


def test_activating_the_active_template_again_tells_nothing(
    client: Client, moon: dict[str, Any]
) -> None:
    seeded = client.call("prompt_template/list", project="moon")["items"][0]
    before = len(client.events)
    again = client.call("prompt_template/activate", project="moon", prompt_template_id=seeded["id"])
    assert (again, client.events[before:]) == (seeded, [])


def test_a_name_belongs_to_one_stage(client: Client, moon: dict[str, Any]) -> None:
    written(client)
    error = client.fail(
        "prompt_template/create",
        project="moon",
        name="Night ink",
        stage="advanced",
        template_text="{scene}",
    )
    assert error.kind == "conflict"


@pytest.mark.parametrize("text", ["{scenes}", "a { b", "a } b", "{}", "{scene", "  \n "])
def test_a_text_that_cannot_be_filled_is_refused(
    client: Client, moon: dict[str, Any], text: str
) -> None:
    error = client.fail(
        "prompt_template/create", project="moon", name="X", stage="advanced", template_text=text
    )
    assert (error.code, error.details["path"]) == (-32602, "$.template_text")
    assert len(client.call("prompt_template/list", project="moon")["items"]) == len(STAGES)


def test_templates_are_listed_by_stage(client: Client, moon: dict[str, Any]) -> None:
    mine = written(client)
    found = client.call("prompt_template/list", project="moon", stage="style_lock", limit=1)
    assert (found["items"], found["next_cursor"]) == ([mine], mine["id"])


def test_a_template_of_another_project_is_not_found(client: Client, moon: dict[str, Any]) -> None:
    client.call("project/create", slug="sun", name="Sun")
    theirs = client.call("prompt_template/list", project="sun")["items"][0]
    for verb in ("get", "activate"):
        error = client.fail(
            f"prompt_template/{verb}", project="moon", prompt_template_id=theirs["id"]
        )
        assert error.kind == "not_found"


def test_rendering_fills_words_and_leaves_out_lines_with_nothing_to_say() -> None:
    text = "Draw {scene}, {{not}} {stage}.\nAvoid: {negative}\nLight: {time_of_day} {weather}\nEnd."
    values = {"scene": "a {negative} dog", "weather": "rain", "negative": "  "}
    assert rules.render(text, values) == ("Draw a {negative} dog, {not} .\nLight:  rain\nEnd.")


def test_every_default_template_passes_its_own_check() -> None:
    for _, text in DEFAULTS.values():
        rules.check(text)
        assert rules.render(text, {"scene": "A harbour"}).count("A harbour") == 1


def test_a_check_names_the_words_there_are() -> None:
    with pytest.raises(InvalidParams, match="time_of_day"):
        rules.check("{wether}")
