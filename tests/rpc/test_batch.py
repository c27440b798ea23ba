"""Batches, as the JSON-RPC 2.0 specification answers them."""

import json
from typing import Any

import pytest

from tests.client import Client
from tests.rpc.trial import gates, runs
from tests.rpc.wired import Wired

PING = {"jsonrpc": "2.0", "id": 1, "method": "$/ping"}
NOTE = {"jsonrpc": "2.0", "method": "$/ping"}


def batch(client: Client, entries: Any) -> Any:
    client.write(json.dumps(entries).encode() + b"\n")
    return client.raw()


def codes(answer: list[dict[str, Any]]) -> list[tuple[Any, int]]:
    return [(each["id"], each["error"]["code"]) for each in answer]


@pytest.mark.promise("framing.batches")
def test_an_empty_batch_gets_one_error(client: Client) -> None:
    answer = batch(client, [])
    assert (answer["id"], answer["error"]["code"]) == (None, -32600)


@pytest.mark.promise("framing.batches")
@pytest.mark.parametrize("entries", [[1], [1, 2, 3], [[]], [[PING]], [{}], [None, "x"]])
def test_what_is_no_request_gets_an_error_each(client: Client, entries: list[Any]) -> None:
    assert codes(batch(client, entries)) == [(None, -32600)] * len(entries)


@pytest.mark.promise("framing.batches")
def test_a_broken_batch_gets_one_error(client: Client) -> None:
    client.write(b'[{"jsonrpc":"2.0","id":1,"method":"$/ping"},{"jsonrpc"\n')
    assert (client.raw()["error"]["code"]) == -32700


@pytest.mark.promise("framing.batches")
def test_notifications_alone_get_nothing(client: Client) -> None:
    client.write(json.dumps([NOTE, {**NOTE, "method": "no/such"}, NOTE]).encode() + b"\n")
    assert client.call("$/ping") == {}


@pytest.mark.promise("framing.batches")
def test_a_mixed_batch_gets_the_answers_of_its_requests(client: Client) -> None:
    answer = batch(
        client,
        [
            {**PING, "id": "1"},
            {"jsonrpc": "2.0", "method": "no/such", "params": [7]},
            {"foo": "boo"},
            {"jsonrpc": "2.0", "method": "no/such", "id": "5"},
            {"jsonrpc": "2.0", "method": "project/list", "id": "9"},
        ],
    )
    assert {
        each["id"]: each.get("result", each.get("error", {}).get("code")) for each in answer
    } == {
        "1": {},
        None: -32600,
        "5": -32601,
        "9": {"items": [], "next_cursor": None},
    }


def test_writes_of_a_batch_are_done_and_told_before_its_answer(client: Client) -> None:
    entries = [
        {
            "jsonrpc": "2.0",
            "id": n,
            "method": "project/create",
            "params": {"slug": f"p{n}", "name": "P"},
        }
        for n in range(3)
    ]
    client.write(json.dumps(entries).encode() + b"\n")
    arrived = [client.raw()]
    while not isinstance(arrived[-1], list):
        arrived.append(client.raw())
    made = [each["params"]["project"] for each in arrived[:-1] if "project" in each["params"]]
    assert sorted(arrived[-1], key=lambda each: each["id"]) == [
        {"jsonrpc": "2.0", "id": n, "result": project} for n, project in enumerate(made)
    ]


@pytest.mark.parametrize("method", ["initialize", "shutdown", "exit"])
def test_a_batch_may_not_begin_or_end_the_conversation(client: Client, method: str) -> None:
    answer = batch(
        client,
        [{"jsonrpc": "2.0", "id": 1, "method": method}, {"jsonrpc": "2.0", "method": method}],
    )
    assert codes(answer) == [(1, -32600)]
    assert client.call("$/ping") == {}


def test_a_batch_has_at_most_64_entries(client: Client) -> None:
    assert len(batch(client, [{**PING, "id": n} for n in range(64)])) == 64
    answer = batch(client, [{**PING, "id": n} for n in range(65)])
    assert (answer["id"], answer["error"]["data"]["kind"]) == (None, "too_large")


def test_the_same_id_twice_in_flight_is_refused_inside_a_batch(wired: Wired) -> None:
    entry = {"jsonrpc": "2.0", "id": 1, "method": "trial/write", "params": {"text": "x"}}
    with wired.held_writer():
        wired.write(json.dumps([entry, entry]).encode() + b"\n")
    refused, done = wired.next()
    assert refused["error"]["code"] == -32600
    assert done == {"jsonrpc": "2.0", "id": 1, "result": {"text": "x", "run": 1}}


@pytest.mark.promise("answers.once")
def test_a_batch_waits_for_its_slowest_and_can_be_canceled_in_part(wired: Wired) -> None:
    def entry(id: str, method: str, **params: str) -> dict[str, Any]:
        return {"jsonrpc": "2.0", "id": id, "method": f"trial/{method}", "params": params}

    entries = [
        entry("a", "wait", text="a", gate="a"),
        entry("b", "wait", text="b", gate="b"),
        entry("c", "write", text="c"),
    ]
    wired.write(json.dumps(entries).encode() + b"\n")
    gates["a"].reached()
    gates["b"].reached()
    wired.notify("$/cancel", id="b")
    gates["a"].open()
    answers = {each["id"]: each.get("result", each.get("error")) for each in wired.next()}
    assert answers.pop("b")["code"] == -32800
    assert answers == {"a": {"text": "a", "run": 1}, "c": {"text": "c", "run": 1}}
    assert runs == {"a": 1, "c": 1}
