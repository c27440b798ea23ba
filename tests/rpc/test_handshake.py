"""`initialize`: what is answered before it, what it agrees on, and how it may fail and be tried again."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from iat_sidecar.db.connection import open_writer
from tests.client import Client
from tests.rpc.process import Process

Start = Callable[..., Client]


@pytest.mark.promise("handshake.before")
@pytest.mark.parametrize(
    "method", ["project/list", "project/create", "shutdown", "$/cancel", "task/list", "no/such"]
)
def test_nothing_else_is_answered_before_initialize(start: Start, method: str) -> None:
    begun = start()
    error = begun.fail(method)
    assert (error.code, error.kind) == (1001, "not_initialized")
    assert begun.call("$/ping") == {}
    assert not begun.data_dir.exists()


@pytest.mark.promise("handshake.before")
def test_the_contract_can_be_discovered_before_initialize(start: Start) -> None:
    document = start().call("rpc.discover")
    assert document["openrpc"].startswith("1.")
    assert "project/get" in {each["name"] for each in document["methods"]}


@pytest.mark.promise("framing.limit")
def test_initialize_tells_what_was_agreed(start: Start, tmp_path: Path) -> None:
    answer = start().initialize()
    assert answer == {
        "protocol": 1,
        "server": {"name": "iat-sidecar", "version": answer["server"]["version"]},
        "contract_hash": answer["contract_hash"],
        "contract_matches": None,
        "data_dir": str(tmp_path / "data"),
        "schema_version": answer["schema_version"],
        "last_seq": 0,
        "mode": "normal",
        "limits": {"message_bytes": 1 << 20, "batch": 64, "in_flight": 1_024, "page": 500},
        "supports": {"batch": True, "cancel": True, "progress": True, "replay": True},
    }


def test_initialize_tells_the_newest_event_so_that_what_follows_is_known(start: Start) -> None:
    first = start()
    first.initialize()
    first.call("project/create", slug="moon", name="Moon")
    told = first.events[-1]["params"]["seq"]
    first.close()
    second = start()
    assert second.initialize()["last_seq"] == told
    second.call("project/create", slug="sun", name="Sun")
    assert second.events[0]["params"]["seq"] == told + 1


@pytest.mark.promise("handshake.contract_hash")
def test_a_contract_that_differs_is_told_and_does_not_stop(start: Start) -> None:
    begun = start()
    answer = begun.initialize(contract_hash="0" * 64)
    assert answer["contract_matches"] is False
    assert begun.call("project/list")["items"] == []
    again = start(data_dir=begun.data_dir.parent / "other")
    assert again.initialize(contract_hash=answer["contract_hash"])["contract_matches"] is True


def test_initialize_comes_once(client: Client) -> None:
    with pytest.raises(Exception, match="initialize was called before"):
        client.initialize()
    assert client.call("project/list")["items"] == []


@pytest.mark.promise("handshake.versions")
@pytest.mark.parametrize(("low", "high"), [(2, 3), (2, 1_000)])
def test_a_version_nobody_shares_is_refused_with_those_supported(
    start: Start, low: int, high: int
) -> None:
    begun = start()
    error = begun.fail(
        "initialize", protocol={"min": low, "max": high}, client={"name": "t", "version": "1"}
    )
    assert (error.code, error.details) == (1002, {"supported": [1], "requested": [low, high]})
    assert begun.initialize(protocol={"min": 1, "max": high})["protocol"] == 1


@pytest.mark.promise("handshake.actor")
def test_an_unknown_user_is_refused_and_the_next_try_succeeds(start: Start) -> None:
    begun = start()
    params: dict[str, Any] = {
        "protocol": {"min": 1, "max": 1},
        "client": {"name": "t", "version": "1"},
    }
    assert begun.fail("initialize", **params, user="nobody").kind == "not_found"
    assert begun.fail("project/list").kind == "not_initialized"
    assert begun.initialize()["mode"] == "normal"
    assert begun.call("project/list")["items"] == []


def test_a_data_directory_has_one_sidecar(start: Start, client: Client) -> None:
    second = start()
    with pytest.raises(Exception, match="Another sidecar") as refused:
        second.initialize()
    assert refused.value.kind == "already_running"
    assert refused.value.details == {"data_dir": str(client.data_dir), "pid": client.process.pid}
    assert second.call("$/ping") == {}
    client.close()
    assert second.initialize()["mode"] == "normal"


def test_data_of_a_newer_program_is_refused_and_not_touched(start: Start, tmp_path: Path) -> None:
    begun = start()
    begun.initialize()
    begun.close()
    database = tmp_path / "data" / "iat.db"
    connection = open_writer(str(database))
    connection.pragma("user_version", 9_999)
    connection.close()
    before = _content(tmp_path / "data")
    second = start()
    with pytest.raises(Exception, match="newer version") as refused:
        second.initialize()
    assert refused.value.kind == "invalid_state"
    assert second.close() == 10
    after = _content(tmp_path / "data")
    assert {path: after[path] for path in before} == before


@pytest.mark.promise("handshake.data_dir")
def test_the_data_directory_is_where_the_environment_says(tmp_path: Path) -> None:
    process = Process(None, env={**os.environ, "IAT_DATA_DIR": str(tmp_path / "there")})
    assert process.open()["result"]["data_dir"] == str(tmp_path / "there")
    process.close()


@pytest.mark.promise("handshake.data_dir")
def test_an_option_wins_over_the_environment(start: Start, tmp_path: Path) -> None:
    begun = start(env={"IAT_DATA_DIR": str(tmp_path / "there")}, data_dir=tmp_path / "here")
    assert begun.initialize()["data_dir"] == str(tmp_path / "here")


def _content(folder: Path) -> dict[str, bytes]:
    found = {}
    for root, _, names in os.walk(folder):
        for name in names:
            if name != "lock":
                found[os.path.join(root, name)] = Path(root, name).read_bytes()
    return found
