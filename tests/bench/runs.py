"""Runs to be measured: how they are asked for, and what they say of themselves."""

import json
import time
from typing import Any, NamedTuple

from tests.bench.wire import Wire, request

STAGES = ("style_lock", "light_time", "weather_effects")


class Ran(NamedTuple):
    """A run that has ended: its task's result, and seconds from the request to that."""

    result: dict[str, Any]
    wall_s: float


def definition(count: int, **more: Any) -> dict[str, Any]:
    """So many different panels with light and weather."""
    jobs = [
        {"job_key": f"p{n}", "scene": f"A pier at the harbour, {n} boats", **more}
        for n in range(count)
    ]
    return {
        "project": "moon",
        "jobs": jobs,
        "seed": 7,
        "stages": list(STAGES),
        "time_of_day": "dusk",
        "weather": "rain",
    }


def ran(wire: Wire, **asked: Any) -> Ran:
    """Start a run and read until its task has ended."""
    began = time.perf_counter()
    wire.send(request("run/start", 1, **asked))
    text = b""
    while True:
        for line in wire.read().splitlines():
            if b'"task/finished"' in line:
                wall_s = time.perf_counter() - began
                text = line
        if text:
            task = json.loads(text)["params"]["task"]
            assert task["status"] == "done", task["error"]
            return Ran(task["result"], wall_s)


def own_s(wire: Wire, run_id: str) -> float:
    """Seconds that the steps of a run took in their workers."""
    path = wire.call("run/log", project="moon", run_id=run_id)["path"]
    with open(path, "rb") as file:
        told = json.load(file)["jobs"]
    return sum(step["own_ms"] for job in told for step in job["steps"]) / 1000
