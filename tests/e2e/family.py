"""Who belongs to a sidecar that leads a session of its own, and whether anybody is left of them."""

import contextlib
import json
import os
import select
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.rpc.process import Process

WITHIN_S = 2.0
SPARE_S = 1.5  # for a busy machine that is slow to notice
PATIENCE_S = 30.0
SECOND = 1_000

HAS_PROC = os.path.isdir("/proc/self/fd")

needs_proc = pytest.mark.skipif(not HAS_PROC, reason="processes are looked up in /proc")

END = "end of input, nothing was running"
END_WITH_WORK = "end of input, running work was stopped and goes on at the next start"

EXIT = {"jsonrpc": "2.0", "method": "exit"}
SHUTDOWN = {"jsonrpc": "2.0", "id": "shutdown", "method": "shutdown", "params": {"grace_s": 0}}
MOON = {
    "jsonrpc": "2.0",
    "id": "moon",
    "method": "project/create",
    "params": {"slug": "moon", "name": "Moon"},
}
RESTING = {  # what was under way when it ended is not taken up again by itself
    **MOON,
    "params": {"slug": "moon", "name": "Moon", "settings": {"resume_on_start": "ask"}},
}
LONG_JOBS = [
    {"job_key": f"p{n}", "scene": "A street in the city", "width_px": 4096, "height_px": 3072}
    for n in range(2)
]
INFO = {"jsonrpc": "2.0", "id": "info", "method": "system/info"}  # waits for the tidying


def run_of(jobs: list[dict[str, Any]], candidates: int = 1) -> dict[str, Any]:
    """The message that starts such a run."""
    params = {
        "project": "moon",
        "seed": 7,
        "stages": ["style_lock"],
        "jobs": jobs,
        "candidates": candidates,
    }
    return {"jsonrpc": "2.0", "id": "run", "method": "run/start", "params": params}


LONG_RUN = run_of(LONG_JOBS)
RUNS = {"jsonrpc": "2.0", "id": "runs", "method": "run/list", "params": {"project": "moon"}}


def members(session: int) -> list[int]:
    """Processes of a session that have not ended."""
    return [pid for pid, sid, status in _processes() if sid == session and status not in "ZX"]


def workers_of(process: Process) -> list[int]:
    """Everybody of its session but itself."""
    return [pid for pid in members(process.popen.pid) if pid != process.popen.pid]


def has_ended(pid: int, within_s: float = WITHIN_S + SPARE_S) -> bool:
    try:
        watched = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    poller = select.poll()
    poller.register(watched, select.POLLIN)
    ended = bool(poller.poll(max(0, within_s) * SECOND))
    os.close(watched)
    return ended


def is_deserted(session: int, within_s: float = WITHIN_S + SPARE_S) -> bool:
    """Whether all of a session end in time, those that are started meanwhile too."""
    until = time.monotonic() + within_s
    while alive := members(session):
        if not all(has_ended(pid, until - time.monotonic()) for pid in alive):
            return False
    return True


def ends(process: Process, code: int, reason: str) -> None:
    """It ends by itself, in time, says why, and nobody is left."""
    asked = time.monotonic()
    assert process.end() == (code, f"iat-sidecar: exit {code}: {reason}")
    assert time.monotonic() - asked < WITHIN_S + SPARE_S
    if HAS_PROC:
        assert is_deserted(process.popen.pid, asked + WITHIN_S + SPARE_S - time.monotonic())


def draw(process: Process, run: dict[str, Any] = LONG_RUN) -> list[int]:
    """Begin a run, by default one of many seconds; the workers that are in the middle of it."""
    process.open()
    process.ask(RESTING)
    assert "result" in process.ask(run)
    told(process, "job/started")
    while not (drawing := [pid for pid in workers_of(process) if is_drawing(pid)]):
        os.sched_yield()
    return drawing


def told(process: Process, method: str) -> Any:
    """The next event of this name."""
    return next(each for each in process.messages() if each.get("method") == method)


def is_drawing(pid: int) -> bool:
    """Whether this worker is past its start."""
    try:
        return "numpy" in Path(f"/proc/{pid}/maps").read_text()
    except (FileNotFoundError, ProcessLookupError):  # it has ended meanwhile
        return False


def fill_stderr(process: Process) -> None:
    """Until nothing more goes into the pipe."""
    pipe = os.open(f"/proc/{process.popen.pid}/fd/2", os.O_WRONLY | os.O_NONBLOCK)
    with contextlib.suppress(BlockingIOError):
        while True:
            os.write(pipe, b"x" * 4_096)
    os.close(pipe)


def half_written(data_dir: Path) -> list[Path]:
    """What a finished start does not leave in folders for files under way."""
    return [path for tmp in data_dir.rglob("tmp") if tmp.is_dir() for path in tmp.iterdir()]


def check_tidied(again: Process, data_dir: Path) -> None:
    """The next start opens the data, knows that the run was cut off, and leaves nothing lying."""
    assert "result" in again.open()
    assert "result" in again.ask(INFO)
    (run,) = again.ask(RUNS)["result"]["items"]
    assert (run["status"], run["ended_by"]) == ("failed", "crash")
    assert half_written(data_dir) == []
    again.stdin.close()
    ends(again, 10, END)


def _processes() -> Iterator[tuple[int, int, str]]:
    for name in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # it has just ended
            words = Path(f"/proc/{name}/stat").read_text().rpartition(")")[2].split()
            yield int(name), int(words[3]), words[0]


def as_lines(*messages: Any) -> bytes:
    return b"".join(json.dumps(each).encode() + b"\n" for each in messages)
