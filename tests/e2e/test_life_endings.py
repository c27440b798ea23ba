"""A run is being drawn when the end comes: in time, told, nobody left, and order at the next start."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.family import END_WITH_WORK, EXIT, SHUTDOWN, check_tidied, draw, ends, needs_proc
from tests.forms import SOURCE
from tests.rpc.process import PING, Process

pytestmark = needs_proc

Begin = Callable[..., Process]
Act = Callable[[Process], object]


def _close_input(process: Process) -> None:
    process.stdin.close()


def _close_input_in_the_middle_of_a_message(process: Process) -> None:
    process.write(b'{"jsonrpc":"2.0","id":9,"method":"project/de')
    process.stdin.close()


def _close_output(process: Process) -> None:
    process.stdout.close()
    process.write(PING)


def _exit(process: Process) -> None:
    process.write(EXIT)


def _shut_down_and_exit(process: Process) -> None:
    assert process.ask(SHUTDOWN)["result"] == {}
    process.write(EXIT)


def _terminate(process: Process) -> None:
    process.popen.send_signal(signal.SIGTERM)


def _terminate_twice(process: Process) -> None:
    process.popen.send_signal(signal.SIGTERM)
    process.popen.send_signal(signal.SIGTERM)


def _terminate_all_of_the_group(process: Process) -> None:
    os.killpg(process.popen.pid, signal.SIGTERM)


def _interrupt(process: Process) -> None:
    process.popen.send_signal(signal.SIGINT)


def _interrupt_twice(process: Process) -> None:
    process.popen.send_signal(signal.SIGINT)
    process.popen.send_signal(signal.SIGINT)


def _interrupt_all_of_the_group(process: Process) -> None:
    """As Ctrl-C in a terminal does."""
    os.killpg(process.popen.pid, signal.SIGINT)


def _hang_up(process: Process) -> None:
    process.popen.send_signal(signal.SIGHUP)


WAYS: list[tuple[Act, int, str]] = [
    (_shut_down_and_exit, 0, "asked to exit after shutdown"),
    (_exit, 1, "asked to exit without shutdown"),
    (_close_input, 11, END_WITH_WORK),
    (_close_output, 13, "nobody reads the output any more"),
    (_terminate, 16, "terminated by a signal"),
    (_hang_up, 16, "terminated by a signal"),
    (_interrupt, 17, "interrupted"),
]
VARIED: list[tuple[Act, int, str]] = [
    (_close_input_in_the_middle_of_a_message, 11, END_WITH_WORK),
    (_terminate_twice, 16, "terminated by a signal"),
    (_terminate_all_of_the_group, 16, "terminated by a signal"),
    (_interrupt_twice, 17, "interrupted"),
    (_interrupt_all_of_the_group, 17, "interrupted"),
]


def each(ways: list[tuple[Act, int, str]]) -> pytest.MarkDecorator:
    names = [act.__name__.strip("_") for act, *_ in ways]
    return pytest.mark.parametrize(("act", "code", "reason"), ways, ids=names)


def check_cut_off(begin: Begin, data_dir: Path, act: Act, code: int, reason: str) -> None:
    process = begin()
    draw(process)
    act(process)
    ends(process, code, reason)
    check_tidied(begin(), data_dir)


@pytest.mark.promise("handshake.last_words")
@pytest.mark.promise("handshake.children_end")
@each(WAYS)
def test_a_run_is_cut_off(begin: Begin, tmp_path: Path, act: Act, code: int, reason: str) -> None:
    check_cut_off(begin, tmp_path / "data", act, code, reason)


@pytest.mark.parametrize("form", [SOURCE], ids=["source"])
@each(VARIED)
def test_a_run_is_cut_off_in_a_varied_way(
    begin: Begin, tmp_path: Path, act: Act, code: int, reason: str
) -> None:
    check_cut_off(begin, tmp_path / "data", act, code, reason)
