"""From a message to its answer: decode, choose where it runs, answer exactly once."""

import threading
import time
import traceback
from collections.abc import Callable
from typing import Any, Protocol

import msgspec

from iat_sidecar.core import ids, log
from iat_sidecar.core.caller import Caller
from iat_sidecar.core.errors import (
    Canceled,
    DeadlineExceeded,
    InvalidParams,
    InvalidRequest,
    MethodNotFound,
    NotInitialized,
    Overloaded,
    ParseError,
    ShuttingDown,
    SidecarError,
    TooLarge,
)
from iat_sidecar.core.lane import Loops, OverBudget, Reads, Speaks, Writes
from iat_sidecar.rpc import registry
from iat_sidecar.rpc.framing import Frame
from iat_sidecar.rpc.message import (
    PONG,
    Request,
    RequestId,
    as_error,
    decode_batch,
    decode_request,
    encode,
    failure,
    reply,
)
from iat_sidecar.rpc.registry import Method
from iat_sidecar.rpc.session import BATCH, IN_FLIGHT, Session

BEFORE_INITIALIZE = frozenset({"initialize", "$/ping", "rpc.discover", "exit"})
LIFECYCLE = frozenset({"initialize", "shutdown", "exit"})
PAGE_IN_PLACE = 100
RETRY_MS = 50

Send = Callable[[bytes], None]


class Call:
    """One request on its way to its answer."""

    __slots__ = ("_pending", "caller", "ends_at", "id", "key", "method", "params", "send", "stop")

    def __init__(self, id: RequestId, key: object, method: Method, params: Any, send: Send) -> None:
        self.id, self.key, self.method, self.params, self.send = id, key, method, params, send
        self.stop: Callable[[], object] | None = None
        self.ends_at: float | None = None
        self.caller: Caller
        self._pending: dict[object, Call]

    @property
    def timeout_ms(self) -> int | None:
        meta = self.params._meta
        return meta.timeout_ms if meta else None

    @property
    def arguments(self) -> dict[str, Any]:
        return {name: getattr(self.params, name) for name in self.method.fields}

    def enter(self, pending: "dict[object, Call]", caller: Caller) -> None:
        """Become cancelable, on behalf of `caller`."""
        self._pending, self.caller = pending, caller
        pending[self.key] = self
        if (timeout_ms := self.timeout_ms) is not None:
            self.ends_at = time.monotonic() + timeout_ms / 1000

    def claim(self) -> bool:
        """Whether the claimer is the one who answers; a pop from a dict is atomic."""
        if self._pending.pop(self.key, None) is not self:
            return False
        if self.ends_at is not None and time.monotonic() > self.ends_at:
            self.fail(DeadlineExceeded(self.timeout_ms))
            return False
        return True

    def finish(self, body: bytes | None, error: BaseException | None) -> None:
        if error is not None:
            self.fail(error)
        elif self.id is not None:
            assert body is not None
            self.send(reply(self.id, body))

    def fail(self, error: BaseException) -> None:
        trace_id = ids.new()
        if not isinstance(error, SidecarError):
            text = "".join(traceback.format_exception(error))
            log.error("request/failed", method=self.method.name, trace_id=trace_id, trace=text)
        if self.id is not None:
            self.send(failure(self.id, as_error(error), trace_id))


class Engine(Protocol):
    """Where handlers run once the data directory is open."""

    def read_in_place(self, call: Call) -> bytes: ...
    def read(self, call: Call) -> None: ...
    def write(self, call: Call) -> None: ...
    def loop(self, call: Call) -> None: ...


