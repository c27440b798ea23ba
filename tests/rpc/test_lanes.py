"""Where things run: what is read in place, who writes, what waits for nobody."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from iat_sidecar.core.lane import Loops, Reads, Speaks, Writes
from iat_sidecar.rpc import registry
from iat_sidecar.rpc.outbox import IN_PLACE_BYTES, Outbox
from iat_sidecar.tasks.kinds import KINDS
from iat_sidecar.tasks.runner import Running
from tests.client import Client
from tests.forms import ROOT
from tests.rpc.trial import Began, RestParams, gates
from tests.rpc.wired import Wired

SERVING = """
import sys
from iat_sidecar import __main__, app
app.App.serve = lambda self, wire_in: print(sys.getswitchinterval())
__main__.main(["--data-dir", sys.argv[1]])
"""
REPORTS = 3_000


@pytest.fixture
def pipe() -> Iterator[tuple[Outbox, int]]:
    """An outbox, and the end that nobody reads yet."""
    out, inner = os.pipe()
    yield Outbox(inner, "lines", lambda after, upto: [], lambda: None), out
    os.close(out)
    os.close(inner)


@pytest.mark.promise("order.never_waits")
def test_a_ping_is_answered_while_all_else_is_held(wired: Wired) -> None:
    with wired.held_writer():
        write = wired.send("trial/write", text="x")
        waits = wired.send("trial/wait", text="y", gate="a")
        gates["a"].reached()
        assert wired.call("$/ping") == {}
        assert wired.call("trial/count", upto=1) == {"text": "1", "run": 0}
        assert {each["id"] for each in wired.said} & {write, waits} == set()
    gates["a"].open()
    assert [wired.reply(id)["result"]["run"] for id in (write, waits)] == [1, 1]


@pytest.mark.promise("order.ping_during_run")
def test_pings_are_answered_while_a_run_draws(client: Client, moon: dict[str, Any]) -> None:
    jobs = [{"job_key": f"p{n}", "scene": "A pier at the harbour"} for n in range(4)]
    client.call("run/start", project="moon", jobs=jobs)
    client.event("job/started")
    asked = [client.send("$/ping") for _ in range(500)]
    assert [client.result(id) for id in asked] == [{}] * 500
    assert "run/finished" not in {event["method"] for event in client.events}
    client.call("run/cancel", project="moon", run_id=client.event("run/started")["run"]["id"])


@pytest.mark.promise("order.long_pages")
@pytest.mark.parametrize(("limit", "in_place"), [(100, 1), (101, 0)])
def test_a_page_of_more_than_100_rows_is_not_read_in_place(
    wired: Wired, monkeypatch: pytest.MonkeyPatch, limit: int, in_place: int
) -> None:
    assert wired.app.db
    run, runs = wired.app.db.in_place.run, []

    def counted(work: Any, caller: Any) -> Any:
        runs.append(work)
        return run(work, caller)

    monkeypatch.setattr(wired.app.db.in_place, "run", counted)
    assert wired.call("project/list", limit=limit) == {"items": [], "next_cursor": None}
    assert len(runs) == in_place


@pytest.mark.promise("order.one_writer")
def test_writes_are_done_in_the_order_they_arrived(wired: Wired) -> None:
    with wired.held_writer():
        slugs = [f"p{59 - n}" for n in range(60)]
        ids = [wired.send("project/create", slug=slug, name="P") for slug in slugs]
    wired.reply(ids[-1])
    told = [each["params"] for each in wired.said if "method" in each]
    assert [each["project"]["slug"] for each in told if "project" in each] == slugs
    assert [each["seq"] for each in told] == list(range(1, len(told) + 1))


@pytest.mark.promise("order.lazy_loop")
def test_the_event_loop_starts_with_the_first_method_that_needs_it(wired: Wired) -> None:
    wired.call("trial/write", text="x")
    wired.call("trial/count", upto=10)
    assert wired.app._loop is None
    wired.send("trial/wait", text="y", gate="a")
    gates["a"].reached()
    assert wired.app._loop is not None
    gates["a"].open()


@pytest.mark.promise("order.in_place")
@pytest.mark.parametrize(("size", "is_in_place"), [(IN_PLACE_BYTES, True), (IN_PLACE_BYTES + 1, False)])  # fmt: skip
def test_a_short_message_is_written_by_whoever_says_it(
    pipe: tuple[Outbox, int], size: int, is_in_place: bool
) -> None:
    outbox, out = pipe
    assert IN_PLACE_BYTES == 4_096
    outbox.send(b"x" * (size - len(b"\n")))
    assert (outbox._thread is None) == is_in_place
    assert outbox.flush(30)
    assert len(os.read(out, 2 * size)) == size


@pytest.mark.promise("order.switch_interval")
def test_the_interpreter_switches_threads_every_half_millisecond(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SERVING, str(tmp_path)], capture_output=True, cwd=ROOT, check=True
    )
    # what Python prints goes to stderr while the wire is claimed
    assert done.stderr.decode().split() == ["0.0005"]


@pytest.mark.promise("method.lane")
@pytest.mark.parametrize(
    ("method", "lane"),
    [
        ("$/ping", Speaks),
        ("trial/count", Reads),
        ("trial/write", Writes),
        ("trial/wait", Loops),
    ],
)
def test_the_first_parameter_says_where_a_method_runs(
    wired: Wired, method: str, lane: registry.Lane
) -> None:
    found = registry.find(method)
    assert found and found.lane is lane


@pytest.mark.promise("events.20_a_second")
def test_progress_is_told_at_most_20_times_a_second_however_often_it_is_reported(
    wired: Wired, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def hurry(sidecar: object, task: Running, params: RestParams) -> Began:
        for n in range(REPORTS):
            await task.report(n, REPORTS, "steps")
        return Began(task_id=task.id)

    monkeypatch.setitem(KINDS, "trial/rest", hurry)
    began = time.monotonic()
    wired.call("trial/enqueue", gate="a")
    while wired.said[-1].get("method") != "task/finished":
        wired.next()
    took_s = time.monotonic() - began
    told = [each for each in wired.said if each.get("method") == "task/progressed"]
    assert 1 <= len(told) <= 1 + 20 * took_s
    assert wired.said[-1]["params"]["task"]["progress"]["done"] == REPORTS - 1


@pytest.mark.promise("events.replay")
def test_a_replay_returns_what_a_reloaded_view_missed(wired: Wired) -> None:
    wired.call("project/create", slug="moon", name="Moon")
    seen = wired.said[-2]["params"]["seq"]
    wired.call("project/update", project="moon", name="Luna")
    wired.call("project/archive", project="moon")
    missed = [each for each in wired.settled() if each.get("params", {}).get("seq", 0) > seen]
    replayed = wired.call("event/replay", after_seq=seen)
    assert [{"jsonrpc": "2.0", **each} for each in replayed["items"]] == missed
    assert (len(missed), replayed["last_seq"]) == (2, seen + 2)
