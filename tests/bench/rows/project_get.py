"""`project/get` over the wire against `cat`."""

from pathlib import Path

from tests.bench.measure import Result, p50, time_ratio
from tests.bench.wire import CAT, Wire, one_core, request, sidecar

NAME = "project/get over the wire, p50, against cat"
COUNT = 2_000


def measure(folder: Path) -> Result:
    with one_core(), Wire(*CAT) as cat, sidecar(folder) as ours:
        project = ours.call("project/create", slug="moon", name="Moon")
        line = request("project/get", 7, project="moon")
        answer = ours.exchange(line)  # cat gets as long a line, for it to move as many bytes
        assert project["id"].encode() in answer
        return time_ratio(
            lambda: p50(ours.round_trips(line, COUNT)),
            lambda: p50(cat.round_trips(answer, COUNT)),
            at_most=4,
        )
