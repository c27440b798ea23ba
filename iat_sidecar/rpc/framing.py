"""Bytes to messages and back: one JSON object a line, or Content-Length headers."""

from collections.abc import Iterator
from typing import Literal, Protocol

from iat_sidecar.core.errors import InvalidRequest, SidecarError, TooLarge

LIMIT = 1 << 20
HEADER_LIMIT = 8_192
HEADER_END = b"\r\n\r\n"
BLANK = b" \t\r"

Framing = Literal["lines", "headers"]
Frame = bytes | SidecarError


class Deframer(Protocol):
    """Feed it what arrives; it gives whole messages, or the error that a message is."""

    def feed(self, chunk: bytes) -> Iterator[Frame]: ...


class Lines:
    """LF ends a message; CR before it and blank lines are tolerated."""

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
            elif line := line.strip(BLANK):
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
        self._is_overlong = False

    def feed(self, chunk: bytes) -> Iterator[Frame]:
        self._buffer += chunk
        while (frame := self._next()) is not None:
            yield frame

    def _next(self) -> Frame | None:
        """The next message or error; None until more arrives."""
        dropped = min(self._skip, len(self._buffer))
        del self._buffer[:dropped]
        self._skip -= dropped
        if self._wanted is None and not self._skip and (error := self._read_header()):
            return error
        if self._wanted is None or len(self._buffer) < self._wanted:
            return None
        body = bytes(self._buffer[: self._wanted])
        del self._buffer[: self._wanted]
        self._wanted = None
        return body

    def _read_header(self) -> SidecarError | None:
        end = self._buffer.find(HEADER_END)
        if end < 0:
            if len(self._buffer) >= HEADER_LIMIT + len(HEADER_END):
                self._is_overlong = True
                del self._buffer[: -len(HEADER_END)]
            return None
        header = bytes(self._buffer[:end])
        del self._buffer[: end + len(HEADER_END)]
        if self._is_overlong or end > HEADER_LIMIT:
            self._is_overlong = False
            return TooLarge("the header", HEADER_LIMIT)
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
