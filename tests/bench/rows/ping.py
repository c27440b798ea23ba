"""`$/ping` against `cat`."""

from pathlib import Path

from tests.bench.measure import Result, p50, time_ratio
from tests.bench.wire import CAT, Wire, one_core, request, sidecar

NAME = "$/ping round trip, p50, against cat"
COUNT = 3_000
PING = request("$/ping", 7)


def measure(folder: Path) -> Result:
    with one_core(), Wire(*CAT) as cat, sidecar(folder) as ours:
        assert ours.exchange(PING) == b'{"jsonrpc":"2.0","id":7,"result":{}}\n'
        return time_ratio(
            lambda: p50(ours.round_trips(PING, COUNT)),
            lambda: p50(cat.round_trips(PING, COUNT)),
            at_most=2,
        )
