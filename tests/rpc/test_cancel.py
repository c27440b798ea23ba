"""`$/cancel`: whoever claims a request answers it, and nobody else does."""

import random
from collections import Counter

import pytest

from tests.rpc import trial
from tests.rpc.trial import gates, runs
from tests.rpc.wired import Wired

CANCELED = {"code": -32800, "kind": "canceled", "retryable": False}


@pytest.mark.promise("answers.canceled")
def test_a_queued_write_is_canceled_and_never_done(wired: Wired) -> None:
    with wired.held_writer():
        id = wired.send("trial/write", text="x")
        wired.notify("$/cancel", id=id)
        assert wired.error(id) == CANCELED
    wired.call("trial/write", text="y")
    assert runs == {"y": 1}


@pytest.mark.promise("answers.canceled")
def test_an_async_method_is_canceled_where_it_waits(wired: Wired) -> None:
    id = wired.send("trial/wait", text="x", gate="a")
    gates["a"].reached()
    wired.notify("$/cancel", id=id)
    assert wired.error(id) == CANCELED
    assert gates["a"].left.wait(30)
    assert runs == {}


def test_an_async_method_is_canceled_before_the_loop_took_it(wired: Wired) -> None:
    first = wired.send("trial/wait", text="x", gate="a", _id="first")
    wired.notify("$/cancel", id=first)
    assert wired.error(first) == CANCELED
    id = wired.send("trial/wait", text="y", gate="b")
    gates["b"].reached()
    gates["b"].open()
    assert wired.reply(id)["result"] == {"text": "y", "run": 1}
    assert not gates["a"].entered.is_set()


@pytest.mark.promise("answers.claimed")
def test_a_cancel_comes_too_late_once_the_answer_is_committed(wired: Wired) -> None:
    id = wired.send("trial/conclude", text="x", gate="a")
    gates["a"].reached()
    wired.notify("$/cancel", id=id)
    gates["a"].open()
    assert wired.reply(id)["result"] == {"text": "x", "run": 1}
    assert Counter(each.get("id") for each in wired.settled())[id] == 1


def test_a_cancel_of_an_unknown_or_an_answered_request_is_ignored(wired: Wired) -> None:
    id = wired.send("trial/write", text="x")
    assert wired.reply(id)["result"] == {"text": "x", "run": 1}
    before = wired.settled()
    for unknown in (id, 999_999, "nobody"):
        wired.notify("$/cancel", id=unknown)
    assert wired.settled() == before


def test_a_cancel_that_is_a_request_is_answered_itself(wired: Wired) -> None:
    with wired.held_writer():
        id = wired.send("trial/write", text="x")
        assert wired.call("$/cancel", id=id) == {}
        assert wired.error(id) == CANCELED


def test_an_id_is_free_again_once_its_request_was_canceled(wired: Wired) -> None:
    with wired.held_writer():
        wired.send("trial/write", text="x", _id="same")
        wired.notify("$/cancel", id="same")
        assert wired.next()["error"]["code"] == -32800
        wired.send("trial/write", text="y", _id="same")
    assert wired.next() == {"jsonrpc": "2.0", "id": "same", "result": {"text": "y", "run": 1}}


def test_an_id_in_flight_is_refused_also_while_its_request_is_being_done(wired: Wired) -> None:
    id = wired.send("trial/conclude", text="x", gate="a", _id=7)
    gates["a"].reached()
    wired.send("$/ping", _id=7)
    assert wired.next()["error"]["code"] == -32600
    gates["a"].open()
    assert wired.next() == {"jsonrpc": "2.0", "id": id, "result": {"text": "x", "run": 1}}


@pytest.mark.promise("answers.claimed")
@pytest.mark.promise("answers.once")
@pytest.mark.parametrize("seed", range(5))
def test_requests_and_cancels_at_random_are_each_answered_exactly_once(
    wired: Wired, seed: int
) -> None:
    chance = random.Random(seed)
    for gate in "abc":
        trial.gates[gate].wait = _pass  # type: ignore[method-assign]
    asked = []
    for n in range(300):
        method, params = chance.choice(
            [
                ("trial/write", {}),
                ("trial/wait", {"gate": "a"}),
                ("trial/conclude", {"gate": "b"}),
                ("trial/wait", {"gate": "c", "fails": True}),
            ]
        )
        asked.append(wired.send(method, text=str(n), **params))
        if chance.random() < 0.7:
            wired.notify("$/cancel", id=chance.choice(asked[-5:]))
    for id in asked:
        wired.reply(id)
    answers = Counter(each.get("id") for each in wired.settled() if each.get("id") in asked)
    assert answers == Counter(asked)
    done = {each["result"]["text"] for each in wired.said if "text" in each.get("result", {})}
    assert done <= set(runs)
    assert set(runs.values()) == {1}


async def _pass() -> None:
    return None
