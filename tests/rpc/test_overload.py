"""More than may wait is refused with a time to come back; everything is answered."""

from collections import Counter
from typing import Any

import pytest

from iat_sidecar.rpc.session import IN_FLIGHT
from tests.client import Client
from tests.rpc.trial import runs
from tests.rpc.wired import Wired


@pytest.mark.promise("order.overloaded")
def test_what_does_not_fit_is_overloaded_and_all_else_is_done(wired: Wired) -> None:
    with wired.held_writer():
        ids = [wired.send("trial/write", text=str(n)) for n in range(IN_FLIGHT + 10)]
        for id in ids[IN_FLIGHT:]:
            error = wired.reply(id)["error"]
            assert (error["code"], error["data"]["retry_after_ms"]) == (1003, 50)
            assert error["data"]["retryable"] is True
        assert wired.call("$/ping") == {}
    results = [wired.reply(id)["result"]["text"] for id in ids[:IN_FLIGHT]]
    assert results == [str(n) for n in range(IN_FLIGHT)]
    assert set(runs.values()) == {1}
    assert wired.call("trial/write", text="again") == {"text": "again", "run": 1}


def test_notifications_that_do_not_fit_are_dropped_in_silence(wired: Wired) -> None:
    with wired.held_writer():
        ids = [wired.send("trial/write", text=str(n)) for n in range(IN_FLIGHT)]
        wired.notify("trial/write", text="dropped")
    for id in ids:
        wired.reply(id)
    assert "dropped" not in runs
    assert len(wired.settled()) == IN_FLIGHT + 1


@pytest.mark.promise("answers.once")
def test_ten_thousand_requests_at_once_are_each_answered_once(client: Client) -> None:
    kinds = [("project/create", {"name": "P"}), ("project/get", {"project": "p1"}), ("$/ping", {})]
    ids = []
    for n in range(10_000):
        method, params = kinds[n % 3]
        slug: dict[str, Any] = {"slug": f"p{n}"} if method == "project/create" else {}
        ids.append(client.send(method, **params, **slug))
    answers = [client.reply(id) for id in ids]
    outcomes = Counter(a["error"]["data"]["kind"] if "error" in a else "done" for a in answers)
    assert set(outcomes) <= {"done", "overloaded", "not_found"}
    done = sum("result" in answer for answer in answers[::3])
    assert sum(each["method"] == "project/created" for each in client.events) == done
    assert done >= IN_FLIGHT
    assert client.call("$/ping") == {}
    assert client._replies == {}
