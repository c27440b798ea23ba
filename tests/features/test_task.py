"""`task/*`: background work as callers see it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.client import Client
from tests.features.pictures import RED, imported, painted


@pytest.fixture
def measured(client: Client, moon: dict[str, Any], tmp_path: Path) -> dict[str, Any]:
    """A finished task of the project moon."""
    client.call("character/create", project="moon", code="mira", name="Mira")
    asset = imported(client, painted(tmp_path / "red.png", RED))
    started = client.call(
        "character/measure", project="moon", character="mira", asset_id=asset["id"], part="hair"
    )
    client.finish(started)
    task: dict[str, Any] = client.call("task/get", task_id=started["task_id"])
    return task


def test_a_finished_task_carries_its_result(
    client: Client, moon: dict[str, Any], measured: dict[str, Any]
) -> None:
    expected = {"kind": "character/measure", "status": "done", "attempt": 1, "error": None}
    assert {name: measured[name] for name in expected} == expected
    assert measured["project_id"] == moon["id"]
    assert measured["result"] == client.call("character/get", project="moon", character="mira")
    assert client.event("task/finished")["task"] == measured


def test_tasks_are_listed_by_project_status_and_kind_newest_first(
    client: Client, measured: dict[str, Any]
) -> None:
    started = client.call("system/verify")
    client.finish(started)
    verified = client.call("task/get", task_id=started["task_id"])
    assert client.call("task/list")["items"] == [verified, measured]
    assert client.call("task/list", limit=1)["next_cursor"] == verified["id"]
    assert client.call("task/list", project="moon", status="done")["items"] == [measured]
    assert client.call("task/list", kind="system/verify")["items"] == [verified]
    assert client.call("task/list", status="failed")["items"] == []


def test_canceling_an_ended_task_changes_nothing(client: Client, measured: dict[str, Any]) -> None:
    before = len(client.events)
    assert client.call("task/cancel", task_id=measured["id"]) == measured
    assert client.call("task/get", task_id=measured["id"]) == measured
    assert client.events[before:] == []


def test_canceling_an_unfinished_task_ends_it(
    start: Callable[..., Client], client: Client, moon: dict[str, Any], tmp_path: Path
) -> None:
    client.call("character/create", project="moon", code="mira", name="Mira")
    asset = imported(client, painted(tmp_path / "red.png", RED))
    wanted = {"project": "moon", "character": "mira", "asset_id": asset["id"], "part": "hair"}
    client.close()
    again = start()  # without a warm worker: loading its libraries takes longer than a request
    again.initialize()
    task_id = again.call("character/measure", **wanted)["task_id"]
    asked = again.call("task/cancel", task_id=task_id)
    ended = again.event("task/finished")["task"]
    assert (ended["id"], ended["status"], ended["result"]) == (task_id, "canceled", None)
    assert asked["finished_at"] in (None, ended["finished_at"])
    assert again.call("task/get", task_id=task_id) == ended
    mira = again.call("character/get", project="moon", character="mira")
    assert mira["identity_constraints"]["parts"] == []


def test_a_task_of_somebody_elses_project_is_not_found(
    start: Callable[..., Client], client: Client, measured: dict[str, Any]
) -> None:
    client.call("user/create", username="ada", display_name="Ada")
    mine = client.call("system/verify")
    client.finish(mine)
    client.close()
    as_ada = start()
    as_ada.initialize(user="ada")
    assert as_ada.call("task/list")["items"] == []
    for task_id in (measured["id"], mine["task_id"]):
        for verb in ("get", "cancel"):
            assert as_ada.fail(f"task/{verb}", task_id=task_id).kind == "not_found"
