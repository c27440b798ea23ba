"""How long a process takes to be there."""

import subprocess
import sys
import time
from pathlib import Path

from tests.bench.wire import ENVIRONMENT, SIDECAR, Wire


def bare_python() -> float:
    """Seconds of `python -c pass`."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", "pass"], env=ENVIRONMENT, check=True)
    return time.perf_counter() - began


def until_answered(data_dir: Path, line: bytes) -> float:
    """Seconds from the start of a sidecar to its answer to its first line."""
    began = time.perf_counter()
    with Wire(*SIDECAR, str(data_dir)) as wire:
        answer = wire.exchange(line)
        took = time.perf_counter() - began
    assert b'"result"' in answer, answer
    return took
