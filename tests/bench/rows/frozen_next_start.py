"""The single file: every start but its first, against the folder form."""

from pathlib import Path

from tests.bench.measure import Result, time_ratio
from tests.bench.start import until_answered
from tests.bench.wire import request
from tests.forms import FOLDER, SINGLE

NAME = "single file: next start, against the folder"
RUNS = 15


def measure(folder: Path) -> Result:
    ping = request("$/ping", 0)
    until_answered(folder, ping, SINGLE)
    return time_ratio(
        lambda: until_answered(folder, ping, SINGLE),
        lambda: until_answered(folder, ping, FOLDER),
        at_most=1.2,
        rounds=RUNS,
    )
