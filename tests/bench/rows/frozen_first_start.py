"""The single file: its first start, which unpacks it, against the folder form's."""

import itertools
from pathlib import Path

from tests.bench.measure import Result, time_ratio
from tests.bench.start import until_answered
from tests.bench.wire import request
from tests.forms import FOLDER, SINGLE

NAME = "single file: first start, which unpacks it"
RUNS = 7


def measure(folder: Path) -> Result:
    ping = request("$/ping", 0)
    caches = (str(folder / f"cache-{number}") for number in itertools.count())
    return time_ratio(
        lambda: until_answered(folder, ping, SINGLE, IAT_CACHE_DIR=next(caches)),
        lambda: until_answered(folder, ping, FOLDER),
        at_most_s=0.5,
        rounds=RUNS,
    )
