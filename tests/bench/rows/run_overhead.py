"""What a run costs beside its steps: wall time without their own, over the workers there are."""

import os
from pathlib import Path

from tests.bench.measure import Result
from tests.bench.runs import definition, own_s, ran
from tests.bench.wire import sidecar

NAME = "run overhead: (wall − the steps' own time) / wall"
JOBS, AT_MOST = 16, 0.05


def measure(folder: Path) -> Result:
    with sidecar(folder) as ours:
        ours.call("project/create", slug="moon", name="Moon")
        ran(ours, **definition(2, width_px=64, height_px=48))  # the workers are there now
        run = ran(ours, **definition(JOBS))
        own = own_s(ours, run.result["run_id"]) / (os.cpu_count() or 1)
    share = (run.wall_s - own) / run.wall_s
    return Result(
        f"{run.wall_s:.1f} s", f"{own:.1f} s", f"{share:.1%}", f"≤ {AT_MOST:.0%}", share <= AT_MOST
    )
