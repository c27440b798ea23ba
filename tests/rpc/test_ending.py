"""What the end does to requests and tasks that are under way: each is answered, none is lost."""

from collections import Counter
from pathlib import Path

import pytest

from tests.rpc.trial import gates, runs
from tests.rpc.wired import Wired

SHUTTING_DOWN = {"code": 1004, "kind": "shutting_down", "retryable": False}


def test_a_request_that_is_cut_off_is_answered(wired: Wired) -> None:
    id = wired.send("trial/wait", text="x", gate="a")
    gates["a"].reached()
    wired.stop()
    assert wired.error(id) == SHUTTING_DOWN


def test_a_committed_answer_is_given_though_its_method_is_cut_off(wired: Wired) -> None:
    id = wired.send("trial/conclude", text="x", gate="a")
    gates["a"].reached()
    wired.stop()
    assert wired.reply(id)["result"] == {"text": "x", "run": 1}


def test_writes_that_wait_are_done_and_answered(wired: Wired) -> None:
    with wired.held_writer():
        ids = [wired.send("trial/write", text=str(n)) for n in range(20)]
    wired.stop()
    assert [wired.reply(id)["result"]["text"] for id in ids] == [str(n) for n in range(20)]
    assert runs == Counter(str(n) for n in range(20))


def test_work_is_a_request_in_flight_or_a_task_without_an_end(wired: Wired) -> None:
    assert not wired.app.is_working
    id = wired.send("trial/wait", text="x", gate="a")
    assert wired.app.is_working
    gates["a"].reached()
    gates["a"].open()
    wired.reply(id)
    assert not wired.app.is_working
    wired.call("trial/enqueue", gate="b")
    assert wired.app.is_working
    gates["b"].reached()
    gates["b"].open()
    while wired.said[-1].get("method") != "task/finished":
        wired.next()
    assert not wired.app.is_working


@pytest.mark.promise("handshake.rest")
def test_a_task_that_was_stopped_goes_on_at_the_next_start(wired: Wired, tmp_path: Path) -> None:
    task_id = wired.call("trial/enqueue", gate="a")["task_id"]
    gates["a"].reached()
    assert wired.call("shutdown", grace_s=0) == {}
    assert wired.fail("trial/write", text="x") == SHUTTING_DOWN
    wired.stop()
    again = Wired(tmp_path / "data")
    again.initialize()
    gates["a"].reached()
    gates["a"].open()
    while again.said[-1].get("method") != "task/finished":
        again.next()
    finished = again.said[-1]["params"]["task"]
    assert (finished["id"], finished["status"], finished["attempt"]) == (task_id, "done", 2)
    again.close()
