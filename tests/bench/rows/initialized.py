"""From the start of the process to `initialize` answered, its database open."""

from pathlib import Path

from tests.bench.measure import Result, time_ratio
from tests.bench.start import bare_python, until_answered
from tests.bench.wire import HELLO, request, sidecar

NAME = "process start to initialize answered"
RUNS = 15


def measure(folder: Path) -> Result:
    with sidecar(folder) as first:
        first.call("project/create", slug="moon", name="Moon")
    hello = request("initialize", 0, **HELLO)
    return time_ratio(lambda: until_answered(folder, hello), bare_python, at_most=6, rounds=RUNS)
