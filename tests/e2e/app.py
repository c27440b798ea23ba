"""An app that starts the sidecar over pipes, as a process of its own that can be killed."""

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.e2e.family import as_lines, has_ended
from tests.forms import ROOT

OWN_PID = "its own pid"

APP = """
import json, os, subprocess, sys
given = json.loads(sys.argv[1])
if given["is_daemon"]:
    for _ in range(2):
        if os.fork():
            os._exit(0)
        if os.getsid(0) != os.getpid():
            os.setsid()
own = str(os.getpid())
command = [own if word == given["own_pid"] else word for word in given["command"]]
with open(given["log"], "wb") as log:
    sidecar = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log)
if given["is_held"]:
    subprocess.Popen(["cat"], stdout=subprocess.DEVNULL, pass_fds=[sidecar.stdin.fileno()])
print(json.dumps([os.getpid(), sidecar.pid]), flush=True)
sidecar.stdin.write(given["said"].encode())
sidecar.stdin.flush()
while line := sidecar.stdout.readline():
    sys.stdout.buffer.write(line)
    sys.stdout.flush()
"""


class App:
    """It has said its part and passes on what the sidecar says; `log` holds the sidecar's stderr."""

    def __init__(
        self,
        command: Sequence[str],
        log: Path,
        *said: Any,
        is_daemon: bool = False,
        is_held: bool = False,
        **more: Any,
    ) -> None:
        self._log = log
        given = {
            "command": command,
            "own_pid": OWN_PID,
            "log": str(log),
            "said": as_lines(*said).decode(),
            "is_daemon": is_daemon,
            "is_held": is_held,
        }
        self._popen = subprocess.Popen(
            [sys.executable, "-c", APP, json.dumps(given)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            start_new_session=not is_daemon,
            **more,
        )
        assert self._popen.stdout and self._popen.stdin
        self.stdin, self.stdout = self._popen.stdin, self._popen.stdout
        self.pid, self.sidecar = json.loads(self.stdout.readline())
        self.session = os.getsid(self.sidecar)

    def told(self, method: str) -> Any:
        """The next event of this name; what it said must not have been refused."""
        for each in map(json.loads, self.stdout):
            assert "error" not in each, each
            if each.get("method") == method:
                return each
        raise AssertionError(f"the sidecar ended: {self._log.read_text()}")

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)

    def last_words(self) -> str:
        """What the orphaned sidecar said once it had ended in time; nobody can ask for its code."""
        assert has_ended(self.sidecar)
        return self._log.read_text().splitlines()[-1]

    def close(self) -> None:
        for pid in (self.pid, self.sidecar):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.stdin.close()
        self.stdout.close()
        self._popen.wait()
