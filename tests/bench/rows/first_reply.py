"""From the start of the process to its first reply, against a Python that does nothing."""

from pathlib import Path

from tests.bench.measure import Result, time_ratio
from tests.bench.start import bare_python, until_answered
from tests.bench.wire import request

NAME = "process start to first reply, against python -c pass"
RUNS = 15


def measure(folder: Path) -> Result:
    ping = request("$/ping", 0)
    return time_ratio(lambda: until_answered(folder, ping), bare_python, at_most=4, rounds=RUNS)
