"""How far tasks are, for the one who waits: a line redrawn on a terminal, now and then one elsewhere."""

import shutil
import time
from collections.abc import Callable
from typing import Any, TextIO

PLAIN_EVERY_S = 5.0
CLEAR = "\r\x1b[K"


class Display:
    """Watches notifications and shows the task that moved last."""

    def __init__(self, out: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self._out, self._clock = out, clock
        self._is_terminal = out.isatty()
        self._kinds: dict[str, str] = {}
        self._is_drawn = False
        self._last_s = clock()

    def watch(self, message: dict[str, Any]) -> None:
        """A notification; those that are not about tasks change nothing."""
        params = message["params"]
        match message["method"]:
            case "task/created" | "task/started":
                self._kinds[params["task"]["id"]] = params["task"]["kind"]
            case "task/progressed":
                kind = self._kinds.get(params["task_id"], "task")
                self._show(line_of(kind, params["progress"]))
            case "task/finished":
                self.clear()

    def clear(self) -> None:
        """Make room for what is said next."""
        if self._is_drawn:
            self._out.write(CLEAR)
            self._out.flush()
            self._is_drawn = False

    def _show(self, line: str) -> None:
        if self._is_terminal:
            width = shutil.get_terminal_size().columns - 1
            self._out.write(CLEAR + line[:width])
            self._is_drawn = True
        elif (now := self._clock()) - self._last_s >= PLAIN_EVERY_S:
            self._last_s = now
            self._out.write(line + "\n")
        self._out.flush()


def line_of(kind: str, progress: dict[str, Any]) -> str:
    """`run/start: 12 of 80 panels, 1:05 left, drawing`."""
    done, total, unit = (progress[name] for name in ("done", "total", "unit"))
    if unit == "bytes":
        done, total, unit = _megabytes(done), _megabytes(total), "MB"
    count = f"{done} of {total}" if total is not None else str(done)
    parts = [f"{kind}: {count} {unit}".rstrip()]
    if (eta_s := progress["eta_s"]) is not None:
        minutes, seconds = divmod(round(eta_s), 60)
        parts.append(f"{minutes}:{seconds:02d} left")
    if progress["note"]:
        parts.append(progress["note"])
    return ", ".join(parts)


def _megabytes(count: int | None) -> str | None:
    return None if count is None else f"{count / 1e6:.1f}"
