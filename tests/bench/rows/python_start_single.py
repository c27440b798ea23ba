"""The single file: from its next start to its first reply, against a Python that does nothing."""

from pathlib import Path

from tests.bench.measure import Result, time_ratio
from tests.bench.start import bare_python, until_answered
from tests.bench.wire import request
from tests.forms import SINGLE

NAME = "single file: next start, against python -c pass"
RUNS = 15


def measure(folder: Path) -> Result:
    ping = request("$/ping", 0)
    until_answered(folder, ping, SINGLE)  # its first start, which unpacks it
    return time_ratio(lambda: until_answered(folder, ping, SINGLE), bare_python, rounds=RUNS)
