"""Every way to end: its exit code, its last words, and nobody left behind."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.rpc.process import PING, Process

Begin = Callable[..., Process]
WITHIN_S = 2.0
SPARE_S = 1.5  # for a busy machine that is slow to notice
SHUTDOWN = {"jsonrpc": "2.0", "id": "shutdown", "method": "shutdown", "params": {"grace_s": 0}}
EXIT = {"jsonrpc": "2.0", "method": "exit"}
MOON = {
    "jsonrpc": "2.0",
    "id": "moon",
    "method": "project/create",
    "params": {"slug": "moon", "name": "Moon"},
}


@pytest.fixture
def begin(tmp_path: Path) -> Iterator[Begin]:
    """Start processes that are gone with the test."""
    begun: list[Process] = []

    def start(*options: str, **more: Any) -> Process:
        begun.append(Process(tmp_path / "data", *options, **more))
        return begun[-1]

    yield start
    for each in begun:
        each.close()


@pytest.fixture
def process(begin: Begin) -> Process:
    """Opened, with one project."""
    begun = begin()
    begun.open()
    begun.ask(MOON)
    return begun


def ends(process: Process, code: int, reason: str) -> None:
    """It ends by itself, in time, and says why."""
    asked = time.monotonic()
    assert process.end() == (code, f"iat-sidecar: exit {code}: {reason}")
    assert time.monotonic() - asked < WITHIN_S + SPARE_S


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
    ends(process, 10, "end of input, nothing was running")


def test_end_of_input_at_once_is_10(begin: Begin) -> None:
    process = begin()
    process.stdin.close()
    ends(process, 10, "end of input, nothing was running")


def test_end_of_input_in_the_middle_of_a_message_is_10_and_does_not_run_it(
    process: Process,
) -> None:
    process.write(
        json.dumps({**MOON, "id": 1, "params": {"slug": "mars", "name": "Mars"}}).encode()
    )
    process.stdin.close()
    assert [each for each in process.messages() if each.get("id") == 1] == []
    ends(process, 10, "end of input, nothing was running")


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
    ("number", "code", "reason"),
    [(signal.SIGTERM, 16, "terminated by a signal"), (signal.SIGINT, 17, "interrupted")],
)
def test_a_signal_ends_it_in_order(
    process: Process, number: signal.Signals, code: int, reason: str
) -> None:
    process.popen.send_signal(number)
    ends(process, code, reason)


def test_a_signal_ends_it_before_initialize(begin: Begin) -> None:
    process = begin()
    process.ask(PING)
    process.popen.send_signal(signal.SIGTERM)
    ends(process, 16, "terminated by a signal")


@pytest.mark.skipif(not os.path.isdir("/proc/self/task"), reason="threads are counted in /proc")
def test_a_second_signal_ends_it_at_once(begin: Begin) -> None:
    """Nobody reads its long answer, so that after the first signal it waits to say it."""
    process = begin()
    process.write({**PING, "method": "rpc.discover"})
    process.stdout.read(1)
    threads = f"/proc/{process.popen.pid}/task"
    before = len(os.listdir(threads))
    process.popen.send_signal(signal.SIGTERM)
    while len(os.listdir(threads)) == before:
        os.sched_yield()
    process.popen.send_signal(signal.SIGINT)
    ends(process, 17, "interrupted")


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
    code, last = process.end()
    assert (code in (10, 11), last.startswith("iat-sidecar: exit 1")) == (True, True)


def test_a_full_stderr_does_not_hold_it(begin: Begin, tmp_path: Path) -> None:
    """Each of these lines makes it log; the pipe for the log is full after some."""
    heard, said = os.pipe()
    os.set_blocking(said, False)
    while True:
        try:
            os.write(said, b"x" * 4_096)
        except BlockingIOError:
            break
    os.set_blocking(said, True)
    process = subprocess.Popen(
        [sys.executable, "-m", "iat_sidecar", "--data-dir", str(tmp_path / "data")],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=said,
    )
    assert process.stdin
    process.stdin.close()
    assert process.wait(30) == 10
    os.close(heard)
    os.close(said)


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


def test_options_may_be_joined_and_serve_may_be_said(begin: Begin, tmp_path: Path) -> None:
    process = Process(None, "serve", f"--data-dir={tmp_path / 'x'}", "--framing=lines")
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
