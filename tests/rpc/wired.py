"""The whole program in this process, around pipes: so that a test can hold its writer or its methods."""

import asyncio
import json
import os
import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from iat_sidecar.app import App
from iat_sidecar.core.caller import SYSTEM
from iat_sidecar.db.tx import Tx
from iat_sidecar.db.writer import Write
from iat_sidecar.rpc.framing import Lines

PATIENCE_S = 30
OPENING = {"protocol": {"min": 1, "max": 1}, "client": {"name": "tests", "version": "1"}}


class Wired:
    """Speaks like the client of the real process, but the test's thread is the one that reads."""

    def __init__(self, data_dir: Path) -> None:
        self._out, self._inner = os.pipe()
        self.app = App(str(data_dir), self._inner, "lines")
        self.said: list[dict[str, Any]] = []
        self._feed = Lines().feed
        self._arrived: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._next_id = 0
        self._is_stopped = False
        threading.Thread(target=self._read, daemon=True).start()

    def initialize(self) -> Any:
        return self.call("initialize", **OPENING)

    def write(self, data: bytes) -> None:
        for frame in self._feed(data):
            self.app.dispatcher.receive(frame)

    def send(self, method: str, _id: Any = None, **params: Any) -> Any:
        """Ask without waiting; the request's id."""
        if _id is None:
            self._next_id += 1
        id = self._next_id if _id is None else _id
        message = {"jsonrpc": "2.0", "id": id, "method": method, "params": params}
        self.write(json.dumps(message).encode() + b"\n")
        return id

    def notify(self, method: str, **params: Any) -> None:
        message = {"jsonrpc": "2.0", "method": method, "params": params}
        self.write(json.dumps(message).encode() + b"\n")

    def call(self, method: str, **params: Any) -> Any:
        return self.reply(self.send(method, **params))["result"]

    def fail(self, method: str, **params: Any) -> dict[str, Any]:
        return self.error(self.send(method, **params))

    def error(self, id: Any) -> dict[str, Any]:
        """Code, kind and retryability of the error that answers this id."""
        error = self.reply(id)["error"]
        data = error["data"]
        return {"code": error["code"], "kind": data["kind"], "retryable": data["retryable"]}

    def reply(self, id: Any) -> dict[str, Any]:
        """The answer to this id, whether it came already or not."""
        seen = 0
        while True:
            for each in self.said[seen:]:
                if isinstance(each, dict) and each.get("id") == id and "method" not in each:
                    return each
            seen = len(self.said)
            self.next()

    def next(self) -> Any:
        """The next message that arrives."""
        self.said.append(self._arrived.get(timeout=PATIENCE_S))
        return self.said[-1]

    def settled(self) -> list[Any]:
        """Everything said, once all that was asked is answered."""
        self.reply(self.send("$/ping", _id=f"settled {len(self.said)}"))
        return [each for each in self.said if not str(each.get("id")).startswith("settled ")]

    @contextmanager
    def held_writer(self) -> Iterator[None]:
        """Nothing is written meanwhile; what is asked for queues."""
        began, go = threading.Event(), threading.Event()

        def hold(tx: Tx) -> None:
            began.set()
            assert go.wait(PATIENCE_S)

        assert self.app.db
        self.app.db.submit(Write(hold, SYSTEM, lambda value, error: None, lambda: True))
        assert began.wait(PATIENCE_S)
        try:
            yield
        finally:
            go.set()

    def close(self) -> None:
        """Stop it, unless the test did."""
        if not self._is_stopped:
            self.stop()
        os.close(self._inner)

    def stop(self) -> None:
        self._is_stopped = True
        self.app.stop()

    def _read(self) -> None:
        with os.fdopen(self._out, "rb") as lines:
            for line in lines:
                self._arrived.put(json.loads(line))


class Gate:
    """Where an `async def` method waits until the test lets it pass."""

    def __init__(self) -> None:
        self.entered = threading.Event()
        self.left = threading.Event()
        self._loop: asyncio.AbstractEventLoop
        self._open: asyncio.Event

    async def wait(self) -> None:
        self._loop, self._open = asyncio.get_running_loop(), asyncio.Event()
        self.entered.set()
        try:
            await self._open.wait()
        finally:
            self.left.set()

    def reached(self) -> None:
        """Once somebody waits here; each arrival counts once."""
        assert self.entered.wait(PATIENCE_S)
        self.entered.clear()

    def open(self) -> None:
        self._loop.call_soon_threadsafe(self._open.set)
