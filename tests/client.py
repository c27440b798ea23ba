"""A client of the real process: calls by name, events kept in order, waits for facts not time."""

import json
import os
import queue
import subprocess
import threading
from pathlib import Path
from typing import Any

from tests.forms import CHOSEN, ROOT, Form

PATIENCE_S = 60


class RpcError(Exception):
    """An error reply; `error` is its body."""

    def __init__(self, error: dict[str, Any]) -> None:
        super().__init__(f"{error['code']} {error['message']}")
        self.error = error
        self.code, self.kind = error["code"], error["data"]["kind"]
        self.details = error["data"]["details"]


class Client:
    """Starts a sidecar and talks to it; a context manager."""

    def __init__(
        self,
        data_dir: Path,
        *options: str,
        env: dict[str, str] | None = None,
        form: Form = CHOSEN,
    ) -> None:
        self.data_dir = data_dir
        self.process = subprocess.Popen(
            [*form.command, "--data-dir", str(data_dir), *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=ROOT,
            env={**os.environ, **(env or {})},
        )
        self.events: list[dict[str, Any]] = []
        self.stderr: list[str] = []
        self._arrived: queue.Queue[dict[str, Any] | list[Any] | None] = queue.Queue()
        self._replies: dict[Any, dict[str, Any]] = {}
        self._next_id = 0
        self._readers = [
            threading.Thread(target=self._read_out, daemon=True),
            threading.Thread(target=self._read_err, daemon=True),
        ]
        for reader in self._readers:
            reader.start()

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def initialize(self, **more: Any) -> dict[str, Any]:
        return self.call(
            "initialize",
            **{
                "protocol": {"min": 1, "max": 1},
                "client": {"name": "tests", "version": "1"},
                **more,
            },
        )

    def call(self, method: str, _meta: dict[str, Any] | None = None, **params: Any) -> Any:
        """The result; an error reply is raised."""
        if _meta is not None:
            params["_meta"] = _meta
        return self.result(self.send(method, **params))

    def fail(self, method: str, **params: Any) -> RpcError:
        """The error that this call must get."""
        try:
            result = self.call(method, **params)
        except RpcError as error:
            return error
        raise AssertionError(f"{method} answered {result} instead of an error")

    def send(self, method: str, **params: Any) -> int:
        """Send a request without waiting; its id."""
        self._next_id += 1
        message = {"jsonrpc": "2.0", "id": self._next_id, "method": method, "params": params}
        self.write(json.dumps(message).encode() + b"\n")
        return self._next_id

    def write(self, data: bytes) -> None:
        assert self.process.stdin
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def result(self, id: Any) -> Any:
        reply = self.reply(id)
        if "error" in reply:
            raise RpcError(reply["error"])
        return reply["result"]

    def reply(self, id: Any) -> dict[str, Any]:
        """The reply to this id, reading whatever comes before it."""
        while id not in self._replies:
            self._take()
        return self._replies.pop(id)

    def event(self, method: str, **facts: Any) -> dict[str, Any]:
        """The params of the first event, told or still to come, that has these facts."""
        seen = 0
        while True:
            for each in self.events[seen:]:
                if each["method"] == method and _has(each["params"], facts):
                    return each["params"]
            seen = len(self.events)
            self._take()

    def finish(self, started: dict[str, Any]) -> Any:
        """The result of the task that a call started; a failed one is raised."""
        task_id, seen = started["task_id"], 0
        while True:
            for each in self.events[seen:]:
                task = each["params"].get("task")
                if each["method"] == "task/finished" and task["id"] == task_id:
                    if task["error"]:
                        raise RpcError(task["error"])
                    return task["result"]
            seen = len(self.events)
            self._take()

    def raw(self) -> Any:
        """The next message as it came: a reply, an event or a batch."""
        return self._arrived.get(timeout=PATIENCE_S)

    def close(self) -> int:
        """End it by closing its stdin; its exit code."""
        if self.process.stdin and not self.process.stdin.closed:
            try:
                self.process.stdin.close()
            except BrokenPipeError:
                self.stderr.append("the process had ended before its stdin was closed")
        return self.wait()

    def wait(self) -> int:
        code = self.process.wait(PATIENCE_S)
        for reader in self._readers:
            reader.join(PATIENCE_S)
        return code

    def kill(self) -> None:
        self.process.kill()
        self.wait()

    def _take(self) -> None:
        message = self._arrived.get(timeout=PATIENCE_S)
        if message is None:
            raise AssertionError("the sidecar ended:\n" + "".join(self.stderr[-20:]))
        assert isinstance(message, dict), f"a batch nobody waited for: {message}"
        if "method" in message:
            self.events.append(message)
        else:
            self._replies[message["id"]] = message

    def _read_out(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            if line.endswith(b"\n"):  # one that is killed may leave half a line
                self._arrived.put(json.loads(line))
        self._arrived.put(None)

    def _read_err(self) -> None:
        assert self.process.stderr
        for line in self.process.stderr:
            self.stderr.append(line.decode("utf-8", "replace"))


def _has(params: dict[str, Any], facts: dict[str, Any]) -> bool:
    return all(params.get(name) == value for name, value in facts.items())
