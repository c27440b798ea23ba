"""The table `run_job_inputs`: what a job used, by id and by hash of what it was then."""

from typing import Any

from iat_sidecar.core import canonical, clock, ids
from iat_sidecar.core.wire import Wire
from iat_sidecar.db.tx import Read, Tx
from iat_sidecar.features.job.model import Job
from iat_sidecar.features.project.inputs import InputKind


class JobInput(Wire):
    """One thing that a job used."""

    kind: InputKind
    id: str
    sha256: str


class _OfJob(JobInput):
    job_id: str


def used(kind: InputKind, id: str, thing: Any) -> JobInput:
    """A thing as it is now; `thing` is what of it the outcome depends on."""
    return JobInput(kind=kind, id=id, sha256=canonical.digest(thing))


def add(tx: Tx, job: Job, inputs: list[JobInput]) -> None:
    """Note what a job uses; what it was noted to use stays as it was."""
    for one in inputs:
        tx.run(
            """insert into run_job_inputs (id, project_id, job_id, input_kind, input_id, sha256,
                created_at)
            values ($1, $2, $3, $4, $5, $6, $7)
            on conflict (project_id, job_id, input_kind, input_id) do nothing""",
            ids.new(),
            job.project_id,
            job.id,
            one.kind,
            one.id,
            one.sha256,
            clock.now(),
        )


def of_job(read: Read, project_id: str, job_id: str) -> list[JobInput]:
    return read.all(
        JobInput,
        """select input_kind as kind, input_id as id, sha256 from run_job_inputs
        where project_id = $1 and job_id = $2 order by input_kind, input_id""",
        project_id,
        job_id,
    )


def of_run(read: Read, project_id: str, run_id: str) -> dict[str, list[JobInput]]:
    """What the jobs of a run used, by job."""
    found = read.all(
        _OfJob,
        """select i.job_id, i.input_kind as kind, i.input_id as id, i.sha256
        from run_jobs j cross join run_job_inputs i
        where j.project_id = $1 and j.run_id = $2
            and i.project_id = j.project_id and i.job_id = j.id
        order by j.position, i.input_kind, i.input_id""",
        project_id,
        run_id,
    )
    by_job: dict[str, list[JobInput]] = {}
    for one in found:
        own = JobInput(kind=one.kind, id=one.id, sha256=one.sha256)
        by_job.setdefault(one.job_id, []).append(own)
    return by_job
