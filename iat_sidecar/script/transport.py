"""The way to a fresh process of this program, over its stdin and stdout."""

import json
import queue
import subprocess
import threading
from collections import deque
from typing import Any

from iat_sidecar.core.program import command
from iat_sidecar.script.conversation import Ended

LAST_WORDS = 20
END_S = 10.0


class Subprocess:
    """A sidecar on a data directory; a context manager that ends it."""

    def __init__(self, data_dir: str | None) -> None:
        options = ["--data-dir", data_dir] if data_dir else []
        self._process = subprocess.Popen(  # noqa: S603  it is this program
            command(*options),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self._arrived: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._stderr: deque[str] = deque(maxlen=LAST_WORDS)
        self._readers = [
            threading.Thread(target=read, daemon=True) for read in (self._read_out, self._read_err)
        ]
        for reader in self._readers:
            reader.start()

    def __enter__(self) -> "Subprocess":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def send(self, message: bytes) -> None:
        assert self._process.stdin
        try:
            self._process.stdin.write(message + b"\n")
            self._process.stdin.flush()
        except BrokenPipeError as exc:
            raise self._ended() from exc

    def receive(self, timeout_s: float) -> Any:
        try:
            message = self._arrived.get(timeout=timeout_s)
        except queue.Empty as exc:
            raise TimeoutError from exc
        if message is None:
            raise self._ended()
        return message

    def close(self) -> int:
        """End it by closing its stdin; its exit code."""
        assert self._process.stdin
        try:
            self._process.stdin.close()
        except BrokenPipeError:
            self._stderr.append("it had ended before its stdin was closed\n")
        try:
            code = self._process.wait(END_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            code = self._process.wait()
        for reader in self._readers:
            reader.join(END_S)
        return code

    def complaints(self) -> list[str]:
        """The errors it logged, as a person reads them."""
        return [text for line in self._stderr if (text := _complaint(line))]

    def _ended(self) -> Ended:
        for reader in self._readers:
            reader.join(END_S)
        return Ended("".join(self._stderr).strip() or "nothing")

    def _read_out(self) -> None:
        assert self._process.stdout
        with self._process.stdout as lines:
            for line in lines:
                if line.endswith(b"\n"):  # a process that is killed may leave half a line
                    self._arrived.put(json.loads(line))
        self._arrived.put(None)

    def _read_err(self) -> None:
        assert self._process.stderr
        with self._process.stderr as lines:
            for line in lines:
                self._stderr.append(line.decode("utf-8", "replace"))


def _complaint(line: str) -> str | None:
    try:
        told = json.loads(line)
    except ValueError:
        return None  # a library's own words, or our last line
    if told.get("level") != "error":
        return None
    facts = [f"{name}: {told[name]}" for name in told if name not in ("ts", "level", "event")]
    return "\n  ".join([f"{told['event']} at {told['ts']}", *facts])
