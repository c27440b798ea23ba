"""JSON-RPC 2.0 messages: the envelope that comes in, and the bytes that go out."""

from typing import Any

import msgspec

from iat_sidecar.core.errors import InvalidRequest, ParseError, SidecarError
from iat_sidecar.core.wire import Wire

RequestId = str | int | None


class Request(Wire):
    """One request or, without an id, a notification. Other members are ignored."""

    jsonrpc: str
    method: str
    id: str | int | float | None | msgspec.UnsetType = (
        msgspec.UNSET
    )  # a float is seen, to be refused
    params: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET


class Identified(Wire):
    """What can be told of a request that is wrong elsewhere."""

    id: str | int | float | None = None


class ErrorData(Wire):
    """What a program needs to know of an error."""

    kind: str
    retryable: bool
    retry_after_ms: int | msgspec.UnsetType = msgspec.UNSET
    details: dict[str, Any]
    trace_id: str


decode_request = msgspec.json.Decoder(Request).decode
decode_batch = msgspec.json.Decoder(list[msgspec.Raw]).decode
_decode_id = msgspec.json.Decoder(Identified).decode
_encode = msgspec.json.Encoder().encode

PONG = b"{}"
UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


def first_line(exc: BaseException) -> str:
    return (str(exc).splitlines() or [""])[0][:200]


def fault_of(raw: bytes | msgspec.Raw, reason: str) -> tuple[RequestId, SidecarError]:
    """What is wrong with a message that is no request, and its id, so that its sender can tell which it was."""
    try:
        id = _decode_id(raw).id
    except msgspec.ValidationError:
        return None, InvalidRequest(reason)
    except UNREADABLE as exc:
        return None, ParseError(first_line(exc))
    return None if isinstance(id, float) else id, InvalidRequest(reason)


def reply(id: RequestId, body: bytes) -> bytes:
    return b'{"jsonrpc":"2.0","id":%b,"result":%b}' % (_id(id), body)


def failure(id: RequestId, error: SidecarError, trace_id: str) -> bytes:
    return b'{"jsonrpc":"2.0","id":%b,"error":%b}' % (_id(id), error_body(error, trace_id))


def notification(method: str, params: bytes) -> bytes:
    return b'{"jsonrpc":"2.0","method":%b,"params":%b}' % (_encode(method), params)


def error_body(error: SidecarError, trace_id: str) -> bytes:
    data = ErrorData(
        kind=error.kind,
        retryable=error.retryable,
        retry_after_ms=msgspec.UNSET if error.retry_after_ms is None else error.retry_after_ms,
        details=error.details,
        trace_id=trace_id,
    )
    return encode({"code": error.code, "message": str(error), "data": data})


def encode(value: Any) -> bytes:
    """JSON on one line; text that is not Unicode (a file name, say) loses what cannot be written."""
    try:
        return _encode(value)
    except UnicodeEncodeError:
        return _encode(_printable(msgspec.to_builtins(value)))


def _id(id: RequestId) -> bytes:
    return b"%d" % id if type(id) is int else _encode(id)


def _printable(value: Any) -> Any:
    match value:
        case str():
            return value.encode("utf-8", "replace").decode()
        case dict():
            return {_printable(key): _printable(item) for key, item in value.items()}
        case list():
            return [_printable(item) for item in value]
    return value
