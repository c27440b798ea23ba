"""The first moments: the wire is claimed before anything can print, and little is imported."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.forms import ROOT
from tests.rpc.process import OPEN, PING, Process

HEAVY = {
    "asyncio", "logging", "pathlib", "dataclasses", "pydantic", "numpy", "PIL", "onnxruntime",
    "concurrent.futures", "json", "subprocess", "socket",
}  # fmt: skip

IMPORTING = """
import sys
from iat_sidecar.__main__ import _import_quickly
_import_quickly()
import iat_sidecar.app
print("typing_extensions" in sys.modules)
"""

PRINTING = """
import os, subprocess, sys
from iat_sidecar.__main__ import claim_wire
wire_in, wire_out = claim_wire()
os.write(1, b"a library prints\\n")
print("and so does Python", flush=True)
subprocess.run(["echo", "and a child"], check=True)
assert os.read(0, 10) == b"", "nobody else reads the wire"
line = os.read(wire_in, 100)
os.write(wire_out, line)
"""

WORKING = """
import asyncio, os, sys
from iat_sidecar.__main__ import claim_wire
wire_in, wire_out = claim_wire()
from iat_sidecar.imaging.pool import Pool

async def main():
    pool = Pool(1)
    try:
        await pool.run("no_such_operation", {})
    except Exception:
        os.write(wire_out, b"%d\\n" % pool.pids[0])
    await asyncio.to_thread(os.read, wire_in, 1)

asyncio.run(main())
"""


def imported(*messages: object, last: object, data_dir: Path) -> set[str]:
    """The modules that were imported by the time the last message was answered."""
    process = Process(data_dir, env={**os.environ, "PYTHONPROFILEIMPORTTIME": "1"})
    process.write(*messages)
    answer = process.ask(last)  # type: ignore[arg-type]
    assert "result" in answer
    os.kill(process.popen.pid, signal.SIGKILL)
    lines = process.stderr.read().decode().splitlines()
    process.close()
    names = {line.rpartition("|")[2].strip() for line in lines if line.startswith("import time:")}
    assert "iat_sidecar.rpc.dispatch" in names
    return names


@pytest.mark.promise("start.light")
def test_the_first_reply_comes_before_any_heavy_import(tmp_path: Path) -> None:
    assert imported(last=PING, data_dir=tmp_path) & (HEAVY | {"apsw", "hashlib"}) == set()


@pytest.mark.promise("start.light")
def test_opening_the_data_imports_no_event_loop_and_no_pixels(tmp_path: Path) -> None:
    assert imported(last=OPEN, data_dir=tmp_path) & HEAVY == set()


def test_msgspec_is_imported_without_typing_extensions() -> None:
    done = subprocess.run(
        [sys.executable, "-c", IMPORTING], capture_output=True, cwd=ROOT, check=True
    )
    assert done.stdout == b"False\n"


@pytest.mark.promise("start.claims_the_wire")
def test_what_libraries_and_children_print_does_not_reach_the_wire() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PRINTING], input=b"ping\n", capture_output=True, cwd=ROOT, check=True
    )
    assert done.stdout == b"ping\n"
    assert sorted(done.stderr.splitlines()) == [
        b"a library prints",
        b"and a child",
        b"and so does Python",
    ]


@pytest.mark.promise("start.children")
@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="open files are looked up in /proc")
def test_a_worker_holds_no_end_of_the_wire_and_dies_with_the_sidecar() -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", WORKING], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
    )
    assert parent.stdin and parent.stdout
    worker = int(parent.stdout.readline())
    wire = {os.readlink(f"/proc/self/fd/{pipe.fileno()}") for pipe in (parent.stdin, parent.stdout)}
    held = {os.readlink(f"/proc/{worker}/fd/{fd}") for fd in os.listdir(f"/proc/{worker}/fd")}
    assert len(wire) == 2
    assert held.isdisjoint(wire)
    watched = os.pidfd_open(worker)
    parent.kill()
    parent.wait()
    assert _ended(watched)
    parent.stdin.close()
    parent.stdout.close()


@pytest.mark.promise("framing.lines")
def test_the_wire_speaks_json_lines_and_nothing_else(tmp_path: Path) -> None:
    process = Process(tmp_path)
    process.write(PING, OPEN, b"garbage\n", {**PING, "id": "2"})
    process.stdin.close()
    said = process.stdout.read()
    assert said.endswith(b"\n")
    assert all(json.loads(line)["jsonrpc"] == "2.0" for line in said.splitlines())
    process.end()


def _ended(watched: int) -> bool:
    import select

    poller = select.poll()
    poller.register(watched, select.POLLIN)
    return bool(poller.poll(30_000))
