"""Reads: quick ones in place within a budget, longer ones on reader threads.

Every read sees one moment: what commits while it runs is not there for it.
"""

import queue
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

import apsw

from iat_sidecar.core import log
from iat_sidecar.core.caller import Caller
from iat_sidecar.core.errors import DeadlineExceeded
from iat_sidecar.core.lane import OverBudget
from iat_sidecar.db.connection import close, open_reader
from iat_sidecar.db.failure import translate
from iat_sidecar.db.tx import Read
from iat_sidecar.db.writer import Done

HALF_NS = 500_000  # of a read's budget in place
STEPS = 2_000  # virtual machine steps between two looks at the clock; a look costs 60 ns
THREADS = 2
NEVER = sys.maxsize


class Reader:
    """A connection that looks at one moment at a time, until a deadline."""

    def __init__(self, path: str) -> None:
        self._path, self._connection = path, open_reader(path)
        self._cursor = self._connection.cursor()
        self._ends_at, self._has_more = NEVER, False
        self._connection.set_progress_handler(self._is_over, STEPS)

    def run(self, work: Callable[[Read], Any], caller: Caller, ends_at: int = NEVER) -> Any:
        """The work's value; OverBudget when its SQL runs past `ends_at`, as perf_counter_ns counts."""
        self._cursor.execute("begin")
        try:
            return self._look(work, caller, ends_at)
        finally:
            self._leave()

    def _look(self, work: Callable[[Read], Any], caller: Caller, ends_at: int) -> Any:
        self._ends_at = ends_at
        try:
            return work(Read(self._cursor, caller))
        except apsw.InterruptError as exc:
            raise OverBudget from exc
        except apsw.Error as exc:
            raise translate(exc, self._path, self._connection.system_errno) from exc
        finally:
            self._ends_at = NEVER  # the end of the snapshot must not be interrupted as well

    def _leave(self) -> None:
        if self._connection.in_transaction:  # a disk that fails has ended it
            self._cursor.execute("commit")

    def close(self) -> None:
        close(self._connection)

    def _is_over(self) -> bool:
        """A budget has two halves: when other programs had the processor in one, there is another."""
        now = time.perf_counter_ns()
        if now <= self._ends_at:
            return False
        is_over, self._has_more = not self._has_more, False
        self._ends_at = now + HALF_NS
        return is_over


class InPlace(Reader):
    """The reader of the one thread that must never wait.

    It stays at its moment until the writer says that there is a newer one: to find out costs more
    than a point look-up does.
    """

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self._lock = threading.Lock()
        self._is_stale = False

    def run(self, work: Callable[[Read], Any], caller: Caller, ends_at: int = 0) -> Any:
        """The work's value; raises OverBudget after a millisecond of SQL."""
        with self._lock:
            if self._is_stale:
                self._is_stale = False
                self._leave()
            if not self._connection.in_transaction:
                self._cursor.execute("begin")
            self._has_more = True
            return self._look(work, caller, ends_at or time.perf_counter_ns() + HALF_NS)

    def refresh(self) -> None:
        """Let the next read see what is committed, and the log end; never waits for a read at work."""
        self._is_stale = True
        if self._lock.acquire(blocking=False):
            try:
                self._leave()
            finally:
                self._lock.release()

    def close(self) -> None:
        with self._lock:
            super().close()


class Reading:
    """Work for a reader thread, with a deadline that counts from now."""

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
        self.ends_at = time.perf_counter_ns() + timeout_ms * 1_000_000 if timeout_ms else NEVER


class Readers:
    """Threads with a connection each, started when the ones there are have enough to do."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._queue: queue.SimpleQueue[Reading | None] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._unanswered = 0
        self._lock = threading.Lock()

    def submit(self, reading: Reading) -> None:
        self._queue.put(reading)
        with self._lock:
            self._unanswered += 1
            if len(self._threads) < min(self._unanswered, THREADS):
                thread = threading.Thread(target=self._serve, name="reader", daemon=True)
                self._threads.append(thread)
                thread.start()

    def close(self) -> None:
        """Answer what is queued, then end."""
        for _ in self._threads:
            self._queue.put(None)
        for thread in self._threads:
            thread.join()

    def _serve(self) -> None:
        reader: Reader | None = None
        while (reading := self._queue.get()) is not None:
            try:
                if reading.claim():
                    reader = self._answer(reader, reading)
            except Exception as exc:  # one listener's failure must not end the reader
                log.error("reader/settle_failed", error=repr(exc))
            with self._lock:
                self._unanswered -= 1
        if reader:
            reader.close()

    def _answer(self, reader: Reader | None, reading: Reading) -> Reader | None:
        value: Any = None
        error: BaseException | None = None
        try:
            reader = reader or Reader(self._path)
            value = reader.run(reading.work, reading.caller, reading.ends_at)
        except OverBudget:
            error = DeadlineExceeded(reading.timeout_ms)
        except apsw.Error as exc:
            error = translate(exc, self._path)
        except Exception as exc:
            error = exc
        reading.done(value, error)
        return reader
