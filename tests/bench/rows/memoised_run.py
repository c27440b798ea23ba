"""A run of a hundred jobs whose steps are all there."""

from pathlib import Path

from tests.bench.measure import Result
from tests.bench.runs import definition, ran
from tests.bench.wire import sidecar

NAME = "memoised re-run of a finished 100-job run"
JOBS, ROUNDS, AT_MOST_S = 100, 3, 2.0


def measure(folder: Path) -> Result:
    asked = definition(JOBS, width_px=64, height_px=48)
    with sidecar(folder) as ours:
        ours.call("project/create", slug="moon", name="Moon")
        first = ran(ours, **asked)
        again = [ran(ours, **asked) for _ in range(ROUNDS)]
    assert all(each.result["memoised_steps"] == first.result["steps"] for each in again)
    best = min(each.wall_s for each in again)
    return Result(f"{best:.2f} s", "", "", f"≤ {AT_MOST_S:g} s", best <= AT_MOST_S)
