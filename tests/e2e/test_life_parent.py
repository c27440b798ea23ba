"""The app is gone, however it went and whatever it was: so is the sidecar, and everybody of it."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.app import OWN_PID, App
from tests.e2e.family import (
    END_WITH_WORK,
    LONG_RUN,
    PATIENCE_S,
    RESTING,
    check_tidied,
    ends,
    is_deserted,
    is_drawing,
    members,
    needs_proc,
)
from tests.forms import Form
from tests.rpc.process import OPEN, PING, Process

pytestmark = needs_proc

Begin = Callable[..., Process]
Start = Callable[..., App]


@pytest.fixture
def start_app(tmp_path: Path, form: Form) -> Iterator[Start]:
    """Start apps with a sidecar each, in the form under test."""
    started: list[App] = []

    def start(*said: object, options: tuple[str, ...] = (), **more: Any) -> App:
        command = [*form.command, "--data-dir", str(tmp_path / "data"), *options]
        started.append(App(command, tmp_path / "stderr", *said, **more))
        return started[-1]

    yield start
    for each in started:
        each.close()


def drawing(start_app: Start, **more: Any) -> App:
    """An app whose sidecar's workers are in the middle of a run."""
    app = start_app(OPEN, RESTING, LONG_RUN, **more)
    app.told("job/started")
    while not any(is_drawing(pid) for pid in members(app.session) if pid != app.sidecar):
        os.sched_yield()
    return app


@pytest.mark.promise("handshake.end_of_input")
@pytest.mark.promise("handshake.children_end")
@pytest.mark.parametrize("is_daemon", [False, True], ids=["session_leader", "double_fork"])
def test_a_killed_app_takes_everybody_with_it(
    start_app: Start, begin: Begin, tmp_path: Path, is_daemon: bool
) -> None:
    app = drawing(start_app, is_daemon=is_daemon)
    app.kill()
    assert app.last_words() == f"iat-sidecar: exit 11: {END_WITH_WORK}"
    assert is_deserted(app.session)
    check_tidied(begin(), tmp_path / "data")


@pytest.mark.promise("handshake.parent")
def test_a_pipe_that_a_third_process_holds_keeps_nobody_alive(
    start_app: Start, begin: Begin, tmp_path: Path
) -> None:
    app = drawing(start_app, options=("--parent-pid", OWN_PID), is_held=True)
    app.kill()
    assert app.last_words() == "iat-sidecar: exit 15: the parent process is gone"
    app.stdin.close()  # the third process lets go only now
    assert is_deserted(app.session)
    check_tidied(begin(), tmp_path / "data")


@pytest.mark.parametrize("said", [(), (OPEN,)], ids=["nothing_said", "being_opened"])
@pytest.mark.parametrize("options", [(), ("--parent-pid", OWN_PID)], ids=["", "watched"])
def test_an_app_that_is_killed_while_it_starts_leaves_nobody(
    start_app: Start, begin: Begin, said: tuple[object, ...], options: tuple[str, ...]
) -> None:
    app = start_app(*said, options=options)
    app.kill()
    assert app.last_words().split(":")[1] in (" exit 10", " exit 13", " exit 15")
    assert is_deserted(app.session)
    assert "result" in begin().open()


@pytest.mark.promise("handshake.parent")
def test_a_parent_that_is_stopped_is_not_gone(begin: Begin) -> None:
    parent = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    process = begin("--parent-pid", str(parent.pid))
    process.open()
    parent.send_signal(signal.SIGSTOP)
    os.waitid(os.P_PID, parent.pid, os.WSTOPPED | os.WNOWAIT)
    assert process.ask(PING)["result"] == {}
    parent.kill()
    ends(process, 15, "the parent process is gone")
    parent.communicate(timeout=PATIENCE_S)
