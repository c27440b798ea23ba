"""`project/*` through the real process."""

import random
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.client import Client, RpcError
from tests.e2e.running import long_run
from tests.features.pictures import RED, imported, painted


def test_a_created_project_is_told_before_it_is_answered(client: Client) -> None:
    project = client.call("project/create", slug="moon", name="Moon", description="A trip")
    assert client.event("project/created")["project"] == project
    assert project["slug"] == "moon"
    assert project["settings"]["commercial"] is True


def test_a_project_is_found_by_id_and_by_slug(client: Client, moon: dict) -> None:
    assert client.call("project/get", project="moon") == moon
    assert client.call("project/get", project=moon["id"]) == moon


def test_a_slug_is_taken_once(client: Client, moon: dict) -> None:
    assert client.fail("project/create", slug="moon", name="Other").kind == "conflict"


def test_a_slug_may_not_look_like_an_id(client: Client, moon: dict) -> None:
    error = client.fail("project/create", slug=moon["id"], name="Other")
    assert (error.code, error.details["path"]) == (-32602, "$.slug")


def test_an_update_changes_what_is_given_and_null_clears(client: Client) -> None:
    client.call("project/create", slug="sun", name="Sun", description="Hot")
    changed = client.call("project/update", project="sun", name="Sol")
    assert (changed["name"], changed["description"]) == ("Sol", "Hot")
    cleared = client.call("project/update", project="sun", description=None)
    assert (cleared["name"], cleared["description"]) == ("Sol", "")


def test_an_update_of_what_has_changed_since_is_a_conflict(client: Client, moon: dict) -> None:
    client.call("project/update", project="moon", name="Luna")
    error = client.fail(
        "project/update", project="moon", name="X", if_updated_at=moon["updated_at"]
    )
    assert error.kind == "conflict"
    assert client.call("project/get", project="moon")["name"] == "Luna"


def test_an_archived_project_can_be_read_and_not_changed(client: Client, moon: dict) -> None:
    client.call("project/archive", project="moon")
    assert client.call("project/get", project="moon")["status"] == "archived"
    assert client.fail("project/update", project="moon", name="X").kind == "invalid_state"
    assert client.call("project/restore", project="moon")["status"] == "active"


def test_a_deleted_project_frees_its_slug_and_can_come_back(client: Client, moon: dict) -> None:
    client.call("project/delete", project="moon")
    assert client.fail("project/get", project="moon").kind == "not_found"
    other = client.call("project/create", slug="moon", name="Second")
    assert client.fail("project/restore", project=moon["id"]).kind == "conflict"
    client.call("project/delete", project=other["id"])
    assert client.call("project/restore", project=moon["id"])["slug"] == "moon"


def test_purging_needs_a_deleted_project_and_its_slug(client: Client, moon: dict) -> None:
    assert client.fail("project/purge", project="moon", confirm="moon").kind == "invalid_state"
    client.call("project/delete", project="moon")
    error = client.fail("project/purge", project=moon["id"], confirm="mars")
    assert error.details["path"] == "$.confirm"
    client.call("project/purge", project=moon["id"], confirm="moon")
    assert client.fail("project/get", project=moon["id"]).kind == "not_found"


@pytest.mark.parametrize(
    ("settings", "path"),
    [
        ({"defaults": {"candidates": 0}}, "$.settings.defaults.candidates"),
        ({"defaults": {"sparkle": 1}}, "$.settings.defaults.sparkle"),
        ({"guard": {"thresholds": {"sparkle": 1}}}, "$.settings.guard.thresholds"),
        ({"guard": {"thresholds": {"matte.sparkle": 1}}}, "$.settings.guard.thresholds"),
    ],
)
def test_settings_that_no_run_could_use_are_refused_by_name(
    client: Client, moon: dict, settings: dict[str, Any], path: str
) -> None:
    made = client.fail("project/create", slug="sun", name="Sun", settings=settings)
    changed = client.fail("project/update", project="moon", settings=settings)
    found = [(error.code, error.details["path"]) for error in (made, changed)]
    assert found == [(-32602, path)] * 2
    assert client.call("project/list")["items"] == [moon]


def test_a_project_is_not_put_aside_while_work_is_under_way(client: Client, moon: dict) -> None:
    run = long_run(client)
    client.event("run/started")
    for method in ("project/archive", "project/delete"):
        error = client.fail(method, project="moon")
        assert (error.kind, "run/start" in str(error)) == ("invalid_state", True)
    assert client.call("project/get", project="moon") == moon
    client.call("run/cancel", project="moon", run_id=run["run_id"])
    client.finish(run)
    assert client.call("project/delete", project="moon")["status"] == "deleted"


def test_what_ends_after_its_project_was_put_aside_changes_nothing(
    client: Client, moon: dict, tmp_path: Path
) -> None:
    chance = random.Random(1)
    size = (1500, 1500)
    paths = [str(tmp_path / f"{number}.png") for number in range(3)]
    for path in paths:
        Image.frombytes("RGB", size, chance.randbytes(size[0] * size[1] * 3)).save(path)
    imported(client, painted(tmp_path / "first.png", RED))
    before = client.call("asset/list", project="moon")
    wanted = client.send("asset/import", project="moon", paths=paths, kind="input")
    client.call("project/archive", project="moon")
    with pytest.raises(RpcError, match="restore it first"):
        client.result(wanted)
    assert client.call("asset/list", project="moon") == before


def test_projects_are_listed_newest_first_page_by_page(client: Client) -> None:
    slugs = [f"p{n}" for n in range(5)]
    for slug in slugs:
        client.call("project/create", slug=slug, name=slug)
    first = client.call("project/list", limit=3)
    rest = client.call("project/list", limit=3, cursor=first["next_cursor"])
    assert [p["slug"] for p in first["items"] + rest["items"]] == slugs[::-1]
    assert rest["next_cursor"] is None
