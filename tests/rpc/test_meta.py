"""`_meta`: idempotency keys, deadlines, correlation and progress tokens."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.client import Client
from tests.rpc.trial import gates, runs
from tests.rpc.wired import Wired

CONFLICT = {"code": 2002, "kind": "conflict", "retryable": False}
LATE = {"code": 1006, "kind": "deadline_exceeded", "retryable": True}
KEY = {"idempotency_key": "key"}


@pytest.mark.promise("meta.idempotency")
def test_a_repeated_write_gets_the_first_answer_and_is_done_once(wired: Wired) -> None:
    first = wired.call("trial/write", text="x", _meta=KEY)
    assert wired.call("trial/write", text="x", _meta=KEY) == first
    assert runs == {"x": 1}


@pytest.mark.promise("meta.idempotency_in_flight")
def test_a_repeat_that_overtakes_the_answer_gets_the_same_one(wired: Wired) -> None:
    with wired.held_writer():
        ids = [wired.send("trial/write", text="x", _meta=KEY) for _ in range(3)]
    assert [wired.reply(id)["result"] for id in ids] == [{"text": "x", "run": 1}] * 3


@pytest.mark.promise("meta.idempotency_in_flight")
def test_a_repeated_async_request_waits_for_the_first_and_gets_its_answer(wired: Wired) -> None:
    ids = [wired.send("trial/wait", text="x", gate="a", _meta=KEY) for _ in range(3)]
    gates["a"].reached()
    gates["a"].open()
    assert [wired.reply(id)["result"] for id in ids] == [{"text": "x", "run": 1}] * 3
    assert wired.call("trial/wait", text="x", gate="a", _meta=KEY) == {"text": "x", "run": 1}
    assert runs == {"x": 1}


@pytest.mark.promise("meta.idempotency_conflict")
@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("trial/write", {"text": "other"}),
        ("trial/write", {"text": "x", "fails": True}),
        ("trial/wait", {"text": "x", "gate": "a"}),
        ("project/create", {"slug": "x", "name": "x"}),
    ],
)
def test_a_key_that_stood_for_something_else_is_a_conflict(
    wired: Wired, method: str, params: dict[str, Any]
) -> None:
    wired.call("trial/write", text="x", _meta=KEY)
    assert wired.error(wired.send(method, **params, _meta=KEY)) == CONFLICT
    assert runs == {"x": 1}


def test_a_write_that_takes_the_key_of_an_async_request_in_flight_makes_it_a_conflict(
    wired: Wired,
) -> None:
    waits = wired.send("trial/wait", text="x", gate="a", _meta=KEY)
    gates["a"].reached()
    assert wired.call("trial/write", text="y", _meta=KEY) == {"text": "y", "run": 1}
    gates["a"].open()
    assert wired.error(waits) == CONFLICT
    assert wired.call("trial/write", text="y", _meta=KEY) == {"text": "y", "run": 1}


@pytest.mark.parametrize("method", ["trial/write", "trial/wait"])
def test_a_failure_is_not_kept_under_its_key(wired: Wired, method: str) -> None:
    gate = {"gate": "a"} if method == "trial/wait" else {}
    for run in (1, 2):
        id = wired.send(method, text="x", fails=True, **gate, _meta=KEY)
        if gate:
            gates["a"].reached()
            gates["a"].open()
        assert wired.error(id) == CONFLICT
        assert runs == {"x": run}


def test_a_waiting_repeat_runs_when_the_first_was_canceled(wired: Wired) -> None:
    first = wired.send("trial/wait", text="x", gate="a", _meta=KEY)
    gates["a"].reached()
    second = wired.send("trial/wait", text="x", gate="a", _meta=KEY)
    wired.notify("$/cancel", id=first)
    gates["a"].reached()
    gates["a"].open()
    assert wired.reply(second)["result"] == {"text": "x", "run": 1}
    assert wired.error(first)["kind"] == "canceled"


@pytest.mark.promise("meta.idempotency_restart")
def test_a_key_holds_after_a_restart(start: Callable[..., Client], tmp_path: Path) -> None:
    asked = {"slug": "moon", "name": "Moon", "_meta": KEY}
    before = start()
    before.initialize()
    created = before.call("project/create", **asked)
    before.kill()
    after = start()
    after.initialize()
    assert after.call("project/create", **asked) == created
    assert after.fail("project/create", slug="mars", name="Mars", _meta=KEY).kind == "conflict"
    assert [each["slug"] for each in after.call("project/list")["items"]] == ["moon"]


@pytest.mark.promise("meta.idempotency")
def test_a_started_task_is_started_once_under_its_key(wired: Wired) -> None:
    first = wired.call("trial/enqueue", gate="a", _meta=KEY)
    assert wired.call("trial/enqueue", gate="a", _meta=KEY) == first
    assert [each.get("method") for each in wired.said].count("task/created") == 1


@pytest.mark.promise("meta.timeout")
def test_a_write_that_waited_past_its_deadline_is_not_done(wired: Wired) -> None:
    with wired.held_writer():
        id = wired.send("trial/write", text="x", _meta={"timeout_ms": 1})
        wired.call("trial/count", upto=100_000)  # far more than a millisecond
    assert wired.error(id) == LATE
    assert runs == {}


@pytest.mark.promise("meta.timeout")
def test_a_read_that_takes_longer_than_its_deadline_is_broken_off(wired: Wired) -> None:
    id = wired.send("trial/count", upto=10**9, _meta={"timeout_ms": 20})
    assert wired.error(id) == LATE
    assert wired.call("trial/count", upto=10) == {"text": "10", "run": 0}


@pytest.mark.promise("meta.timeout")
def test_an_async_method_is_stopped_at_its_deadline(wired: Wired) -> None:
    wired.call("system/health")  # the event loop is there, however busy the machine
    id = wired.send("trial/wait", text="x", gate="a", _meta={"timeout_ms": 1_000})
    gates["a"].reached()
    assert wired.error(id) == LATE
    assert gates["a"].left.wait(30)


def test_a_deadline_comes_too_late_once_the_answer_is_committed(wired: Wired) -> None:
    id = wired.send("trial/conclude", text="x", gate="a", _meta={"timeout_ms": 3_000})
    gates["a"].reached()
    call = wired.app.dispatcher._in_flight[id]
    call.ends_at = 0
    gates["a"].open()
    assert wired.reply(id)["result"] == {"text": "x", "run": 1}


@pytest.mark.promise("order.read_budget")
def test_a_read_longer_than_a_millisecond_is_run_again_on_a_thread(wired: Wired) -> None:
    id = wired.send("trial/count", upto=300_000)
    assert wired.call("$/ping") == {}
    assert wired.said[-1]["result"] == {}
    assert wired.reply(id)["result"] == {"text": "300000", "run": 0}


@pytest.mark.promise("meta.correlation")
def test_a_correlation_id_comes_back_in_the_events_it_caused(client: Client) -> None:
    client.call("project/create", slug="moon", name="Moon", _meta={"correlation_id": "c-1"})
    client.call("project/create", slug="mars", name="Mars")
    told = {e["params"]["project"]["slug"]: e["params"]["correlation_id"] for e in _told(client)}
    assert told == {"moon": "c-1", "mars": None}


@pytest.mark.promise("meta.progress")
def test_a_progress_token_stands_in_the_progress_of_the_task_it_started(wired: Wired) -> None:
    task_id = wired.call("trial/enqueue", gate="a", _meta={"progress_token": "t-1"})["task_id"]
    gates["a"].reached()
    while "$/progress" not in {each.get("method") for each in wired.said}:
        wired.next()
    progress = {"done": 1, "total": 2, "unit": "steps", "note": ""}
    shown = {m["method"]: m["params"] for m in wired.said if "progress" in m.get("method", "")}
    for params in shown.values():
        del params["progress"]["eta_s"]
    assert shown == {
        "task/progressed": {"task_id": task_id, "progress": progress},
        "$/progress": {"token": "t-1", "progress": progress},
    }


@pytest.mark.promise("meta.anywhere")
@pytest.mark.parametrize(
    ("meta", "path"),
    [
        ({"timeout_ms": 0}, "$._meta.timeout_ms"),
        ({"timeout_ms": "5"}, "$._meta.timeout_ms"),
        ({"idempotency_key": ""}, "$._meta.idempotency_key"),
        ({"unknown": 1}, "$._meta.unknown"),
        ([], "$._meta"),
    ],
)
def test_a_wrong_meta_is_refused_by_name(client: Client, meta: Any, path: str) -> None:
    error = client.fail("project/create", slug="moon", name="Moon", _meta=meta)
    assert (error.code, error.details["path"]) == (-32602, path)


def _told(client: Client) -> list[dict[str, Any]]:
    return [each for each in client.events if each["method"] == "project/created"]
