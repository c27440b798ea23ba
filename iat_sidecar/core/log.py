"""Log lines for the one who debugs tomorrow: JSON on stderr, never prompts, keys or pixels."""

import contextlib
import os
import select
import threading
from typing import Any, Literal

import msgspec

from iat_sidecar.core import clock
from iat_sidecar.core.secret import redact

Level = Literal["debug", "info", "warning", "error"]
LEVELS: tuple[Level, ...] = ("debug", "info", "warning", "error")

STDERR, PIECE = 2, 4_096

_lock = threading.Lock()
_least = LEVELS.index("info")


def set_level(level: Level) -> None:
    global _least
    _least = LEVELS.index(level)


def debug(event: str, **facts: Any) -> None:
    _write("debug", event, facts)


def info(event: str, **facts: Any) -> None:
    _write("info", event, facts)


def warning(event: str, **facts: Any) -> None:
    _write("warning", event, facts)


def error(event: str, **facts: Any) -> None:
    _write("error", event, facts)


def fault(event: str, failure: BaseException, **facts: Any) -> None:
    """A failure that nobody foresaw, with where it came from."""
    import traceback  # a tenth of a start, for what should not happen

    _write("error", event, {**facts, "trace": "".join(traceback.format_exception(failure))})


def _write(level: Level, event: str, facts: dict[str, Any]) -> None:
    if LEVELS.index(level) < _least:
        return
    line = msgspec.json.encode(
        {"ts": clock.now(), "level": level, "event": event, **facts}, enc_hook=str
    )
    with _lock:
        say(redact(line.decode("utf-8", "replace")).encode() + b"\n")


def say(line: bytes) -> None:
    """Write to stderr, and drop what nobody reads: a full pipe must not hold the sidecar."""
    with contextlib.suppress(OSError):  # its reader left between the look and the write
        while line and _has_room():
            line = line[os.write(STDERR, line[:PIECE]) :]


def _has_room() -> bool:
    if not hasattr(select, "poll"):
        return True
    poller = select.poll()
    poller.register(STDERR, select.POLLOUT)
    return poller.poll(0) == [(STDERR, select.POLLOUT)]
