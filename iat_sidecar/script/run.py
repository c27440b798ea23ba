"""Run a transcript file against a fresh process of this program."""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from iat_sidecar.core.exits import Exit
from iat_sidecar.script.conversation import Conversation
from iat_sidecar.script.play import Different, Player
from iat_sidecar.script.progress import Display
from iat_sidecar.script.step import Malformed, parse
from iat_sidecar.script.transport import Subprocess

Say = Callable[[str], None]


def run(path: Path, values: dict[str, str], data_dir: str | None = None) -> Exit:
    """Play it, show progress on stderr and comments on stdout; DIFFERENT at the first difference."""
    try:
        steps = parse(path.read_text("utf-8"))
    except Malformed as exc:
        return _fail(f"{path}:{exc.line}: {exc.reason}", Exit.USAGE)
    except OSError as exc:
        return _fail(f"{path}: {exc.strerror}", Exit.USAGE)
    display = Display(sys.stderr)
    with tempfile.TemporaryDirectory(prefix="iat-") as fresh, Subprocess(data_dir or fresh) as way:
        player = Player(Conversation(way, display.watch), values, _teller(display))
        try:
            player.play(steps)
        except Different as exc:
            display.clear()
            way.close()
            told = [f"{path}:{exc.line}: {exc}", *way.complaints()]
            return _fail("\n".join(told), Exit.DIFFERENT)
    return Exit.ASKED


def _teller(display: Display) -> Say:
    def say(text: str) -> None:
        display.clear()
        sys.stdout.write(text + "\n")
        sys.stdout.flush()

    return say


def _fail(text: str, code: Exit) -> Exit:
    sys.stderr.write(text + "\n")
    return code
