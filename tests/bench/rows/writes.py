"""Acknowledged writes with 64 in flight against one at a time."""

import itertools
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench.measure import Result, rate_ratio
from tests.bench.wire import Wire, request, sidecar

NAME = "acknowledged writes, 64 in flight against 1"
WRITES = {1: 250, 64: 2_000}


def measure(folder: Path) -> Result:
    number = itertools.count()
    with sidecar(folder) as ours:
        return rate_ratio(
            lambda: _per_s(ours, 64, number), lambda: _per_s(ours, 1, number), at_least=6
        )


def _per_s(ours: Wire, in_flight: int, number: Iterator[int]) -> float:
    """A row, its event and its audit each; every answer lets the next request go."""
    count = WRITES[in_flight]
    lines = [
        request("user/create", id, username=f"u{next(number)}", display_name="One of many")
        for id in range(count)
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
