"""The words of the command line beside `serve` and `worker`."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias, get_args

import iat_sidecar
from iat_sidecar.core.exits import Exit
from iat_sidecar.core.program import is_frozen
from iat_sidecar.core.values import TimeOfDay

Words: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"

SERVE = """\
Without a word, or with `serve`, it speaks JSON-RPC 2.0 on stdin and stdout:
  iat-sidecar [serve] [--data-dir DIR] [--framing lines|headers] [--parent-pid PID]
"""


def run(words: list[str]) -> int:
    """Do what the first word says; the exit code."""
    given = _parser().parse_args(["--help"] if words in ([], ["help"]) else words)
    act: Callable[[argparse.Namespace], int] = given.act
    try:
        return int(act(given))
    except KeyboardInterrupt:
        return Exit.INTERRUPTED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "iat-sidecar",
        description=iat_sidecar.__doc__,
        epilog=SERVE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=iat_sidecar.__version__)
    words = parser.add_subparsers(metavar="WORD", required=True)
    for add in (_add_script, _add_demo, _add_cube, _add_contracts, _add_doctor):
        add(words)
    return parser


def _add_script(words: Words) -> None:
    script = words.add_parser("script", help="play a transcript against a fresh process")
    script.add_argument("file", type=Path, metavar="FILE")
    script.add_argument("--set", action="append", default=[], type=_pair, metavar="name=value")
    script.add_argument("--data-dir", metavar="DIR", help="a temporary one unless given")
    script.set_defaults(act=_script)


def _add_demo(words: Words) -> None:
    demo = words.add_parser("demo", help="draw, check and pack a comic page")
    demo.add_argument("--image", type=Path, metavar="PATH", help="a picture of yours to start from")
    demo.add_argument("--out", type=Path, metavar="DIR", default=Path("iat-demo"))
    demo.set_defaults(act=_demo)


def _add_cube(words: Words) -> None:
    cube = words.add_parser("cube", help="save the grade of a time of day as a .cube table")
    cube.add_argument("time_of_day", choices=get_args(TimeOfDay), metavar="TIME")
    cube.add_argument("--out", type=Path, metavar="FILE", help="TIME.cube unless given")
    cube.set_defaults(act=_cube)


def _add_contracts(words: Words) -> None:
    contracts = words.add_parser("contracts", help="write contracts/ and schemas/schema.sql anew")
    contracts.add_argument(
        "--check",
        action="store_true",
        help="name what is stale and what breaks clients; write nothing",
    )
    contracts.add_argument(
        "--out",
        type=Path,
        metavar="DIR",
        required=is_frozen(),  # what is unpacked in the cache is not to be written to
        help="the folder above contracts/ and schemas/; the sources' own unless given",
    )
    contracts.set_defaults(act=_contracts)


def _add_doctor(words: Words) -> None:
    doctor = words.add_parser("doctor", help="look whether everything that is needed is there")
    doctor.add_argument("--data-dir", metavar="DIR", help="the usual one unless given")
    doctor.set_defaults(act=_doctor)


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name.isidentifier():
        raise argparse.ArgumentTypeError(f"{text!r} is not name=value")
    return name, value


def _script(given: argparse.Namespace) -> int:
    from iat_sidecar.script.run import run

    return run(given.file, dict(given.set), given.data_dir)


def _demo(given: argparse.Namespace) -> int:
    from iat_sidecar.demo import demo

    if given.image and not given.image.is_file():
        sys.stderr.write(f"there is no image {given.image}\n")
        return Exit.USAGE
    return demo(given.image, given.out)


def _cube(given: argparse.Namespace) -> int:
    from iat_sidecar.imaging.grade import lut

    out: Path = given.out or Path(f"{given.time_of_day}.cube")
    try:
        out.write_text(lut(given.time_of_day).to_cube(given.time_of_day), "ascii")
    except OSError as exc:
        sys.stderr.write(f"{out}: {exc.strerror}\n")
        return Exit.USAGE
    sys.stdout.write(f"{out}\n")
    return Exit.ASKED


def _contracts(given: argparse.Namespace) -> int:
    from iat_sidecar import contracts

    root = str(given.out or contracts.SOURCES)
    if given.check:
        found = [f"stale: {path}\n" for path in contracts.stale(root)]
        found += [f"breaks: {each}\n" for each in contracts.breaks(root)]
        sys.stderr.write("".join(found))
        return 1 if found else 0
    sys.stdout.write("".join(f"wrote {path}\n" for path in contracts.write(root)))
    return 0


def _doctor(given: argparse.Namespace) -> int:
    from iat_sidecar.doctor import examine

    return 0 if examine(given.data_dir) else 1
