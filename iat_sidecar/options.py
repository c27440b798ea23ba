"""The command line of `serve`, read without argparse, whose import costs a third of a start."""

from iat_sidecar.core.wire import Wire
from iat_sidecar.rpc.framing import Framing

USAGE = """usage: iat-sidecar [serve] [--data-dir DIR] [--framing lines|headers] [--parent-pid PID]
       iat-sidecar script FILE [--set name=value]... [--data-dir DIR]
       iat-sidecar demo [--image PATH] [--out DIR]
       iat-sidecar contracts [--check]
       iat-sidecar doctor [--data-dir DIR]"""

FRAMINGS: dict[str, Framing] = {"lines": "lines", "headers": "headers"}
NAMES = ("--data-dir", "--framing", "--parent-pid")


class Options(Wire):
    """What `serve` was told."""

    data_dir: str | None = None
    framing: Framing = "lines"
    parent_pid: int | None = None


class Misused(Exception):
    """What is wrong with a command line."""


def parse(words: list[str]) -> Options:
    """The options after an optional `serve`; raises Misused."""
    given = _pairs(words[1:] if words[:1] == ["serve"] else words)
    if (framing := FRAMINGS.get(given.get("--framing", "lines"))) is None:
        raise Misused("--framing is lines or headers")
    pid = given.get("--parent-pid")
    if pid is not None and not (pid.isascii() and pid.isdigit() and int(pid)):
        raise Misused("--parent-pid is a number")
    return Options(
        data_dir=given.get("--data-dir"),
        framing=framing,
        parent_pid=int(pid) if pid else None,
    )


def _pairs(words: list[str]) -> dict[str, str]:
    """`--name value` and `--name=value` alike; the last of a name counts."""
    given: dict[str, str] = {}
    rest = iter(words)
    for word in rest:
        name, equals, value = word.partition("=")
        if name not in NAMES:
            raise Misused(f"unknown: {name}")
        value = value if equals else next(rest, "")
        if not value:
            raise Misused(f"{name} needs a value")
        given[name] = value
    return given