class Dispatcher:
    """Fed by the thread that reads the wire; never waits."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._pending: dict[object, Call] = {}
        self._slow: set[str] = set()
        self.engine: Engine | None = None
        self.session: Session

    @property
    def is_working(self) -> bool:
        return bool(self._pending)

    def receive(self, frame: Frame) -> None:
        """Answer one message; a fault of ours is an answer too, and the stream goes on."""
        try:
            self._receive(frame)
        except Exception as exc:
            trace_id = ids.new()
            log.error("wire/fault", trace_id=trace_id, trace=traceback.format_exc())
            self._send(failure(None, as_error(exc), trace_id))

    def _receive(self, frame: Frame) -> None:
        if isinstance(frame, SidecarError):
            self._refuse(None, frame, self._send)
        elif frame.lstrip()[:1] == b"[":
            self._batch(frame)
        else:
            self._single(frame, self._send)

    def cancel(self, id: str | int) -> None:
        """Answer a request that nobody claimed yet as canceled; an unknown id is ignored."""
        if call := self._pending.pop(id, None):
            call.fail(Canceled())
            if call.stop:
                call.stop()

    def _single(self, raw: bytes | msgspec.Raw, send: Send, is_batched: bool = False) -> None:
        try:
            request = decode_request(raw)
        except msgspec.ValidationError as exc:
            return self._refuse(_id_of(raw), InvalidRequest(str(exc)), send)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as exc:
            return self._refuse(None, ParseError(_first_line(exc)), send)
        if request.method == "$/ping" and request.jsonrpc == "2.0" and type(request.id) is int:
            return send(reply(request.id, PONG))
        try:
            self._start(request, send, is_batched)
        except SidecarError as exc:
            if request.id is not msgspec.UNSET or isinstance(exc, InvalidRequest):
                self._refuse(request.id, exc, send)
            elif is_batched:
                send(b"")
        return None

    def _start(self, request: Request, send: Send, is_batched: bool) -> None:
        if request.jsonrpc != "2.0":
            raise InvalidRequest('jsonrpc must be "2.0"')
        if request.id is None:
            raise InvalidRequest("id must be a string or an integer")
        if is_batched and request.method in LIFECYCLE:
            raise InvalidRequest(f"{request.method} may not stand in a batch")
        self._check_phase(request.method)
        if (method := registry.find(request.method)) is None:
            raise MethodNotFound(request.method)
        params = decode_params(method, request.params)
        is_request = request.id is not msgspec.UNSET
        key: object = request.id if is_request else object()
        if key in self._pending:
            raise InvalidRequest("a request with this id is still in flight")
        id = request.id if is_request else None
        self._run(Call(id, key, method, params, send))  # type: ignore[arg-type]
        if not is_request and is_batched:
            send(b"")

    def _check_phase(self, name: str) -> None:
        if self.session.caller is None and name not in BEFORE_INITIALIZE:
            raise NotInitialized()
        if self.session.is_shutting_down and name not in ("exit", "$/ping", "$/cancel"):
            raise ShuttingDown()

    def _run(self, call: Call) -> None:
        lane = call.method.lane
        if lane is Speaks:
            return self._speak(call)
        assert self.engine is not None
        assert self.session.caller is not None
        if len(self._pending) >= IN_FLIGHT:
            raise Overloaded(retry_after_ms=RETRY_MS)
        call.enter(self._pending, _caller(self.session.caller, call.params._meta))
        if lane is Writes:
            self.engine.write(call)
        elif lane is Loops:
            self.engine.loop(call)
        elif lane is Reads:
            self._read(call)
        return None

    def _speak(self, call: Call) -> None:
        try:
            body = encode(call.method.handler(self.session, **call.arguments))
        except Exception as exc:
            return call.fail(exc)
        return call.finish(body, None)

    def _read(self, call: Call) -> None:
        """In place when it is likely to be quick; a method that overran goes to a thread at once."""
        assert self.engine
        limit = getattr(call.params, "limit", 0)
        if call.method.name in self._slow or limit > PAGE_IN_PLACE:
            return self.engine.read(call)
        try:
            body = self.engine.read_in_place(call)
        except OverBudget:
            self._slow.add(call.method.name)
            return self.engine.read(call)
        except Exception as exc:
            if call.claim():
                call.fail(exc)
            return None
        if call.claim():
            call.finish(body, None)
        return None

    def _batch(self, raw: bytes) -> None:
        try:
            entries = decode_batch(raw)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as exc:
            return self._refuse(None, ParseError(_first_line(exc)), self._send)
        if not entries:
            return self._refuse(None, InvalidRequest("an empty batch"), self._send)
        if len(entries) > BATCH:
            return self._refuse(None, TooLarge("the batch", BATCH, "requests"), self._send)
        gathered = Gathered(len(entries), self._send)
        for entry in entries:
            self._single(entry, gathered.add, is_batched=True)
        return None

    def _refuse(self, id: Any, error: SidecarError, send: Send) -> None:
        send(failure(None if id is msgspec.UNSET else id, error, ids.new()))


class Gathered:
    """The answers of a batch; sent as one array when the last is there."""

    def __init__(self, expected: int, send: Send) -> None:
        self._expected, self._send = expected, send
        self._answers: list[bytes] = []
        self._lock = threading.Lock()

    def add(self, answer: bytes) -> None:
        """An answer, or nothing for a notification."""
        with self._lock:
            self._expected -= 1
            if answer:
                self._answers.append(answer)
            is_last = self._expected == 0
        if is_last and self._answers:
            self._send(b"[%b]" % b",".join(self._answers))


def decode_params(method: Method, raw: msgspec.Raw | msgspec.UnsetType) -> Any:
    """Parameters by name, checked; the error carries the path of the offending field."""
    data = b"{}" if raw is msgspec.UNSET else raw
    if b"\\u0000" in bytes(data):
        raise InvalidParams("text may not hold the character U+0000", "$")
    try:
        return method.decode(data)
    except msgspec.ValidationError as exc:
        raise _invalid(str(exc)) from exc
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as exc:
        raise ParseError(_first_line(exc)) from exc


def _invalid(text: str) -> InvalidParams:
    """msgspec says `Expected … - at `$.a``; for missing and unknown fields the name is in the text."""
    reason, _, path = text.partition(" - at `")
    path = path.rstrip("`") or "$"
    if reason.startswith(("Object missing required field", "Object contains unknown field")):
        path = f"{path}.{reason.split('`')[1]}"
    return InvalidParams(reason, path)


def _id_of(raw: bytes | msgspec.Raw) -> RequestId:
    """The id of a request that is wrong elsewhere, so that its sender can tell which it was."""

    class Identified(msgspec.Struct):
        id: str | int | None = None

    try:
        return msgspec.json.decode(raw, type=Identified).id
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _caller(caller: Caller, meta: Any) -> Caller:
    if meta is None:
        return caller
    return msgspec.structs.replace(
        caller,
        correlation_id=meta.correlation_id,
        progress_token=meta.progress_token,
        idempotency_key=meta.idempotency_key,
    )


def _first_line(exc: BaseException) -> str:
    return (str(exc).splitlines() or ["nested too deeply"])[0][:200]
