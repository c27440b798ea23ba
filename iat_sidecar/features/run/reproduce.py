"""Repeat a run and say what matched bit for bit."""

from iat_sidecar.core.wire import Wire
from iat_sidecar.db.tx import Read
from iat_sidecar.features.asset import store as assets
from iat_sidecar.features.candidate import store as candidates
from iat_sidecar.features.job import store as jobs
from iat_sidecar.features.run.model import Outcome, Reproduced, ReproduceResult

OUTCOMES: tuple[Outcome, ...] = ("identical", "different", "recorded")

Place = tuple[str, int, int]
"""Job key, candidate index, position on the way."""


class Output(Wire):
    """What one step of a run gave, by hash."""

    name: str
    reproducibility: str
    sha256: dict[str, str | None]


def outputs(read: Read, project_id: str, run_id: str) -> dict[Place, Output]:
    """Every step of a run by its place."""
    found: dict[Place, Output] = {}
    for job in jobs.of_run(read, project_id, run_id):
        index = {c.id: c.candidate_index for c in candidates.of_job(read, project_id, job.id)}
        for step in candidates.steps_of_job(read, project_id, job.id):
            hashes = assets.hashes(read, project_id, list(step.outputs.values()))
            by_role = {role: hashes[id] for role, id in step.outputs.items()}
            place = (job.job_key, index[step.candidate_id], step.position)
            found[place] = Output(
                name=step.name, reproducibility=step.reproducibility, sha256=by_role
            )
    return found


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
