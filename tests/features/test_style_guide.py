"""`style_guide/*`: rules set and measured, and the default of a project."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from iat_sidecar.core import ids
from iat_sidecar.core.caller import SYSTEM
from iat_sidecar.db.database import Database
from iat_sidecar.db.tx import Tx
from iat_sidecar.features.style_guide import rules
from iat_sidecar.features.style_guide.model import Measured, StyleRules
from iat_sidecar.imaging.style import Look
from tests.client import Client, RpcError
from tests.features.pictures import BLUE, RED, imported, painted

EMPTY_SET = {
    "palette": None,
    "chroma_ceiling": None,
    "tone": None,
    "line_weight_px": None,
    "edge_density": None,
    "noise": None,
}
EMPTY = {
    "prompt": "",
    "negative_prompt": "",
    "reference_set_id": None,
    "measured": None,
    "set": EMPTY_SET,
}
MEASURED = Measured(
    references=1,
    palette=[{"lab": (50.0, 0.0, 0.0), "weight": 1.0}],  # type: ignore[list-item]
    chroma_ceiling=30.0,
    lab_mean=(50.0, 0.0, 0.0),
    lab_covariance=((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    tone=[1 / 32] * 32,
    line_weight_px=3.0,
    edge_density=0.1,
    noise=1.0,
    sharpness=2.0,
    l_mean=50.0,
    c_mean=0.0,
    mad={},  # type: ignore[arg-type]
    at="2026-01-01T00:00:00.000000Z",
)


def created(client: Client, name: str = "Ink", **more: Any) -> dict[str, Any]:
    guide: dict[str, Any] = client.call("style_guide/create", project="moon", name=name, **more)
    return guide


def referring(client: Client, *pictures: str, weights: tuple[float, ...] = ()) -> dict[str, Any]:
    """A style guide whose reference set holds these pictures."""
    made = client.call("reference_set/create", project="moon", name="Refs", kind="style")
    items = [
        {"asset_id": imported(client, path)["id"], "weight": weight}
        for path, weight in zip(pictures, weights or (1.0,) * len(pictures), strict=True)
    ]
    if items:
        client.call(
            "reference_set/add_items", project="moon", reference_set_id=made["id"], items=items
        )
    return created(client, rules={"reference_set_id": made["id"], "prompt": "ink"})


def measured(client: Client, guide: dict[str, Any]) -> dict[str, Any]:
    started = client.call("style_guide/measure", project="moon", style_guide_id=guide["id"])
    result: dict[str, Any] = client.finish(started)
    return result


def test_the_first_guide_of_a_project_is_its_default(client: Client, moon: dict[str, Any]) -> None:
    first, second = created(client), created(client, "Wash")
    assert first == {
        "id": first["id"],
        "project_id": moon["id"],
        "name": "Ink",
        "description": "",
        "rules": EMPTY,
        "is_default": True,
        "created_at": first["created_at"],
        "updated_at": first["created_at"],
    }
    assert second["is_default"] is False
    assert client.event("style_guide/created", style_guide=second)
    assert client.call("style_guide/list", project="moon")["items"] == [second, first]


def test_a_new_default_replaces_the_old_one_and_both_are_told(
    client: Client, moon: dict[str, Any]
) -> None:
    first, second = created(client), created(client, "Wash")
    changed = client.call(
        "style_guide/update", project="moon", style_guide_id=second["id"], is_default=True
    )
    told = [e["params"]["style_guide"] for e in client.events[-2:]]
    assert [(g["id"], g["is_default"]) for g in told] == [
        (first["id"], False),
        (second["id"], True),
    ]
    assert changed == told[1]
    third = created(client, "Line", is_default=True)
    defaults = [
        g["id"] for g in client.call("style_guide/list", project="moon")["items"] if g["is_default"]
    ]
    assert defaults == [third["id"]]


def test_rules_are_kept_as_given_and_replaced_whole(client: Client, moon: dict[str, Any]) -> None:
    chosen = {"palette": [{"lab": [60.0, 10.0, -20.0], "weight": 0.25}], "chroma_ceiling": 42.5}
    guide = created(client, rules={"prompt": "ink", "set": chosen})
    assert guide["rules"] == {**EMPTY, "prompt": "ink", "set": {**EMPTY_SET, **chosen}}
    one = {"project": "moon", "style_guide_id": guide["id"]}
    changed = client.call("style_guide/update", **one, rules={"negative_prompt": "gloss"})
    assert changed["rules"] == {**EMPTY, "negative_prompt": "gloss"}
    assert client.call("style_guide/update", **one, rules=None)["rules"] == EMPTY
    stale = client.fail("style_guide/update", **one, name="X", if_updated_at=guide["updated_at"])
    assert stale.kind == "conflict"


@pytest.mark.parametrize(
    ("chosen", "path"),
    [
        ({"colour": 1}, "$.rules.set.colour"),
        ({"chroma_ceiling": -1}, "$.rules.set.chroma_ceiling"),
        ({"palette": [{"lab": [101, 0, 0]}]}, "$.rules.set.palette[0].lab[0]"),
        ({"palette": []}, "$.rules.set.palette"),
        ({"tone": [0.5, 0.5]}, "$.rules.set.tone"),
        ({"tone": [0] * 32}, "$.rules.set.tone"),
    ],
)
def test_rules_out_of_range_are_refused_by_name(
    client: Client, moon: dict[str, Any], chosen: dict[str, Any], path: str
) -> None:
    error = client.fail("style_guide/create", project="moon", name="X", rules={"set": chosen})
    assert (error.code, error.details["path"]) == (-32602, path)
    assert client.call("style_guide/list", project="moon")["items"] == []


def test_a_reference_set_of_another_project_is_not_found(
    client: Client, moon: dict[str, Any]
) -> None:
    client.call("project/create", slug="sun", name="Sun")
    theirs = client.call("reference_set/create", project="sun", name="S", kind="style")
    wanted = {"reference_set_id": theirs["id"]}
    error = client.fail("style_guide/create", project="moon", name="X", rules=wanted)
    assert (error.kind, error.details["noun"]) == ("not_found", "reference set")


def test_measuring_keeps_the_look_of_the_references(
    client: Client, moon: dict[str, Any], tmp_path: Path
) -> None:
    guide = referring(client, painted(tmp_path / "a.png", RED), painted(tmp_path / "b.png", BLUE))
    result = measured(client, guide)
    look = result["rules"]["measured"]
    assert (look["version"], look["references"], look["at"]) == (2, 2, look["at"])
    assert sorted(round(entry["weight"], 3) for entry in look["palette"]) == [0.5, 0.5]
    assert result == {
        **guide,
        "rules": {**guide["rules"], "measured": look},
        "updated_at": result["updated_at"],
    }
    assert client.event("style_guide/updated")["style_guide"] == result
    one = {"project": "moon", "style_guide_id": guide["id"]}
    assert client.call("style_guide/get", **one) == result


def test_a_reference_has_as_much_say_as_it_weighs(
    client: Client, moon: dict[str, Any], tmp_path: Path
) -> None:
    pictures = painted(tmp_path / "a.png", RED), painted(tmp_path / "b.png", BLUE)
    look = measured(client, referring(client, *pictures, weights=(3.0, 1.0)))["rules"]["measured"]
    assert [round(entry["weight"], 3) for entry in look["palette"]] == [0.75, 0.25]
    lights = [entry["lab"][0] for entry in look["palette"]]
    assert look["l_mean"] == pytest.approx(0.75 * lights[0] + 0.25 * lights[1], abs=0.01)


def test_a_reference_that_weighs_nothing_is_not_measured(
    client: Client, moon: dict[str, Any], tmp_path: Path
) -> None:
    pictures = painted(tmp_path / "a.png", RED), painted(tmp_path / "b.png", BLUE)
    look = measured(client, referring(client, *pictures, weights=(1.0, 0.0)))["rules"]["measured"]
    assert (look["references"], len(look["palette"])) == (1, 1)


def test_a_measure_is_passed_back_or_left_out_but_not_given(
    client: Client, moon: dict[str, Any], tmp_path: Path
) -> None:
    guide = measured(client, referring(client, painted(tmp_path / "a.png", RED)))
    one, kept = {"project": "moon", "style_guide_id": guide["id"]}, guide["rules"]
    look = kept["measured"]
    same = client.call("style_guide/update", **one, rules={**kept, "prompt": "wash"})
    assert same["rules"] == {**kept, "prompt": "wash"}
    without = {name: value for name, value in kept.items() if name != "measured"}
    assert client.call("style_guide/update", **one, rules=without)["rules"]["measured"] == look
    forged = {**kept, "measured": {**look, "noise": 9.0}}
    error = client.fail("style_guide/update", **one, rules=forged)
    assert (error.code, error.details["path"]) == (-32602, "$.rules.measured")
    error = client.fail("style_guide/create", project="moon", name="X", rules=kept)
    assert (error.code, error.details["path"]) == (-32602, "$.rules.measured")
    moved = client.call("style_guide/update", **one, rules={**kept, "reference_set_id": None})
    assert moved["rules"]["measured"] is None


def test_each_light_of_the_references_is_measured(
    client: Client, moon: dict[str, Any], tmp_path: Path
) -> None:
    guide = referring(
        client,
        painted(tmp_path / "a.png", RED),
        painted(tmp_path / "b.png", BLUE),
        painted(tmp_path / "c.png", RED, BLUE),
    )
    assets = [event["params"]["asset"] for event in client.events if "asset" in event["params"]]
    for asset, said in zip(assets[1:], ({"time_of_day": "night"}, {"stage": "final"}), strict=True):
        client.call("asset/update", project="moon", asset_id=asset["id"], metadata=said)
    look = measured(client, guide)["rules"]["measured"]
    counts = {light: found["references"] for light, found in look["of_light"].items()}
    assert counts == {"style_lock/day/clear": 2, "style_lock/night/clear": 1}
    assert look["references"] == 2


def test_the_light_of_a_set_is_that_of_references_that_say_none(
    client: Client, moon: dict[str, Any], tmp_path: Path
) -> None:
    guide = referring(client, painted(tmp_path / "a.png", RED))
    set_id = guide["rules"]["reference_set_id"]
    said = {"stage": "light_time", "time_of_day": "dusk"}
    client.call("reference_set/update", project="moon", reference_set_id=set_id, metadata=said)
    look = measured(client, guide)["rules"]["measured"]
    assert list(look["of_light"]) == ["light_time/dusk/clear"]


@pytest.mark.parametrize(
    ("said", "by_default", "light"),
    [
        ({}, {}, "style_lock/day/clear"),
        ({"weather": "rain"}, {"time_of_day": "night"}, "style_lock/night/rain"),
        ({"time_of_day": "dawn"}, {"time_of_day": "night"}, "style_lock/dawn/clear"),
        ({"time_of_day": "teatime"}, {"time_of_day": "night"}, "style_lock/night/clear"),
        ({"stage": 4, "weather": ["rain"]}, {}, "style_lock/day/clear"),
    ],
)
def test_metadata_say_the_light_in_our_words(
    said: dict[str, Any], by_default: dict[str, Any], light: str
) -> None:
    assert rules.light_of(said, by_default) == light


def test_a_guide_without_references_cannot_be_measured(
    client: Client, moon: dict[str, Any]
) -> None:
    for guide in (created(client), referring(client)):
        one = {"project": "moon", "style_guide_id": guide["id"]}
        assert client.fail("style_guide/measure", **one).kind == "invalid_state"
    assert client.call("task/list", project="moon")["items"] == []


def test_a_damaged_reference_fails_the_task_and_leaves_the_guide(
    client: Client, moon: dict[str, Any], tmp_path: Path
) -> None:
    guide = referring(client, painted(tmp_path / "a.png", RED))
    asset = client.event("asset/created")["asset"]
    Path(asset["path"]).write_bytes(b"no picture")
    # import leaves the decoded picture in its worker; another worker reads what lies there now
    client.close()
    with Client(client.data_dir) as again:
        again.initialize()
        with pytest.raises(RpcError, match="not an image"):
            measured(again, guide)
        one = {"project": "moon", "style_guide_id": guide["id"]}
        assert again.call("style_guide/get", **one) == guide


def test_a_guide_that_a_run_was_made_with_stays(
    start: Callable[..., Client], client: Client, moon: dict[str, Any]
) -> None:
    guide, free = created(client), created(client, "Wash")
    client.close()
    _use_in_a_run(client.data_dir, moon["id"], guide["id"])
    again = start()
    again.initialize()
    error = again.fail("style_guide/delete", project="moon", style_guide_id=guide["id"])
    assert error.kind == "invalid_state"
    assert again.call("style_guide/delete", project="moon", style_guide_id=free["id"]) == free
    assert again.event("style_guide/deleted")["style_guide"] == free
    assert again.call("style_guide/list", project="moon")["items"] == [guide]


def test_what_was_set_wins_over_what_was_measured() -> None:
    palette = [{"lab": (70.0, 0.0, 0.0)}, {"lab": (20.0, 0.0, 0.0)}]
    given = {"prompt": "ink", "set": {"palette": palette, "noise": 0, "tone": [1.0] * 32}}
    both = msgspec.structs.replace(msgspec.convert(given, StyleRules), measured=_plain(MEASURED))
    style = rules.effective(both)
    assert [entry.weight for entry in style.palette] == [0.5, 0.5]
    assert (style.noise, style.chroma_ceiling, style.line_weight_px) == (0, 30.0, 3.0)
    assert style.measure is not None
    assert (style.measure.palette, style.measure.noise) == (style.palette, 0)
    assert style.measure.l_mean == 50.0


def test_what_was_set_holds_in_neutral_light_and_a_ceiling_in_every_light() -> None:
    look = Look(
        references=6,
        palette=MEASURED.palette,
        chroma_ceiling=30.0,
        tone=MEASURED.tone,
        colours=[],
        orientation=[],
        medians={"noise": 1.0, "c_mean": 2.0},
        mads={"noise": 0.5, "c_mean": 0.1, "palette": 1.0},
    )
    both = msgspec.structs.replace(
        _plain(MEASURED), of_light={"style_lock/day/clear": look, "light_time/night/clear": look}
    )
    given = {"set": {"noise": 3.0, "chroma_ceiling": 50.0, "palette": [{"lab": (70.0, 0.0, 0.0)}]}}
    chosen = msgspec.structs.replace(msgspec.convert(given, StyleRules), measured=both)
    style = rules.effective(chosen).measure
    assert style is not None
    assert style.decided == ["chroma_ceiling", "noise", "palette"]
    day, night = style.of_light["style_lock/day/clear"], style.of_light["light_time/night/clear"]
    assert (day.palette, day.medians["noise"], day.mads) == (style.palette, 3.0, {"c_mean": 0.1})
    assert (night.palette, night.chroma_ceiling, night.mads) == (look.palette, 50.0, look.mads)


def test_nothing_measured_leaves_what_was_set() -> None:
    style = rules.effective(msgspec.convert({"set": {"chroma_ceiling": 40}}, StyleRules))
    assert (style.chroma_ceiling, style.measure, style.palette, style.tone) == (40, None, [], [])


def _plain(measured: Measured) -> Measured:
    return msgspec.convert(msgspec.to_builtins(measured), Measured)


def _use_in_a_run(data_dir: Path, project_id: str, guide_id: str) -> None:
    """Rows that a run would have written."""
    now, run_id, job_id = "2026-01-01T00:00:00.000000Z", ids.new(), ids.new()

    def write(tx: Tx) -> None:
        tx.run(
            """insert into runs (id, project_id, run_mode, status, created_at)
            values ($1, $2, 'run', 'done', $3)""",
            run_id,
            project_id,
            now,
        )
        tx.run(
            """insert into run_jobs (id, project_id, run_id, job_key, position, status,
                prompt_text, seed, created_at)
            values ($1, $2, $3, 'a', 0, 'done', '', 0, $4)""",
            job_id,
            project_id,
            run_id,
            now,
        )
        tx.run(
            """insert into run_job_inputs (id, project_id, job_id, input_kind, input_id, sha256,
                created_at)
            values ($1, $2, $3, 'style_guide', $4, '', $5)""",
            ids.new(),
            project_id,
            job_id,
            guide_id,
            now,
        )

    db = Database(str(data_dir), "1", lambda told: None)
    db.transact_now(SYSTEM, write)
    db.close()
