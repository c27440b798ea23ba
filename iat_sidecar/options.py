"""The command line of `serve`, read without argparse, whose import costs a third of a start."""

from iat_sidecar.core.wire import Wire
from iat_sidecar.rpc.framing import Framing

USAGE = """usage: iat-sidecar [serve] [--data-dir DIR] [--framing lines|headers] [--parent-pid PID]
       iat-sidecar script FILE [--set name=value]... [--data-dir DIR]
       iat-sidecar demo [--image PATH] [--out DIR]
       iat-sidecar contracts [--check]
       iat-sidecar doctor [--data-dir DIR]"""


class Options(Wire):
    """What `serve` was told."""

    data_dir: str | None = None
    framing: Framing = "lines"
    parent_pid: int | None = None


def parse(words: list[str]) -> Options | str:
    """The options, or a text that says what is wrong and how it is used."""
    given: dict[str, str] = {}
    rest = [word for word in words if word != "serve"]
    while rest:
        name, equals, value = rest.pop(0).partition("=")
        if not equals and name in ("--data-dir", "--framing", "--parent-pid"):
            if not rest:
                return f"{name} needs a value\n{USAGE}"
            value = rest.pop(0)
        given[name] = value
    if unknown := set(given) - {"--data-dir", "--framing", "--parent-pid"}:
        return f"unknown: {', '.join(sorted(unknown))}\n{USAGE}"
    framing = given.get("--framing", "lines")
    if framing not in ("lines", "headers"):
        return f"--framing is lines or headers\n{USAGE}"
    pid = given.get("--parent-pid")
    if pid is not None and not pid.isdigit():
        return f"--parent-pid is a number\n{USAGE}"
    return Options(
        data_dir=given.get("--data-dir"),
        framing="headers" if framing == "headers" else "lines",
        parent_pid=int(pid) if pid else None,
    )
