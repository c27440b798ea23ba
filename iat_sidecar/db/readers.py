"""Reads: quick ones in place within a budget, longer ones on reader threads."""

import queue
import threading
import time
from collections.abc import Callable
from typing import Any

import apsw

from iat_sidecar.core.caller import Caller
from iat_sidecar.core.errors import DeadlineExceeded
from iat_sidecar.core.lane import OverBudget
from iat_sidecar.db.connection import open_reader
from iat_sidecar.db.tx import Read
from iat_sidecar.db.writer import Done, translate

BUDGET_NS = 1_000_000
STEPS = 2_000  # virtual machine steps between two looks at the clock; a look costs 60 ns
THREADS = 2


class InPlace:
    """A reader connection for one thread that must never wait."""

    def __init__(self, path: str) -> None:
        self._connection = open_reader(path)
        self._ends_at = 0
        self._connection.set_progress_handler(self._is_over, STEPS)

    def run(self, work: Callable[[Read], Any], caller: Caller) -> Any:
        """The work's value; raises OverBudget after a millisecond of SQL."""
        self._ends_at = time.perf_counter_ns() + BUDGET_NS
        try:
            return work(Read(self._connection, caller))
        except apsw.InterruptError as exc:
            raise OverBudget from exc

    def _is_over(self) -> bool:
        return time.perf_counter_ns() > self._ends_at

    def close(self) -> None:
        self._connection.close()


class Reading:
    """Work for a reader thread; `ends_at` is a monotonic deadline or None."""

    __slots__ = ("caller", "claim", "done", "ends_at", "timeout_ms", "work")

    def __init__(
        self,
        work: Callable[[Read], Any],
        caller: Caller,
        done: Done,
        claim: Callable[[], bool],
        timeout_ms: int | None = None,
    ) -> None:
        self.work, self.caller, self.done, self.claim = work, caller, done, claim
        self.timeout_ms = timeout_ms
        self.ends_at = time.monotonic() + timeout_ms / 1000 if timeout_ms else None


class Readers:
    """Threads with a connection each."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._queue: queue.SimpleQueue[Reading | None] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()

    def submit(self, reading: Reading) -> None:
        self._queue.put(reading)
        with self._lock:
            if len(self._threads) < THREADS:
                thread = threading.Thread(target=self._serve, name="reader", daemon=True)
                self._threads.append(thread)
                thread.start()

    def close(self) -> None:
        for _ in self._threads:
            self._queue.put(None)
        for thread in self._threads:
            thread.join()

    def _serve(self) -> None:
        connection = open_reader(self._path)
        while (reading := self._queue.get()) is not None:
            if reading.claim():
                self._run(connection, reading)
        connection.close()

    def _run(self, connection: apsw.Connection, reading: Reading) -> None:
        connection.set_progress_handler(_deadline(reading.ends_at), STEPS)
        value: Any = None
        error: BaseException | None = None
        try:
            value = reading.work(Read(connection, reading.caller))
        except apsw.InterruptError:
            error = DeadlineExceeded(reading.timeout_ms)
        except apsw.Error as exc:
            error = translate(exc, self._path)
        except Exception as exc:
            error = exc
        reading.done(value, error)


def _deadline(ends_at: float | None) -> Callable[[], bool] | None:
    return None if ends_at is None else lambda: time.monotonic() > ends_at
