"""The real process with nobody reading its output until the test does."""

import contextlib
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.forms import CHOSEN, ROOT, Form
from tests.rpc.wired import OPENING

OPEN = {"jsonrpc": "2.0", "id": "open", "method": "initialize", "params": OPENING}
PING = {"jsonrpc": "2.0", "id": "ping", "method": "$/ping"}


class Process:
    """Bytes in, bytes out, exit code and last words."""

    def __init__(
        self, data_dir: Path | None, *options: str, form: Form = CHOSEN, **more: Any
    ) -> None:
        given = [] if data_dir is None else ["--data-dir", str(data_dir)]
        self.popen = subprocess.Popen(
            [*form.command, *given, *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=ROOT,
            **more,
        )
        assert self.popen.stdin and self.popen.stdout and self.popen.stderr
        self.stdin, self.stdout, self.stderr = (
            self.popen.stdin,
            self.popen.stdout,
            self.popen.stderr,
        )

    def write(self, *messages: Any) -> None:
        for each in messages:
            self.stdin.write(each if isinstance(each, bytes) else json.dumps(each).encode() + b"\n")
        self.stdin.flush()

    def read(self) -> Any:
        return json.loads(self.stdout.readline())

    def ask(self, message: dict[str, Any]) -> Any:
        """The answer, passing over events."""
        self.write(message)
        return next(each for each in self.messages() if each.get("id") == message["id"])

    def messages(self) -> Iterator[Any]:
        while line := self.stdout.readline():
            yield json.loads(line)

    def open(self) -> Any:
        return self.ask(OPEN)

    def end(self) -> tuple[int, str]:
        """Exit code and last line on stderr, once it has ended by itself."""
        words = self.stderr.read().decode().splitlines()
        code = self.popen.wait(30)
        self.close()
        return code, words[-1] if words else ""

    def close(self) -> None:
        if self.popen.poll() is None:
            self.popen.kill()
            self.popen.wait()
        for pipe in (self.stdin, self.stdout, self.stderr):
            with contextlib.suppress(BrokenPipeError):  # what it never read is dropped
                pipe.close()
