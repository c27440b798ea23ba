"""`reference_set/*`: weighted references to assets of the same project."""

from pathlib import Path
from typing import Any

import pytest

from tests.client import Client
from tests.features.pictures import BLUE, RED, imported, painted

NOWHERE = "0190c2f0-0000-7000-8000-000000000000"


@pytest.fixture
def ink(client: Client, moon: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = client.call(
        "reference_set/create", project="moon", name="Ink", kind="style"
    )
    return made


@pytest.fixture
def red(client: Client, moon: dict[str, Any], tmp_path: Path) -> dict[str, Any]:
    return imported(client, painted(tmp_path / "red.png", RED))


def filled(client: Client, ink: dict[str, Any], *items: dict[str, Any]) -> dict[str, Any]:
    answer: dict[str, Any] = client.call(
        "reference_set/add_items", project="moon", reference_set_id=ink["id"], items=list(items)
    )
    return answer


def test_a_reference_set_begins_empty_and_is_told_whole(
    client: Client, moon: dict[str, Any], ink: dict[str, Any]
) -> None:
    assert ink == {
        "id": ink["id"],
        "project_id": moon["id"],
        "name": "Ink",
        "kind": "style",
        "metadata": {},
        "items": [],
        "created_at": ink["created_at"],
        "updated_at": ink["created_at"],
    }
    assert client.event("reference_set/created")["reference_set"] == ink


def test_items_are_answered_with_their_weights_oldest_first(
    client: Client, ink: dict[str, Any], red: dict[str, Any], tmp_path: Path
) -> None:
    blue = imported(client, painted(tmp_path / "blue.png", BLUE))
    items = [{"asset_id": red["id"]}, {"asset_id": blue["id"], "weight": 0.5, "notes": "night"}]
    got = filled(client, ink, *items)
    assert [(i["asset_id"], i["weight"], i["notes"]) for i in got["items"]] == [
        (red["id"], 1.0, ""),
        (blue["id"], 0.5, "night"),
    ]
    assert got["updated_at"] > ink["updated_at"]
    assert client.event("reference_set/updated")["reference_set"] == got
    assert client.call("reference_set/list", project="moon", kind="style")["items"] == [got]
    assert client.call("reference_set/list", project="moon", kind="scene")["items"] == []


def test_an_asset_stands_in_a_set_once(
    client: Client, ink: dict[str, Any], red: dict[str, Any]
) -> None:
    before = filled(client, ink, {"asset_id": red["id"]})
    one = {"project": "moon", "reference_set_id": ink["id"]}
    error = client.fail("reference_set/add_items", **one, items=[{"asset_id": red["id"]}])
    assert (error.kind, red["id"] in str(error)) == ("conflict", True)
    assert client.call("reference_set/get", **one) == before


def test_items_are_added_all_or_none(
    client: Client, ink: dict[str, Any], red: dict[str, Any]
) -> None:
    items = [{"asset_id": red["id"]}, {"asset_id": NOWHERE}]
    one = {"project": "moon", "reference_set_id": ink["id"]}
    assert client.fail("reference_set/add_items", **one, items=items).kind == "not_found"
    assert client.call("reference_set/get", **one) == ink


def test_an_asset_of_another_project_is_not_found(client: Client, red: dict[str, Any]) -> None:
    client.call("project/create", slug="sun", name="Sun")
    theirs = client.call("reference_set/create", project="sun", name="S", kind="other")
    error = client.fail(
        "reference_set/add_items",
        project="sun",
        reference_set_id=theirs["id"],
        items=[{"asset_id": red["id"]}],
    )
    assert (error.kind, error.details["noun"]) == ("not_found", "asset")


def test_an_item_is_weighed_anew_and_null_brings_back_the_beginning(
    client: Client, ink: dict[str, Any], red: dict[str, Any]
) -> None:
    before = filled(client, ink, {"asset_id": red["id"], "weight": 3, "notes": "line"})
    one = {"project": "moon", "reference_item_id": before["items"][0]["id"]}
    lighter = client.call("reference_set/update_item", **one, weight=0.25)
    assert lighter["items"] == [{**before["items"][0], "weight": 0.25}]
    bare = client.call("reference_set/update_item", **one, weight=None, notes=None)
    assert bare["items"] == [{**before["items"][0], "weight": 1.0, "notes": ""}]
    error = client.fail(
        "reference_set/update_item", **one, weight=2, if_updated_at=before["updated_at"]
    )
    assert error.kind == "conflict"
    assert client.fail("reference_set/update_item", **one, weight=-1).details["path"] == "$.weight"


def test_items_are_removed_and_their_assets_stay(
    client: Client, ink: dict[str, Any], red: dict[str, Any]
) -> None:
    item = filled(client, ink, {"asset_id": red["id"]})["items"][0]
    one = {"project": "moon", "reference_set_id": ink["id"]}
    error = client.fail("reference_set/remove_items", **one, reference_item_ids=[NOWHERE])
    assert error.kind == "not_found"
    left = client.call("reference_set/remove_items", **one, reference_item_ids=[item["id"]])
    assert left["items"] == []
    assert client.call("asset/get", project="moon", asset_id=red["id"]) == red


def test_an_update_replaces_what_is_given(client: Client, ink: dict[str, Any]) -> None:
    one = {"project": "moon", "reference_set_id": ink["id"]}
    changed = client.call("reference_set/update", **one, name="Wash", metadata={"by": "Mira"})
    expected = {**ink, "name": "Wash", "metadata": {"by": "Mira"}}
    assert changed == {**expected, "updated_at": changed["updated_at"]}
    assert client.call("reference_set/update", **one, metadata=None)["metadata"] == {}
    stale = client.fail("reference_set/update", **one, if_updated_at=ink["updated_at"])
    assert stale.kind == "conflict"


def test_a_set_that_is_pointed_at_stays(client: Client, ink: dict[str, Any]) -> None:
    one = {"project": "moon", "reference_set_id": ink["id"]}
    client.call(
        "character/create",
        project="moon",
        code="mira",
        name="Mira",
        identity_constraints={"reference_set_id": ink["id"]},
    )
    guide = client.call(
        "style_guide/create", project="moon", name="Look", rules={"reference_set_id": ink["id"]}
    )
    error = client.fail("reference_set/delete", **one)
    assert (error.kind, error.details["reason"]) == (
        "invalid_state",
        "the reference set Ink is used by the style guide Look, the character Mira",
    )
    client.call("character/delete", project="moon", character="mira")
    client.call("style_guide/delete", project="moon", style_guide_id=guide["id"])
    assert client.call("reference_set/delete", **one) == ink
    assert client.event("reference_set/deleted")["reference_set"] == ink
    assert client.fail("reference_set/get", **one).kind == "not_found"
