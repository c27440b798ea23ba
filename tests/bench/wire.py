"""The leanest client there is, so that what is measured is the server."""

import json
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from tests.forms import ROOT, SOURCE, Form

CHUNK = 1 << 16
ENVIRONMENT = {n: v for n, v in os.environ.items() if n != "PYTHONDONTWRITEBYTECODE"}
ENVIRONMENT["IAT_CACHE_DIR"] = str(ROOT / ".work" / "cache")
CAT = ("cat",)
HELLO = {"protocol": {"min": 1, "max": 1}, "client": {"name": "bench", "version": "1"}}


@contextmanager
def one_core() -> Iterator[None]:
    """Client and server share a core: a wake-up across cores would cost more than the work."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


class Wire:
    """A child process that answers lines; a context manager."""

    def __init__(self, *command: str, env: dict[str, str] = ENVIRONMENT) -> None:
        self._child = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            cwd=ROOT,
            env=env,
        )
        assert self._child.stdin and self._child.stdout
        self._in, self._out = self._child.stdin.fileno(), self._child.stdout.fileno()
        self.pid = self._child.pid

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._child.communicate()

    def send(self, data: bytes) -> None:
        os.write(self._in, data)

    def exchange(self, line: bytes) -> bytes:
        """Send a line and read until the end of one; nothing else may be under way."""
        os.write(self._in, line)
        answer = os.read(self._out, CHUNK)
        while not answer.endswith(b"\n"):
            answer += os.read(self._out, CHUNK)
        return answer

    def round_trips(self, line: bytes, count: int) -> list[float]:
        """Seconds of each exchange."""
        exchange, clock, samples = self.exchange, time.perf_counter, []
        for _ in range(count):
            began = clock()
            exchange(line)
            samples.append(clock() - began)
        return samples

    def call(self, method: str, **params: Any) -> Any:
        """A result, past whatever events come before it."""
        self.send(request(method, 0, **params))
        answers: list[bytes] = []
        while not any(b'"id":0,' in line[:30] for line in answers):
            answers += self.read().splitlines()
        return json.loads(next(line for line in answers if b'"id":0,' in line[:30]))["result"]

    def read(self) -> bytes:
        """Whole lines, at least one."""
        data = os.read(self._out, CHUNK)
        while not data.endswith(b"\n"):
            more = os.read(self._out, CHUNK)
            assert more, "the process ended"
            data += more
        return data


def sidecar(data_dir: Path, form: Form = SOURCE) -> Wire:
    """A sidecar that is initialized."""
    wire = Wire(*form.command, "--data-dir", str(data_dir))
    wire.call("initialize", **HELLO)
    return wire


def request(method: str, id: int, **params: Any) -> bytes:
    return (
        json.dumps({"jsonrpc": "2.0", "id": id, "method": method, "params": params}).encode()
        + b"\n"
    )
