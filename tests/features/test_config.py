"""`config/*` and `log/*`: settings that something reads, and who changed them why."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.client import Client


def set_to(client: Client, key: str, value: Any, reason: str = "") -> dict[str, Any]:
    setting: dict[str, Any] = client.call("config/set", key=key, value=value, reason=reason)
    return setting


def test_every_setting_is_listed_with_its_schema(client: Client) -> None:
    found = client.call("config/list")
    settings = {one["key"]: one for one in found["items"]}
    assert list(settings) == sorted(settings)
    log_level, workers = settings["log.level"], settings["workers.count"]
    assert log_level == {
        "key": "log.level",
        "value": "info",
        "default": "info",
        "scope": "installation",
        "schema": {
            "enum": ["debug", "error", "info", "warning"],
            "description": "The least level that is logged; holds at once.",
        },
        "admin_only": True,
    }
    assert (workers["key"], workers["value"], workers["default"]) == ("workers.count", None, None)
    assert (workers["schema"]["minimum"], workers["schema"]["maximum"]) == (1, 64)
    first = client.call("config/list", limit=1)
    assert first == {"items": [log_level], "next_cursor": "log.level"}
    rest = client.call("config/list", cursor="log.level")
    assert rest == {"items": found["items"][1:], "next_cursor": None}


def test_a_setting_is_changed_told_and_written_down(client: Client) -> None:
    before = client.call("config/get", key="log.level")
    changed = set_to(client, "log.level", "error", "too much to read")
    assert changed == {**before, "value": "error"}
    assert client.event("config/updated")["config"] == changed
    assert client.call("config/get", key="log.level") == changed
    assert set_to(client, "log.level", None) == before
    set_to(client, "workers.count", 2)
    history = client.call("config/history", key="log.level")["items"]
    me = client.call("user/get")["id"]
    assert [(c["value"], c["reason"], c["actor_user_id"]) for c in history] == [
        (None, "", me),
        ("error", "too much to read", me),
    ]
    assert client.call("config/history", limit=1)["items"][0]["key"] == "workers.count"


@pytest.mark.parametrize(
    ("key", "value"),
    [("log.level", "loud"), ("log.level", 3), ("workers.count", 0), ("workers.count", "two")],
)
def test_a_value_of_the_wrong_kind_is_refused(client: Client, key: str, value: Any) -> None:
    before = client.call("config/get", key=key)
    error = client.fail("config/set", key=key, value=value)
    assert (error.code, error.details["path"]) == (-32602, "$.value")
    assert client.call("config/get", key=key) == before
    assert client.call("config/history")["items"] == []


def test_a_setting_that_nobody_reads_does_not_exist(client: Client) -> None:
    assert client.fail("config/get", key="log.colour").kind == "not_found"
    assert client.fail("config/set", key="log.colour", value=1).kind == "not_found"


def test_a_member_may_read_settings_and_not_set_them(
    start: Callable[..., Client], client: Client
) -> None:
    client.call("user/create", username="ada", display_name="Ada")
    client.close()
    as_ada = start()
    as_ada.initialize(user="ada")
    before = as_ada.call("config/get", key="log.level")
    error = as_ada.fail("config/set", key="log.level", value="debug")
    assert error.kind == "refused"
    assert as_ada.call("config/get", key="log.level") == before


def test_the_log_level_holds_at_once_and_after_a_restart(
    start: Callable[..., Client], client: Client, moon: dict[str, Any]
) -> None:
    set_to(client, "log.level", "debug")
    assert "worker/started" in _logged_by_a_doctor(client)
    again = start()
    again.initialize()
    assert "worker/started" in _logged_by_a_doctor(again)
    third = start()
    third.initialize()
    set_to(third, "log.level", None)
    assert "worker/started" not in _logged_by_a_doctor(third)


def test_a_level_set_for_now_is_gone_after_a_restart(
    start: Callable[..., Client], client: Client
) -> None:
    assert client.call("log/set_level", level="debug") == {"level": "debug"}
    assert "worker/started" in _logged_by_a_doctor(client)
    again = start()
    again.initialize()
    assert "worker/started" not in _logged_by_a_doctor(again)


def test_the_count_of_workers_holds_from_the_next_start(
    start: Callable[..., Client], client: Client
) -> None:
    set_to(client, "workers.count", 3)
    client.close()
    again = start()
    again.initialize()
    checks = {c["name"]: c["detail"] for c in again.call("system/health")["checks"]}
    assert checks["workers"] == "0 of up to 3 imaging processes are running"


def _logged_by_a_doctor(client: Client) -> set[str]:
    """What the process logs when it starts a worker, until its end."""
    client.call("system/doctor")
    client.close()
    return {json.loads(line)["event"] for line in client.stderr if line.startswith("{")}
