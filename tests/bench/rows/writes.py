"""Acknowledged writes with 64 in flight against one at a time."""

import time
from pathlib import Path

from tests.bench.measure import Result, rate_ratio
from tests.bench.wire import Wire, request, sidecar

NAME = "acknowledged writes, 64 in flight against 1"
WRITES = {1: 250, 64: 2_500}


def measure(folder: Path) -> Result:
    with sidecar(folder) as ours:
        ours.call("project/create", slug="moon", name="Moon")
        return rate_ratio(lambda: _per_s(ours, 64), lambda: _per_s(ours, 1), at_least=6, rounds=5)


def _per_s(ours: Wire, in_flight: int) -> float:
    """A sliding window: every answer lets the next request go."""
    count = WRITES[in_flight]
    lines = [
        request("project/update", id, project="moon", name=f"Moon {id}") for id in range(count)
    ]
    began = time.perf_counter()
    ours.send(b"".join(lines[:in_flight]))
    sent, answered = in_flight, 0
    while answered < count:
        arrived = ours.read().count(b'"result":')
        answered += arrived
        if following := lines[sent : sent + arrived]:
            ours.send(b"".join(following))
            sent += len(following)
    return count / (time.perf_counter() - began)
