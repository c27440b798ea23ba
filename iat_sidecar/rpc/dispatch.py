"""From a message to its answer: decode, choose where it runs, answer exactly once."""

import time
from typing import Any, Protocol

import msgspec

from iat_sidecar.core.caller import Caller
from iat_sidecar.core.errors import (
    Canceled,
    InvalidRequest,
    MethodNotFound,
    Overloaded,
    ParseError,
    SidecarError,
    TooLarge,
)
from iat_sidecar.core.lane import Loops, OverBudget, Speaks, Writes
from iat_sidecar.rpc import registry
from iat_sidecar.rpc.batch import Gathered
from iat_sidecar.rpc.call import Call, Send, refusal
from iat_sidecar.rpc.framing import Frame
from iat_sidecar.rpc.message import (
    PONG,
    UNREADABLE,
    Request,
    decode_batch,
    decode_request,
    encode,
    fault_of,
    first_line,
    reply,
)
from iat_sidecar.rpc.params import decode_params
from iat_sidecar.rpc.session import BATCH, IN_FLIGHT, Session

LIFECYCLE = frozenset({"initialize", "shutdown", "exit"})
PAGE_IN_PLACE = 100
SLOW_S = 1.0
RETRY_MS = 50


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
        self._in_flight: dict[object, Call] = {}
        self._slow: dict[str, float] = {}
        self.engine: Engine | None = None
        self.session: Session

    @property
    def is_working(self) -> bool:
        return bool(self._in_flight)

    def receive(self, frame: Frame) -> None:
        """Answer one message; a fault of ours is an answer too, and the stream goes on."""
        try:
            if isinstance(frame, SidecarError):
                self._send(refusal(None, frame, ""))
            elif frame.lstrip()[:1] == b"[":
                self._batch(frame)
            else:
                self._single(frame, self._send)
        except Exception as exc:
            self._send(refusal(None, exc, ""))

    def cancel(self, id: str | int) -> None:
        """Answer a request that nobody claimed yet as canceled; an unknown id is ignored."""
        if call := self._in_flight.get(id):
            call.abort(Canceled())

    def _batch(self, raw: bytes) -> None:
        try:
            entries = decode_batch(raw)
        except UNREADABLE as exc:
            return self._send(refusal(None, ParseError(first_line(exc)), ""))
        if not entries:
            return self._send(refusal(None, InvalidRequest("an empty batch"), ""))
        if len(entries) > BATCH:
            return self._send(refusal(None, TooLarge("the batch", BATCH, "requests"), ""))
        gathered = Gathered(len(entries), self._send)
        for entry in entries:
            self._single(entry, gathered.add, gathered)
        return None

    def _single(
        self, raw: bytes | msgspec.Raw, send: Send, gathered: Gathered | None = None
    ) -> None:
        try:
            request = decode_request(raw)
        except msgspec.ValidationError as exc:
            return send(refusal(*fault_of(raw, str(exc)), ""))
        except UNREADABLE as exc:
            return send(refusal(None, ParseError(first_line(exc)), ""))
        if wrong := _wrong_with(request):
            return send(refusal(*fault_of(raw, wrong), ""))
        if _is_plain_ping(request) and request.id not in self._in_flight:
            return send(reply(request.id, PONG))  # type: ignore[arg-type]
        try:
            self._start(request, send, is_batched=gathered is not None)
        except Exception as exc:
            if request.id is not msgspec.UNSET:
                send(refusal(request.id, exc, request.method))  # type: ignore[arg-type]
        if gathered is not None and request.id is msgspec.UNSET:
            gathered.skip()
        return None

    def _start(self, request: Request, send: Send, is_batched: bool) -> None:
        name = request.method
        if is_batched and name in LIFECYCLE:
            raise InvalidRequest(f"{name} may not stand in a batch")
        if request.id in self._in_flight:
            raise InvalidRequest("a request with this id is still in flight")
        self.session.admit(name)
        if (method := registry.find(name)) is None:
            raise MethodNotFound(name)
        params = decode_params(method, request.params)
        id = None if request.id is msgspec.UNSET else request.id
        self._run(Call(id, method, params, send, self._in_flight))  # type: ignore[arg-type]

    def _run(self, call: Call) -> None:
        lane = call.method.lane
        if lane is not Speaks:
            assert self.session.caller
            if len(self._in_flight) >= IN_FLIGHT:
                raise Overloaded(retry_after_ms=RETRY_MS)
            call.caller = _caller(self.session.caller, call.params._meta)
        call.enter()
        self.session.note(call.method.name)
        try:
            self._hand_over(call, lane)
        except Exception as exc:
            call.fail(exc)

    def _hand_over(self, call: Call, lane: registry.Lane) -> None:
        if lane is Speaks:
            return call.finish(encode(call.method.run(self.session, call.arguments)), None)
        assert self.engine
        if lane is Writes:
            return self.engine.write(call)
        if lane is Loops:
            return self.engine.loop(call)
        return self._read(call, self.engine)

    def _read(self, call: Call, engine: Engine) -> None:
        """In place when it is likely to be quick; a method that overran goes to a thread at once."""
        if (self._slow and self._is_slow(call.method.name)) or _is_long_page(call):
            return engine.read(call)
        try:
            return call.finish(engine.read_in_place(call), None)
        except OverBudget:
            self._slow[call.method.name] = time.monotonic() + SLOW_S
            return engine.read(call)

    def _is_slow(self, method: str) -> bool:
        """For a while: a busy machine makes the quickest read overrun its budget now and then."""
        until = self._slow.get(method)
        return until is not None and time.monotonic() < until


def _wrong_with(request: Request) -> str | None:
    if request.jsonrpc != "2.0":
        return 'jsonrpc must be "2.0"'
    if request.id is None or isinstance(request.id, float):
        return "id must be a string or an integer"
    return None


def _is_long_page(call: Call) -> bool:
    return "limit" in call.method.fields and call.params.limit > PAGE_IN_PLACE


def _is_plain_ping(request: Request) -> bool:
    if request.method != "$/ping" or request.id is msgspec.UNSET:
        return False
    return request.params is msgspec.UNSET or bytes(request.params) == b"{}"


def _caller(caller: Caller, meta: Any) -> Caller:
    if meta is None:
        return caller
    return msgspec.structs.replace(
        caller,
        correlation_id=meta.correlation_id,
        progress_token=meta.progress_token,
        idempotency_key=meta.idempotency_key,
    )
