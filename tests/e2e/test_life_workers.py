"""Workers that die or hang: a step is done once more, and nobody outlives the sidecar."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.client import Client
from tests.e2e.family import (
    END,
    END_WITH_WORK,
    check_tidied,
    draw,
    ends,
    has_ended,
    is_deserted,
    is_drawing,
    needs_proc,
    workers_of,
)
from tests.e2e.running import MANY, long_run
from tests.e2e.running import workers_of as children_of
from tests.features.studio import jobs_of
from tests.forms import Form
from tests.rpc.process import Process

pytestmark = needs_proc

Begin = Callable[..., Process]


def test_a_killed_worker_costs_a_retry_of_its_step_and_nothing_else(
    form: Form, start: Callable[..., Client]
) -> None:
    client = start(form=form)
    client.initialize()
    client.call("project/create", slug="moon", name="Moon")
    run = long_run(client)
    client.event("job/started")
    while not (drawing := [pid for pid in children_of(client) if is_drawing(pid)]):
        client.call("$/ping")
    for worker in drawing:
        os.kill(worker, signal.SIGKILL)
    result = client.finish(run)
    assert (result["status"], result["jobs"]["done"]) == ("done", MANY)
    assert [job["error"] for job in jobs_of(client, "moon", run)] == [None] * MANY
    assert set(children_of(client)).isdisjoint(drawing)
    died = [line for line in client.stderr if "worker/died" in line]
    assert 1 <= len(died) <= len(drawing)
    assert all('"attempt":1' in line for line in died)


def stop(pid: int) -> None:
    """Once this returns it does nothing any more."""
    os.kill(pid, signal.SIGSTOP)
    while Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "T":
        os.sched_yield()


@pytest.mark.promise("handshake.children_end")
@pytest.mark.parametrize("is_killed", [False, True])
def test_a_worker_that_is_stopped_is_gone_with_the_sidecar(
    begin: Begin, tmp_path: Path, is_killed: bool
) -> None:
    process = begin()
    workers = draw(process)
    for worker in workers:
        stop(worker)
    if is_killed:
        process.popen.kill()
    else:
        process.stdin.close()
        ends(process, 11, END_WITH_WORK)
    assert all(has_ended(worker) for worker in workers)
    assert is_deserted(process.popen.pid)
    check_tidied(begin(), tmp_path / "data")


def test_an_idle_worker_that_is_stopped_does_not_hold_the_end(begin: Begin) -> None:
    process = begin()
    process.open()
    process.ask({"jsonrpc": "2.0", "id": "doctor", "method": "system/doctor"})
    (worker,) = workers_of(process)
    stop(worker)
    process.stdin.close()
    ends(process, 10, END)
