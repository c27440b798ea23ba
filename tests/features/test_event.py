"""`event/replay`: what a reloaded view missed."""

from collections.abc import Callable
from typing import Any

from tests.client import Client


def told(client: Client) -> list[dict[str, Any]]:
    """Events as they came live."""
    return [{"method": e["method"], "params": e["params"]} for e in client.events]


def test_a_replay_repeats_what_was_told(client: Client, moon: dict[str, Any]) -> None:
    client.call("project/update", project="moon", name="Luna")
    replay = client.call("event/replay", after_seq=0)
    assert replay == {"items": told(client), "last_seq": client.events[-1]["params"]["seq"]}
    caught_up = client.call("event/replay", after_seq=replay["last_seq"])
    assert caught_up == {"items": [], "last_seq": replay["last_seq"]}


def test_a_replay_goes_on_where_the_last_page_ended(client: Client, moon: dict[str, Any]) -> None:
    pages, last = [], 0
    while (page := client.call("event/replay", after_seq=last, limit=2))["items"]:
        pages.append(page["items"])
        last = page["last_seq"]
    assert [event for page in pages for event in page] == told(client)
    assert [len(page) for page in pages] == [2, 2, 1]


def test_a_page_of_large_events_ends_before_its_limit(client: Client, moon: dict[str, Any]) -> None:
    text = "漢" * 20_000  # 60 kB each
    sent = [client.send("project/update", project="moon", description=text) for _ in range(150)]
    for id in sent:
        client.result(id)
    first = client.call("event/replay", after_seq=0)
    rest = client.call("event/replay", after_seq=first["last_seq"])
    assert 100 < len(first["items"]) < len(client.events)
    assert first["items"] + rest["items"] == told(client)


def test_a_replay_of_a_project_has_its_events_alone(client: Client, moon: dict[str, Any]) -> None:
    sun = client.call("project/create", slug="sun", name="Sun")
    client.call("project/update", project="moon", name="Luna")
    replay = client.call("event/replay", after_seq=0, project="sun")
    mine = [e for e in told(client) if e["params"]["project_id"] == sun["id"]]
    assert replay == {"items": mine, "last_seq": client.events[-1]["params"]["seq"]}


def test_events_of_other_users_projects_are_not_replayed(
    start: Callable[..., Client], client: Client, moon: dict[str, Any]
) -> None:
    ada = client.call("user/create", username="ada", display_name="Ada")
    last = client.events[-1]["params"]["seq"]
    client.close()
    as_ada = start()
    as_ada.initialize(user="ada")
    replay = as_ada.call("event/replay", after_seq=0)
    assert [event["params"]["user"] for event in replay["items"]] == [ada]
    assert replay["last_seq"] == last
    error = as_ada.fail("event/replay", after_seq=0, project=moon["id"])
    assert error.kind == "not_found"
