"""`iat-sidecar [serve|worker|script|demo|cube|contracts|doctor]`: the one executable."""

import os
import sys

HELP = ("--help", "-h", "--version")


def main(argv: list[str] | None = None) -> int:
    words = sys.argv[1:] if argv is None else argv
    if getattr(sys, "frozen", False):
        from iat_sidecar.core.program import forget_bootloader

        forget_bootloader(os.environ)
    word = words[0] if words else "serve"
    if word == "worker":
        wire = claim_wire()  # before anything else is imported: native libraries print
        _import_quickly()
        return _work(*wire)
    if word == "serve" or (word.startswith("-") and word not in HELP):
        wire = claim_wire()
        _import_quickly()
        return _serve(words, *wire)
    from iat_sidecar.commands import run

    return run(words)


def claim_wire() -> tuple[int, int]:
    """Keep stdin and stdout for messages alone; everybody else reads nothing and prints to stderr."""
    null = os.open(os.devnull, os.O_RDWR)
    while null <= 2:  # one of the three was closed when we were started
        null = os.open(os.devnull, os.O_RDWR)
    wire_in, wire_out = os.dup(0), os.dup(1)
    os.dup2(2, 1)  # native libraries print to fd 1; the wire keeps a descriptor of its own
    os.dup2(null, 0)
    os.close(null)
    return wire_in, wire_out


def _import_quickly() -> None:
    # msgspec takes `typing` where typing_extensions is missing; the latter costs half a start
    sys.modules["typing_extensions"] = None  # type: ignore[assignment]
    import msgspec  # noqa: F401

    del sys.modules["typing_extensions"]


def _serve(words: list[str], wire_in: int, wire_out: int) -> int:
    from iat_sidecar.core.exits import Exit
    from iat_sidecar.lifetime import leave, watch
    from iat_sidecar.options import USAGE, Misused, parse

    try:
        options = parse(words)
    except Misused as exc:
        sys.stderr.write(f"{exc}\n{USAGE}\n")
        leave(Exit.USAGE)
    from iat_sidecar.app import App

    sys.setswitchinterval(0.0005)
    app = App(options.data_dir, wire_out, options.framing)
    watch(app.end, options.parent_pid)
    app.serve(wire_in)


def _work(wire_in: int, wire_out: int) -> int:
    from iat_sidecar.imaging.worker import serve

    return serve(wire_in, wire_out)


if __name__ == "__main__":
    sys.exit(main())
