"""The way out: bytes in order, in place when the pipe has room, by a thread when it has none.

Answers are never dropped. Events are in the database already, so while the client does not read,
over a bound only the number of the last one sent is kept and the rest is fetched later.
"""

import os
import select
import threading
from collections import deque
from collections.abc import Callable, Iterable

from iat_sidecar.core import log
from iat_sidecar.rpc.framing import Framing, frame

IN_PLACE_BYTES = 4_096
EVENTS_BYTES = 4 << 20
ANSWERS_BYTES = 64 << 20

Fetch = Callable[[int, int], list[tuple[int, bytes]]]
"""Events after a seq up to another, as (seq, message), a page at a time."""


class Outbox:
    """Everything this process says on the wire goes through `send`, `tell` or `show`."""

    def __init__(self, fd: int, framing: Framing, on_broken: Callable[[], None]) -> None:
        self._fd, self._framing, self._on_broken = fd, framing, on_broken
        self._lock = threading.Lock()
        self._wake = threading.Condition(self._lock)
        self._waiting: deque[bytes] = deque()
        self._waiting_bytes = 0
        self._volatile: dict[str, bytes] = {}
        self._is_broken = self._is_closing = self._is_writing = False
        self._sent_seq = self._told_seq = 0
        self._is_behind = False
        self._fetch: Fetch | None = None
        self._thread: threading.Thread | None = None
        self._poll = _poll(fd)

    def follow(self, seq: int, fetch: Fetch) -> None:
        """Start telling events after `seq`; `fetch` reads those that did not fit."""
        self._sent_seq = self._told_seq = seq
        self._fetch = fetch

    def send(self, message: bytes) -> None:
        """An answer: written now or queued, never dropped."""
        data = frame(self._framing, message)
        with self._lock:
            if not self._write_in_place(data):
                self._queue(data)

    def tell(self, events: Iterable[tuple[int, bytes]]) -> None:
        """Committed events in order of `seq`."""
        with self._lock:
            for seq, message in events:
                self._told_seq = seq
                if self._is_behind:
                    continue
                data = frame(self._framing, message)
                if self._write_in_place(data):
                    self._sent_seq = seq
                elif self._waiting_bytes + len(data) > EVENTS_BYTES:
                    self._is_behind = True
                else:
                    self._queue(data)
                    self._sent_seq = seq

    def show(self, key: str, message: bytes) -> None:
        """Volatile progress: only the latest of a key is worth sending."""
        data = frame(self._framing, message)
        with self._lock:
            if not self._write_in_place(data):
                self._volatile[key] = data
                self._start()

    @property
    def is_full(self) -> bool:
        """Whether so many answers wait that no more requests should be read."""
        return self._waiting_bytes > ANSWERS_BYTES

    def wait_for_room(self, timeout_s: float) -> bool:
        with self._lock:
            return self._wake.wait_for(lambda: not self.is_full or self._is_broken, timeout_s)

    def close(self, timeout_s: float) -> bool:
        """Write what waits; False when the client did not take it in time."""
        with self._lock:
            self._is_closing = True
            self._wake.notify_all()
            return self._wake.wait_for(self._is_drained, timeout_s)

    def _is_drained(self) -> bool:
        nothing = not self._waiting and not self._is_writing and not self._is_behind
        return self._is_broken or nothing

    def _write_in_place(self, data: bytes) -> bool:
        if self._is_broken:
            return True
        if self._waiting or self._is_writing or self._is_behind or len(data) > IN_PLACE_BYTES:
            return False
        if self._poll is None or not self._poll():
            return False
        self._write(data)
        return True

    def _write(self, data: bytes) -> None:
        view = memoryview(data)
        try:
            while view:
                view = view[os.write(self._fd, view) :]
        except OSError as exc:
            self._is_broken = True
            log.warning("wire/broken", error=str(exc))
            self._on_broken()

    def _queue(self, data: bytes) -> None:
        self._waiting.append(data)
        self._waiting_bytes += len(data)
        self._start()

    def _start(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._serve, name="outbox", daemon=True)
            self._thread.start()
        self._wake.notify_all()

    def _serve(self) -> None:
        while (data := self._next()) is not None:
            self._write(data)
            with self._lock:
                self._is_writing = False
                self._wake.notify_all()

    def _next(self) -> bytes | None:
        """The bytes to write now; what is in the table is fetched outside the lock."""
        while True:
            with self._lock:
                self._wake.wait_for(self._has_work)
                if self._waiting:
                    data = self._waiting.popleft()
                    self._waiting_bytes -= len(data)
                    self._is_writing = True
                    return data
                if self._volatile and not self._is_behind:
                    data = self._volatile.pop(next(iter(self._volatile)))
                    self._is_writing = True
                    return data
                if not self._is_behind:
                    return None
                after, upto = self._sent_seq, self._told_seq
            self._catch_up(after, upto)

    def _has_work(self) -> bool:
        return bool(self._waiting or self._volatile or self._is_behind or self._is_closing)

    def _catch_up(self, after: int, upto: int) -> None:
        assert self._fetch is not None
        page = self._fetch(after, upto)
        with self._lock:
            for seq, message in page:
                self._queue(frame(self._framing, message))
                self._sent_seq = seq
            self._is_behind = bool(page) and self._sent_seq < self._told_seq


def _poll(fd: int) -> Callable[[], bool] | None:
    """Whether a write of up to PIPE_BUF would go through at once; None where it cannot be asked."""
    if not hasattr(select, "poll"):
        return None
    poller = select.poll()
    poller.register(fd, select.POLLOUT)
    return lambda: bool(poller.poll(0))
