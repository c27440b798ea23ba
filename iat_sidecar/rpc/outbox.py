"""The way out: one order for everything, in place when the pipe has room, by a thread when not.

Answers are never dropped. Events are in the database already: while the client does not read,
over a bound their place in the queue keeps only their numbers, and they are fetched when it is
their turn.
"""

import os
import select
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from iat_sidecar.core import log
from iat_sidecar.rpc.framing import Framing, frame

IN_PLACE_BYTES = 4_096
TOGETHER_BYTES = 65_536
EVENTS_BYTES = 4 << 20
ANSWERS_BYTES = 64 << 20

Fetch = Callable[[int, int], list[tuple[int, bytes]]]
"""Events after a seq up to another, as (seq, message), a page at a time."""


class Gap:
    """Events that did not fit: `after < seq <= upto`."""

    __slots__ = ("after", "upto")

    def __init__(self, after: int, upto: int) -> None:
        self.after, self.upto = after, upto


class Latest:
    """The place of a volatile message; what stands there when its turn comes is sent."""

    __slots__ = ("key",)

    def __init__(self, key: str) -> None:
        self.key = key


class Outbox:
    """Everything this process says on the wire goes through `send`, `tell` or `show`."""

    def __init__(
        self, fd: int, framing: Framing, fetch: Fetch, on_broken: Callable[[], None]
    ) -> None:
        self._fd, self._framing, self._fetch, self._on_broken = fd, framing, fetch, on_broken
        self._lock = threading.Lock()
        self._changed = threading.Condition(self._lock)
        self._waiting: deque[bytes | Gap | Latest] = deque()
        self._waiting_bytes = 0
        self._volatile: dict[str, bytes] = {}
        self._is_broken = self._is_writing = self._is_gathering = False
        self._gathered: list[tuple[int | None, bytes]] = []
        self._gathered_bytes = 0
        self._thread: threading.Thread | None = None
        self._has_room = _poll(fd)

    def send(self, message: bytes) -> None:
        """An answer: written now or queued, never dropped."""
        data = frame(self._framing, message)
        with self._lock:
            if self._is_gathering or not self._write_in_place(data):
                self._hold(None, data)

    def tell(self, events: Iterable[tuple[int, bytes]]) -> None:
        """Committed events in order of `seq`."""
        with self._lock:
            for seq, message in events:
                data = frame(self._framing, message)
                if self._is_gathering or not self._write_in_place(data):
                    self._hold(seq, data)

    def show(self, key: str, message: bytes) -> None:
        """Volatile progress: only the latest of a key is worth sending."""
        data = frame(self._framing, message)
        with self._lock:
            self._release()
            if self._write_in_place(data):
                return
            if key not in self._volatile:
                self._queue(Latest(key))
            self._volatile[key] = data

    @contextmanager
    def together(self) -> Iterator[None]:
        """What is said meanwhile, by whomever, leaves in as few writes in place as it fits into."""
        with self._lock:
            self._is_gathering = True
        try:
            yield
        finally:
            with self._lock:
                self._is_gathering = False
                self._release()

    @property
    def is_full(self) -> bool:
        """Whether so many answers wait that no more requests should be read."""
        return self._waiting_bytes > ANSWERS_BYTES

    def wait_for_room(self, timeout_s: float) -> bool:
        with self._lock:
            return self._changed.wait_for(lambda: self._is_broken or not self.is_full, timeout_s)

    def flush(self, timeout_s: float) -> bool:
        """Write what waits; False when the client did not take it in time."""
        with self._lock:
            return self._changed.wait_for(lambda: self._is_broken or self._is_drained, timeout_s)

    @property
    def _is_drained(self) -> bool:
        return not self._waiting and not self._is_writing

    def _hold(self, seq: int | None, data: bytes) -> None:
        """Keep it for the end of the block being gathered, or until there is room."""
        if not self._is_gathering:
            return self._queue_said(seq, data)
        if self._gathered_bytes + len(data) > IN_PLACE_BYTES:
            self._release()
        self._gathered.append((seq, data))
        self._gathered_bytes += len(data)
        return None

    def _release(self) -> None:
        said, self._gathered, self._gathered_bytes = self._gathered, [], 0
        if said and not self._write_in_place(b"".join(data for _, data in said)):
            for seq, data in said:
                self._queue_said(seq, data)

    def _queue_said(self, seq: int | None, data: bytes) -> None:
        if seq is not None and self._waiting_bytes + len(data) > EVENTS_BYTES:
            self._leave_gap(seq)
        else:
            self._queue(data)

    def _write_in_place(self, data: bytes) -> bool:
        if self._is_broken:
            return True
        if self._waiting or self._is_writing or len(data) > IN_PLACE_BYTES or not self._has_room():
            return False
        self._write(data)
        return True

    def _write(self, data: bytes) -> None:
        try:
            written = os.write(self._fd, data)
            while written < len(data):
                written += os.write(self._fd, memoryview(data)[written:])
        except OSError as exc:
            self._is_broken = True
            log.warning("wire/broken", error=str(exc))
            self._on_broken()

    def _leave_gap(self, seq: int) -> None:
        last = self._waiting[-1] if self._waiting else None
        if isinstance(last, Gap):
            last.upto = seq
        else:
            self._queue(Gap(seq - 1, seq))

    def _queue(self, item: bytes | Gap | Latest) -> None:
        self._waiting.append(item)
        if isinstance(item, bytes):
            self._waiting_bytes += len(item)
        if self._thread is None:
            self._thread = threading.Thread(target=self._serve, name="outbox", daemon=True)
            self._thread.start()
        self._changed.notify_all()

    def _serve(self) -> None:
        while not self._is_broken:
            with self._lock:
                self._is_writing = False
                self._changed.notify_all()
                self._changed.wait_for(lambda: self._waiting)
                self._is_writing = True
                item = self._take()
            if isinstance(item, Gap):
                self._catch_up(item)
            else:
                self._write(item)
        with self._lock:
            self._changed.notify_all()

    def _take(self) -> bytes | Gap:
        """What to write next; small messages that wait together leave together."""
        item = self._waiting.popleft()
        if isinstance(item, Gap):
            return item
        if isinstance(item, Latest):
            return self._volatile.pop(item.key)
        taken = [item]
        size = len(item)
        while self._waiting and isinstance(following := self._waiting[0], bytes):
            if size + len(following) > TOGETHER_BYTES:
                break
            taken.append(following)
            size += len(following)
            self._waiting.popleft()
        self._waiting_bytes -= size
        return item if len(taken) == 1 else b"".join(taken)

    def _catch_up(self, gap: Gap) -> None:
        """Send what the table holds of a gap, while later messages queue behind it."""
        after = gap.after
        while after < gap.upto and not self._is_broken:
            try:
                page = self._fetch(after, gap.upto)
            except Exception as exc:
                log.error("wire/events_unread", after=after, upto=gap.upto, error=repr(exc))
                return
            if not page:
                return
            self._write(b"".join(frame(self._framing, message) for _, message in page))
            after = page[-1][0]


def _poll(fd: int) -> Callable[[], bool]:
    """Whether a write of up to PIPE_BUF would go through at once; never where it cannot be asked."""
    if not hasattr(select, "poll"):
        return lambda: False
    poller = select.poll()
    poller.register(fd, select.POLLOUT)
    poll = poller.poll
    return lambda: poll(0) != []
