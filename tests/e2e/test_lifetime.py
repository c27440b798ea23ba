"""Every way to end: its exit code, its last words, and nobody left behind."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.family import END, EXIT, MOON, SHUTDOWN, SPARE_S, WITHIN_S, ends, needs_proc
from tests.forms import Form
from tests.rpc.process import OPEN, PING, Process

Begin = Callable[..., Process]


@pytest.mark.promise("handshake.last_words")
@pytest.mark.promise("handshake.exit")
def test_exit_after_shutdown_is_0(process: Process) -> None:
    assert process.ask(SHUTDOWN) == {"jsonrpc": "2.0", "id": "shutdown", "result": {}}
    process.write(EXIT)
    ends(process, 0, "asked to exit after shutdown")


@pytest.mark.promise("handshake.last_words")
def test_exit_without_shutdown_is_1(process: Process) -> None:
    process.write(EXIT)
    ends(process, 1, "asked to exit without shutdown")


@pytest.mark.promise("handshake.before")
def test_exit_before_initialize_is_1_and_makes_no_data(begin: Begin, tmp_path: Path) -> None:
    process = begin()
    process.write(EXIT)
    ends(process, 1, "asked to exit without shutdown")
    assert not (tmp_path / "data").exists()


def test_an_exit_that_is_a_request_is_answered(process: Process) -> None:
    assert process.ask({**EXIT, "id": 1}) == {"jsonrpc": "2.0", "id": 1, "result": {}}
    ends(process, 1, "asked to exit without shutdown")


@pytest.mark.promise("handshake.exit")
def test_everything_asked_before_exit_is_answered(process: Process) -> None:
    asked = [{**MOON, "id": n, "params": {"slug": f"p{n}", "name": "P"}} for n in range(200)]
    process.write(*asked, EXIT)
    answers = {each["id"]: each for each in process.messages() if "id" in each}
    assert list(answers) == list(range(200))
    assert all("result" in each for each in answers.values())
    ends(process, 1, "asked to exit without shutdown")


@pytest.mark.promise("handshake.shutdown")
def test_after_shutdown_only_what_ends_is_answered(process: Process) -> None:
    process.write(SHUTDOWN, {**MOON, "id": 1}, {**SHUTDOWN, "id": 2}, PING)
    answers = {each["id"]: each for each in (process.read() for _ in range(4))}
    assert answers["shutdown"]["result"] == {}
    assert answers["ping"]["result"] == {}
    assert [answers[id]["error"]["data"]["kind"] for id in (1, 2)] == ["shutting_down"] * 2
    process.write(EXIT)
    ends(process, 0, "asked to exit after shutdown")


@pytest.mark.promise("handshake.shutdown")
def test_the_answer_to_shutdown_comes_after_all_that_was_asked_before(process: Process) -> None:
    asked = [{**MOON, "id": n, "params": {"slug": f"p{n}", "name": "P"}} for n in range(200)]
    process.write(*asked, SHUTDOWN)
    answers = []
    while "shutdown" not in answers:
        answers.append(process.read().get("id"))
    assert [id for id in answers if id is not None] == [*range(200), "shutdown"]


@pytest.mark.promise("handshake.last_words")
@pytest.mark.promise("handshake.end_of_input")
def test_end_of_input_is_10_when_idle(process: Process) -> None:
    process.stdin.close()
    ends(process, 10, END)


def test_end_of_input_at_once_is_10(begin: Begin) -> None:
    process = begin()
    process.stdin.close()
    ends(process, 10, END)


def test_end_of_input_in_the_middle_of_a_message_is_10_and_does_not_run_it(
    process: Process,
) -> None:
    process.write(
        json.dumps({**MOON, "id": 1, "params": {"slug": "mars", "name": "Mars"}}).encode()
    )
    process.stdin.close()
    assert [each for each in process.messages() if each.get("id") == 1] == []
    ends(process, 10, END)


@pytest.mark.promise("handshake.end_of_input")
def test_end_of_input_with_writes_waiting_commits_and_answers_them(
    begin: Begin, process: Process
) -> None:
    asked = [{**MOON, "id": n, "params": {"slug": f"p{n}", "name": "P"}} for n in range(300)]
    process.write(*asked)
    process.stdin.close()
    answers = {each["id"]: each for each in process.messages() if "id" in each}
    assert [answers[n]["result"]["slug"] for n in range(300)] == [f"p{n}" for n in range(300)]
    code, last = process.end()
    assert code in (10, 11)
    assert last.startswith(f"iat-sidecar: exit {code}: end of input")
    again = begin()
    again.open()
    listed = again.ask(
        {"jsonrpc": "2.0", "id": 1, "method": "project/list", "params": {"limit": 500}}
    )
    assert len(listed["result"]["items"]) == 301


@pytest.mark.promise("handshake.last_words")
@pytest.mark.parametrize(
    ("name", "code", "reason"),
    [
        ("SIGTERM", 16, "terminated by a signal"),
        ("SIGHUP", 16, "terminated by a signal"),
        ("SIGINT", 17, "interrupted"),
    ],
)
@pytest.mark.parametrize("is_open", [False, True])
def test_a_signal_ends_it_in_order(
    begin: Begin, is_open: bool, name: str, code: int, reason: str
) -> None:
    process = begin()
    process.ask(OPEN if is_open else PING)
    process.popen.send_signal(signal.Signals[name])
    ends(process, code, reason)


@needs_proc
def test_a_second_signal_ends_it_at_once(begin: Begin) -> None:
    process = begin()
    _start_to_end(process, lambda: process.popen.send_signal(signal.SIGTERM))
    process.popen.send_signal(signal.SIGINT)
    ends(process, 17, "interrupted")


@needs_proc
def test_one_signal_does_not_hurry_an_end_that_has_begun(begin: Begin) -> None:
    """As when an app closes the pipe and its supervisor terminates everybody."""
    process = begin()
    _start_to_end(process, process.stdin.close)
    process.popen.send_signal(signal.SIGTERM)
    assert json.loads(b"{" + process.stdout.read())["id"] == "ping"
    ends(process, 10, END)


def _start_to_end(process: Process, act: Callable[[], None]) -> None:
    """Nobody reads its long answer, so that from here on it waits to say it."""
    process.write({**PING, "method": "rpc.discover"})
    assert process.stdout.read(1) == b"{"
    threads = f"/proc/{process.popen.pid}/task"
    before = len(os.listdir(threads))
    act()
    while len(os.listdir(threads)) == before:
        os.sched_yield()


@needs_proc
def test_a_terminal_that_is_closed_does_not_end_what_was_started_with_nohup(begin: Begin) -> None:
    process = begin(preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
    process.ask(PING)
    process.popen.send_signal(signal.SIGHUP)
    assert process.ask(PING)["result"] == {}
    process.stdin.close()
    ends(process, 10, END)


@pytest.mark.promise("handshake.last_words")
def test_output_that_nobody_reads_any_more_is_13(process: Process) -> None:
    process.stdout.close()
    process.write(PING)
    ends(process, 13, "nobody reads the output any more")


@pytest.mark.promise("handshake.end_of_input")
def test_a_client_that_never_reads_does_not_hold_the_end(process: Process) -> None:
    asked = [{**MOON, "id": n, "params": {"slug": f"p{n}", "name": "P", "description": "d" * 9_000}} for n in range(50)]  # fmt: skip
    process.write(*asked)
    process.stdin.close()
    began = time.monotonic()
    code, last = process.end()
    assert time.monotonic() - began < WITHIN_S + SPARE_S
    assert code in (10, 11)
    assert last.startswith(f"iat-sidecar: exit {code}: end of input")


@pytest.mark.promise("handshake.last_words")
@pytest.mark.promise("handshake.parent")
@pytest.mark.parametrize("is_gone", [False, True])
def test_the_end_of_the_parent_is_15(begin: Begin, is_gone: bool) -> None:
    parent = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    if is_gone:
        parent.kill()
        parent.wait()
    process = begin("--parent-pid", str(parent.pid))
    if not is_gone:
        process.open()
        parent.kill()
        parent.wait()
    ends(process, 15, "the parent process is gone")


@pytest.mark.promise("handshake.last_words")
@pytest.mark.parametrize(
    "options",
    [
        ["--framing", "xml"],
        ["--framing"],
        ["--parent-pid", "-5"],
        ["--parent-pid", "²"],
        ["--parent-pid=0"],
        ["--no-such"],
        ["--data-dir="],
        ["stray"],
    ],
)
def test_a_wrong_command_line_is_2_and_says_how_it_is_used(
    begin: Begin, options: list[str]
) -> None:
    process = begin(*options)
    words = process.stderr.read().decode()
    assert process.popen.wait(30) == 2
    assert options[0].partition("=")[0] in words
    assert "usage: iat-sidecar" in words
    assert words.splitlines()[-1] == "iat-sidecar: exit 2: the command line is wrong"


def test_options_may_be_joined_and_serve_may_be_said(form: Form, tmp_path: Path) -> None:
    given = ("serve", f"--data-dir={tmp_path / 'x'}", "--framing=lines")
    process = Process(None, *given, form=form)
    assert process.open()["result"]["data_dir"] == str(tmp_path / "x")
    process.close()


@pytest.mark.promise("framing.headers")
def test_headers_are_spoken_from_end_to_end(begin: Begin) -> None:
    process = begin("--framing=headers")
    for each in (b"garbage", json.dumps(PING).encode(), json.dumps(EXIT).encode()):
        process.write(b"Content-Length: %d\r\nX-Other: 1\r\n\r\n%b" % (len(each), each))
    said = process.stdout.read()
    bodies = []
    while said:
        header, _, said = said.partition(b"\r\n\r\n")
        size = int(header.removeprefix(b"Content-Length: "))
        bodies.append(json.loads(said[:size]))
        said = said[size:]
    assert [(each["id"], each.get("error", {}).get("code")) for each in bodies] == [
        (None, -32700),
        ("ping", None),
    ]
    ends(process, 1, "asked to exit without shutdown")
