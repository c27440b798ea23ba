"""The folder form: from its start to its first reply, against the same from source."""

from pathlib import Path

from tests.bench.measure import Result, time_ratio
from tests.bench.start import until_answered
from tests.bench.wire import request
from tests.forms import FOLDER, SOURCE

NAME = "folder: start to first reply, against from source"
RUNS = 15


def measure(folder: Path) -> Result:
    ping = request("$/ping", 0)
    return time_ratio(
        lambda: until_answered(folder, ping, FOLDER),
        lambda: until_answered(folder, ping, SOURCE),
        at_most=1.5,
        rounds=RUNS,
    )
