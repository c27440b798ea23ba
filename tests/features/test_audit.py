"""`audit/list`: who did what, oldest first."""

from collections.abc import Callable
from typing import Any

from tests.client import Client


def test_actions_are_listed_oldest_first_with_their_actor(
    client: Client, moon: dict[str, Any]
) -> None:
    client.call("project/update", project="moon", name="Luna")
    client.call("character/create", project="moon", code="mira", name="Mira")
    client.fail("character/create", project="moon", code="mira", name="Again")
    client.call("project/get", project="moon")
    first = client.call("audit/list", project="moon", limit=1)
    rest = client.call("audit/list", project="moon", cursor=first["next_cursor"])
    me = client.call("user/get")["id"]
    assert [
        (e["event_code"], e["actor_user_id"], e["payload"].get("name"))
        for e in first["items"] + rest["items"]
    ] == [("project/update", me, "Luna"), ("character/create", me, "Mira")]
    assert rest["next_cursor"] is None


def test_values_of_settings_are_not_kept_in_the_trail(client: Client) -> None:
    client.call("config/set", key="log.level", value="error", reason="quiet")
    (event,) = client.call("audit/list")["items"]
    assert (event["event_code"], event["payload"]) == (
        "config/set",
        {"key": "log.level", "reason": "quiet"},
    )


def test_a_member_sees_of_others_nothing(start: Callable[..., Client], client: Client) -> None:
    client.call("user/create", username="ada", display_name="Ada")
    client.call("project/create", slug="moon", name="Moon")
    client.close()
    as_ada = start()
    as_ada.initialize(user="ada")
    assert as_ada.call("audit/list")["items"] == []
    assert as_ada.fail("audit/list", project="moon").kind == "not_found"
    as_ada.call("project/create", slug="moon", name="Mine")
    assert [e["event_code"] for e in as_ada.call("audit/list")["items"]] == ["project/create"]
