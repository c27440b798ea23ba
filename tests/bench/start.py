"""How long a process takes to be there."""

import subprocess
import sys
import time
from pathlib import Path

from tests.bench.wire import ENVIRONMENT, Wire
from tests.forms import SOURCE, Form


def bare_python() -> float:
    """Seconds of `python -c pass`."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", "pass"], env=ENVIRONMENT, check=True)
    return time.perf_counter() - began


def until_answered(data_dir: Path, line: bytes, form: Form = SOURCE, **more: str) -> float:
    """Seconds from the start of a sidecar to its answer to its first line.

    more: what its environment has beside the usual.
    """
    began = time.perf_counter()
    with Wire(*form.command, "--data-dir", str(data_dir), env={**ENVIRONMENT, **more}) as wire:
        answer = wire.exchange(line)
        took = time.perf_counter() - began
    assert b'"result"' in answer, answer
    return took
