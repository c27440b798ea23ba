"""One request on its way to its answer: claimed by one, answered once."""

import threading
import time
from collections.abc import Callable
from typing import Any

from iat_sidecar.core import ids, log
from iat_sidecar.core.caller import Caller
from iat_sidecar.core.errors import DeadlineExceeded, InternalError, SidecarError
from iat_sidecar.rpc.message import RequestId, failure, reply
from iat_sidecar.rpc.registry import Method

Send = Callable[[bytes], None]


class Call:
    """Whoever claims it runs it to its answer; whoever takes it out of flight sends that."""

    __slots__ = (
        "_claimed", "_in_flight", "caller", "ends_at", "id", "key", "method", "params", "send", "stop",
    )  # fmt: skip

    def __init__(
        self,
        id: RequestId,
        method: Method,
        params: Any,
        send: Send,
        in_flight: "dict[object, Call]",
    ) -> None:
        self.id, self.method, self.params, self.send = id, method, params, send
        self.key: object = self if id is None else id
        self.caller: Caller
        self.stop: Callable[[], object] | None = None
        self.ends_at: float | None = None
        self._claimed = threading.Lock()
        self._in_flight = in_flight

    @property
    def timeout_ms(self) -> int | None:
        meta = self.params._meta
        return meta.timeout_ms if meta else None

    @property
    def arguments(self) -> dict[str, Any]:
        return {name: getattr(self.params, name) for name in self.method.fields}

    def enter(self) -> None:
        """Be in flight: cancelable, and its id taken, until it is answered."""
        self._in_flight[self.key] = self
        if (timeout_ms := self.timeout_ms) is not None:
            self.ends_at = time.monotonic() + timeout_ms / 1000

    def claim(self) -> bool:
        """Whether the claimer is the one who answers; past its deadline nobody needs to."""
        if not self._claimed.acquire(blocking=False):
            return False
        if self.ends_at is not None and time.monotonic() > self.ends_at:
            self.fail(DeadlineExceeded(self.timeout_ms))
            return False
        return True

    @property
    def is_claimed(self) -> bool:
        return self._claimed.locked()

    def abort(self, error: SidecarError) -> bool:
        """Answer with `error` unless it was claimed, and stop what has begun of it."""
        if not self._claimed.acquire(blocking=False):
            return False
        self.fail(error)
        if self.stop:
            self.stop()
        return True

    def finish(self, body: bytes | None, error: BaseException | None) -> None:
        if error is not None:
            self.fail(error)
        elif self._leave():
            assert body is not None
            self.send(reply(self.id, body))

    def fail(self, error: BaseException) -> None:
        answer = refusal(self.id, error, self.method.name)
        if self._leave():
            self.send(answer)

    def _leave(self) -> bool:
        """Out of flight; True once, and for a notification never."""
        return self._in_flight.pop(self.key, None) is self and self.id is not None


def refusal(id: RequestId, error: BaseException, method: str) -> bytes:
    """An error reply; what nobody foresaw is in the log under its trace_id, not on the wire."""
    trace_id = ids.new()
    if isinstance(error, SidecarError):
        return failure(id, error, trace_id)
    log.fault("request/failed", error, method=method, trace_id=trace_id)
    return failure(id, InternalError(), trace_id)
