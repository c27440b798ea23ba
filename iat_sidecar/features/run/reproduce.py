"""Repeat a run and say what matched bit for bit."""

import asyncio
import os

import msgspec

from iat_sidecar.core.wire import Wire
from iat_sidecar.db.tx import Read
from iat_sidecar.features.asset import store as assets
from iat_sidecar.features.run import logged, store
from iat_sidecar.features.run.logged import LoggedRun
from iat_sidecar.features.run.model import Outcome, Reproduced, ReproduceResult
from iat_sidecar.sidecar import Sidecar

OUTCOMES: tuple[Outcome, ...] = ("identical", "different", "recorded")

Place = tuple[str, int, int]
"""Job key, candidate index, position on the way."""


class Output(Wire):
    """What one step of a run gave, by hash."""

    name: str
    reproducibility: str
    sha256: dict[str, str | None]


async def recorded(sidecar: Sidecar, project_id: str, run_id: str) -> dict[Place, Output]:
    """What a run gave: its log says so for good, while a step drawn anew is known by what it gave last.

    A run whose log is gone is looked up.
    """
    path = await sidecar.read(lambda read: _log_path(read, project_id, run_id))
    if path is None or not await asyncio.to_thread(os.path.exists, path):
        return await sidecar.read(lambda read: outputs(read, project_id, run_id))
    return await asyncio.to_thread(_from_log, path)


def outputs(read: Read, project_id: str, run_id: str) -> dict[Place, Output]:
    """Every step of a run by its place."""
    return _placed(logged.gathered(read, project_id, run_id))


def _log_path(read: Read, project_id: str, run_id: str) -> str | None:
    log_id = store.get(read, project_id, run_id).run_log_asset_id
    return assets.get(read, project_id, log_id).path if log_id else None


def _from_log(path: str) -> dict[Place, Output]:
    with open(path, "rb") as file:
        return _placed(msgspec.json.decode(file.read(), type=LoggedRun))


def _placed(whole: LoggedRun) -> dict[Place, Output]:
    index = {one.id: one.candidate_index for each in whole.jobs for one in each.candidates}
    return {
        (each.job.job_key, index[step.candidate_id], step.position): Output(
            name=step.name, reproducibility=step.reproducibility, sha256=step.output_sha256
        )
        for each in whole.jobs
        for step in each.steps
    }


def compare(
    run_id: str, original: dict[Place, Output], again: dict[Place, Output]
) -> ReproduceResult:
    """Step by step; one that was not reached again is different."""
    steps = [
        Reproduced(
            job_key=place[0],
            candidate_index=place[1],
            step=output.name,
            outcome=_outcome(output, again.get(place)),
        )
        for place, output in sorted(original.items())
    ]
    tally = {word: sum(step.outcome == word for step in steps) for word in OUTCOMES}
    return ReproduceResult(run_id=run_id, steps=steps, **tally)


def _outcome(before: Output, after: Output | None) -> Outcome:
    if before.reproducibility == "recorded":
        return "recorded"
    return "identical" if after and before.sha256 == after.sha256 else "different"
