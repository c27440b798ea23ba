"""`$/ping` while the workers have all hands full."""

import os
import time
from pathlib import Path

from tests.bench.measure import Result, p99
from tests.bench.runs import definition
from tests.bench.wire import Wire, request, sidecar

NAME = "$/ping p99 while a run works"
AT_MOST_MS, EVERY_S = 2.0, 0.002


def measure(folder: Path) -> Result:
    """Pings at a pace, as an app sends them; a ping that waits is measured from its sending."""
    with sidecar(folder) as ours:
        ours.call("project/create", slug="moon", name="Moon")
        ours.send(request("run/start", 1, **definition(4 * (os.cpu_count() or 1))))
        samples = _until_finished(ours)
    value = p99(samples) * 1000
    return Result(f"{value:.2f} ms", "", "", f"≤ {AT_MOST_MS:g} ms", value <= AT_MOST_MS)


def _until_finished(wire: Wire) -> list[float]:
    samples: list[float] = []
    while True:
        began = time.perf_counter()
        wire.send(request("$/ping", 7))
        answer = b""
        while b'"id":7,' not in answer:
            answer += wire.read()
        samples.append(time.perf_counter() - began)
        if b'"task/finished"' in answer:
            return samples
        time.sleep(EVERY_S)
