"""Bytes to messages and back: one JSON object a line, or Content-Length headers."""

from collections.abc import Iterator
from typing import Literal, Protocol

from iat_sidecar.core.errors import InvalidRequest, SidecarError, TooLarge

LIMIT = 1 << 20
HEADER_LIMIT = 8_192

Framing = Literal["lines", "headers"]
Frame = bytes | SidecarError


class Deframer(Protocol):
    """Feed it what arrives; it gives whole messages, or the error that a message is."""

    def feed(self, chunk: bytes) -> Iterator[Frame]: ...


class Lines:
    """LF ends a message; CR before it and empty lines are tolerated."""

    def __init__(self, limit: int = LIMIT) -> None:
        self._limit, self._rest, self._is_skipping = limit, b"", False

    def feed(self, chunk: bytes) -> Iterator[Frame]:
        *lines, rest = chunk.split(b"\n")
        for line in lines:
            if self._is_skipping:
                self._is_skipping = False
                continue
            line, self._rest = self._rest + line if self._rest else line, b""
            if len(line) > self._limit:
                yield TooLarge("the message", self._limit)
            elif line := line.rstrip(b"\r"):
                yield line
        if self._is_skipping:
            return
        self._rest = self._rest + rest if self._rest else rest
        if len(self._rest) > self._limit:
            self._rest, self._is_skipping = b"", True
            yield TooLarge("the message", self._limit)


class Headers:
    """`Content-Length: N`, an empty line, N bytes; as LSP clients speak."""

    def __init__(self, limit: int = LIMIT) -> None:
        self._limit, self._buffer = limit, bytearray()
        self._wanted: int | None = None
        self._skip = 0

    def feed(self, chunk: bytes) -> Iterator[Frame]:
        self._buffer += chunk
        while True:
            if self._skip:
                dropped = min(self._skip, len(self._buffer))
                del self._buffer[:dropped]
                self._skip -= dropped
            if self._wanted is None and (error := self._read_header()):
                yield error
                continue
            if self._skip or self._wanted is None or len(self._buffer) < self._wanted:
                return
            body = bytes(self._buffer[: self._wanted])
            del self._buffer[: self._wanted]
            self._wanted = None
            yield body

    def _read_header(self) -> SidecarError | None:
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            if len(self._buffer) > HEADER_LIMIT:
                self._buffer.clear()
                return TooLarge("the header", HEADER_LIMIT)
            return None
        header = bytes(self._buffer[:end])
        del self._buffer[: end + 4]
        length = _content_length(header)
        if length is None:
            return InvalidRequest("a header without a Content-Length of digits")
        if length > self._limit:
            self._skip = length
            return TooLarge("the message", self._limit)
        self._wanted = length
        return None


def _content_length(header: bytes) -> int | None:
    for line in header.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            digits = value.strip()
            return int(digits) if digits.isdigit() and len(digits) < 12 else None
    return None


def deframer(framing: Framing) -> Deframer:
    return Headers() if framing == "headers" else Lines()


def frame(framing: Framing, message: bytes) -> bytes:
    if framing == "headers":
        return b"Content-Length: %d\r\n\r\n%b" % (len(message), message)
    return message + b"\n"
