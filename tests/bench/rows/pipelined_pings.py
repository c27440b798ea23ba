"""Pings with 64 in flight."""

import time
from pathlib import Path

from tests.bench.measure import Result, rate
from tests.bench.wire import one_core, request, sidecar

NAME = "pipelined pings, 64 in flight"
IN_FLIGHT, COUNT = 64, 64 * 800
PINGS = b"".join(request("$/ping", id) for id in range(IN_FLIGHT))


def measure(folder: Path) -> Result:
    with one_core(), sidecar(folder) as ours:

        def per_s() -> float:
            began = time.perf_counter()
            for _ in range(COUNT // IN_FLIGHT):
                ours.send(PINGS)
                answered = 0
                while answered < IN_FLIGHT:
                    answered += ours.read().count(b"\n")
            return COUNT / (time.perf_counter() - began)

        return rate(per_s, at_least=100_000)
