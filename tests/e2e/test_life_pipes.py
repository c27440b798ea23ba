"""Pipes that are full, closed, broken off or no pipes at all: nothing waits for them."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from iat_sidecar.db.connection import checkpoint_on_close, open_reader
from iat_sidecar.db.database import FILE
from iat_sidecar.rpc.outbox import EVENTS_BYTES
from tests.e2e.family import (
    END,
    MOON,
    PATIENCE_S,
    SPARE_S,
    WITHIN_S,
    check_tidied,
    draw,
    ends,
    fill_stderr,
    is_deserted,
    needs_proc,
    run_of,
    told,
    workers_of,
)
from tests.features.studio import shot
from tests.forms import ROOT, SOURCE, Form
from tests.rpc.process import PING, Process

pytestmark = needs_proc

Begin = Callable[..., Process]
JOBS = [shot(f"p{n}") for n in range(4)]
ROUNDS, A_ROUND = 16, 100
CACHES_BYTES = 210 << 20  # what its database holds in memory after so much, heard or unheard


@pytest.mark.promise("framing.headers")
@pytest.mark.parametrize("part", [b"Content-Le", b"Content-Length: 99\r\n\r\n", b"Content-Length: 99\r\n\r\n{}"])  # fmt: skip
def test_the_end_of_input_in_the_middle_of_a_headed_message_is_an_end(
    begin: Begin, part: bytes
) -> None:
    process = begin("--framing=headers")
    process.write(part)
    process.stdin.close()
    assert process.stdout.read() == b""
    ends(process, 10, END)


def opened(process: Process) -> Process:
    process.open()
    process.ask(MOON)
    return process


def say_much(process: Process, data_dir: Path, rounds: int) -> None:
    """It says more than it holds back, then draws a run; nobody here reads a word of it."""
    beside = open_reader(str(data_dir / FILE))
    checkpoint_on_close(beside, False)
    for done in range(1, rounds + 1):
        process.write(*(created(f"p{done}-{n}") for n in range(A_ROUND)))
        wait_until(beside, "select count(*) from projects", done * A_ROUND + 1)
    process.write(run_of(JOBS))
    wait_until(beside, "select count(*) from tasks where status = 'done'", 1)
    ((said,),) = beside.execute("select sum(octet_length(params_json)) from events").fetchall()
    beside.close()
    assert said > rounds * EVENTS_BYTES


def created(slug: str) -> dict[str, Any]:
    """A long event, and no answer: there is no id to answer to."""
    params = {"slug": slug, "name": "P", "description": "—" * 20_000}
    return {"jsonrpc": "2.0", "method": "project/create", "params": params}


def wait_until(beside: Any, question: str, answer: int) -> None:
    """Look beside the process, which nobody listens to."""
    until = time.monotonic() + PATIENCE_S
    while beside.execute(question).fetchall() != [(answer,)]:
        assert time.monotonic() < until


@pytest.mark.promise("order.slow_reader")
@pytest.mark.parametrize("form", [SOURCE], ids=["source"])
def test_a_client_that_never_reads_costs_bounded_memory_and_does_not_hold_the_end(
    begin: Begin, tmp_path: Path
) -> None:
    process = opened(begin())
    say_much(process, tmp_path / "data", ROUNDS)
    assert peak_memory_bytes(process) < CACHES_BYTES + ROUNDS * EVENTS_BYTES
    process.stdin.close()
    ends(process, 10, END)


@pytest.mark.promise("order.slow_reader")
@pytest.mark.promise("events.gapless")
def test_a_client_that_reads_late_has_missed_nothing(begin: Begin, tmp_path: Path) -> None:
    process = opened(begin())
    say_much(process, tmp_path / "data", rounds=1)
    heard = list(until_told(process, "task/finished"))
    assert [each["id"] for each in heard if "id" in each] == ["run"]
    seqs = [each["params"]["seq"] for each in heard if "seq" in each.get("params", {})]
    assert seqs == list(range(seqs[0], seqs[0] + len(seqs)))
    assert sum(each.get("method") == "job/finished" for each in heard) == len(JOBS)
    process.stdin.close()
    ends(process, 10, END)


def until_told(process: Process, method: str) -> Iterator[Any]:
    for each in process.messages():
        yield each
        if each.get("method") == method:
            return


def peak_memory_bytes(process: Process) -> int:
    status = Path(f"/proc/{process.popen.pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


def test_a_run_notices_that_nobody_can_hear_its_events(begin: Begin) -> None:
    process = opened(begin())
    process.write(run_of(JOBS))
    told(process, "job/started")
    process.stdout.close()
    ends(process, 13, "nobody reads the output any more")


def test_a_stderr_that_is_closed_holds_nothing(begin: Begin, tmp_path: Path) -> None:
    process = begin()
    process.stderr.close()
    check_cut_off_in_silence(process)
    check_tidied(begin(), tmp_path / "data")


def test_a_stderr_that_nobody_reads_holds_nothing(begin: Begin, tmp_path: Path) -> None:
    process = begin()
    process.ask(PING)
    fill_stderr(process)
    check_cut_off_in_silence(process)
    check_tidied(begin(), tmp_path / "data")


def check_cut_off_in_silence(process: Process) -> None:
    """It loses its workers, which it would say, and ends in time, which it would say too."""
    killed = draw(process)
    for worker in killed:
        os.kill(worker, signal.SIGKILL)
    while set(workers_of(process)) <= set(killed):
        assert process.ask(PING)["result"] == {}
    process.stdin.close()
    assert process.popen.wait(WITHIN_S + SPARE_S) == 11
    assert is_deserted(process.popen.pid)


@pytest.fixture
def terminal(form: Form, tmp_path: Path) -> Iterator[tuple[int, "subprocess.Popen[bytes]"]]:
    """Somebody types into it; it is not the terminal that its signals come from."""
    ours, theirs = os.openpty()
    process = subprocess.Popen(
        [*form.command, "--data-dir", str(tmp_path / "data")],
        stdin=theirs,
        stdout=theirs,
        stderr=subprocess.PIPE,
        start_new_session=True,
        cwd=ROOT,
    )
    os.close(theirs)
    yield ours, process
    process.kill()
    process.communicate()


def test_a_terminal_that_is_gone_is_the_end_of_input(
    terminal: tuple[int, "subprocess.Popen[bytes]"],
) -> None:
    ours, process = terminal
    os.write(ours, json.dumps(PING).encode() + b"\n")
    said = b""
    while b'"result"' not in said:
        said += os.read(ours, 4_096)
    os.close(ours)
    _, words = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 10
    assert words.splitlines()[-1] == b"iat-sidecar: exit 10: end of input, nothing was running"
    assert is_deserted(process.pid)
