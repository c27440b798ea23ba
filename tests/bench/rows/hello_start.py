"""The single file's next start, against a C program that says hello."""

import subprocess
import sys
import time
from pathlib import Path

from tests.bench.measure import Result, time_ratio
from tests.bench.start import until_answered
from tests.bench.wire import ENVIRONMENT, request
from tests.forms import ROOT, SINGLE

NAME = "single file: next start, against a C hello"
RUNS = 15
HELLO = '#include <stdio.h>\nint main(void) { return puts("hello") < 0; }\n'


def measure(folder: Path) -> Result:
    program, ping = _compiled(folder), request("$/ping", 0)
    until_answered(folder, ping, SINGLE)
    return time_ratio(
        lambda: until_answered(folder, ping, SINGLE), lambda: _hello(program), rounds=RUNS
    )


def _compiled(folder: Path) -> Path:
    (folder / "hello.c").write_text(HELLO)
    places = dict.fromkeys(
        ("ZIG_GLOBAL_CACHE_DIR", "ZIG_LOCAL_CACHE_DIR"), str(ROOT / ".work" / "zig")
    )
    command = [
        sys.executable,
        "-m",
        "ziglang",
        "cc",
        "-O2",
        "-o",
        folder / "hello",
        folder / "hello.c",
    ]
    subprocess.run(list(map(str, command)), env={**ENVIRONMENT, **places}, check=True)
    return folder / "hello"


def _hello(program: Path) -> float:
    began = time.perf_counter()
    subprocess.run([program], stdout=subprocess.DEVNULL, env=ENVIRONMENT, check=True)
    return time.perf_counter() - began
