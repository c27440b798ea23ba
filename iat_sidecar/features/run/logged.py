"""What a run log says: one JSON object that a run can be repeated and compared from."""

from collections.abc import Iterable
from typing import Literal, TypeVar

from msgspec.structs import asdict

from iat_sidecar.core import canonical
from iat_sidecar.core.secret import redact
from iat_sidecar.core.wire import Wire
from iat_sidecar.db.tx import Read
from iat_sidecar.features.asset import store as assets
from iat_sidecar.features.candidate import store as candidates
from iat_sidecar.features.candidate.model import Candidate
from iat_sidecar.features.candidate.store import UsedStep
from iat_sidecar.features.job import inputs
from iat_sidecar.features.job import store as jobs
from iat_sidecar.features.job.inputs import JobInput
from iat_sidecar.features.job.model import Job
from iat_sidecar.features.quality_report import store as quality_reports
from iat_sidecar.features.quality_report.model import QualityReport
from iat_sidecar.features.run import store
from iat_sidecar.features.run.model import Definition, Run

LogFormat = Literal["iat-run-log/1"]

V = TypeVar("V")


class LoggedStep(UsedStep):
    """A step of a candidate's way with the hashes of what it gave."""

    output_sha256: dict[str, str | None]


class LoggedJob(Wire):
    """A job: what it used, what was drawn for it and how, and what was found on that."""

    job: Job
    inputs: list[JobInput]
    candidates: list[Candidate]
    steps: list[LoggedStep]
    reports: list[QualityReport]


class LoggedRun(Wire):
    """A whole run."""

    format: LogFormat = "iat-run-log/1"
    run: Run
    definition: Definition
    jobs: list[LoggedJob]


def gathered(read: Read, project_id: str, run_id: str) -> LoggedRun:
    """A run as it stands, out of one look at the database."""
    drawn = _by_job((one.job_id, one) for one in candidates.of_run(read, project_id, run_id))
    job_of = {one.id: one.job_id for found in drawn.values() for one in found}
    steps = _by_job((job_of[one.candidate_id], one) for one in steps_of(read, project_id, run_id))
    reports = _by_job(
        (one.job_id or "", one) for one in quality_reports.of_run(read, project_id, run_id)
    )
    used = inputs.of_run(read, project_id, run_id)
    return LoggedRun(
        run=store.get(read, project_id, run_id),
        definition=store.definition(read, project_id, run_id),
        jobs=[
            LoggedJob(
                job=job,
                inputs=used.get(job.id, []),
                candidates=drawn.get(job.id, []),
                steps=steps.get(job.id, []),
                reports=reports.get(job.id, []),
            )
            for job in jobs.of_run(read, project_id, run_id)
        ],
    )


def steps_of(read: Read, project_id: str, run_id: str) -> list[LoggedStep]:
    """Every step of a run with the hashes of what it gave."""
    used = candidates.steps_of_run(read, project_id, run_id)
    hashes = assets.hashes(read, project_id, (id for one in used for id in one.outputs.values()))
    return [
        LoggedStep(
            **asdict(one),
            output_sha256={role: hashes.get(id) for role, id in one.outputs.items()},
        )
        for one in used
    ]


def encoded(whole: LoggedRun) -> bytes:
    """Canonical JSON without secrets; job by job, so that no encoding holds the process for long."""
    told = ",".join(redact(canonical.text(job)) for job in whole.jobs)
    asked, run = (redact(canonical.text(part)) for part in (whole.definition, whole.run))
    form = canonical.text(whole.format)
    return f'{{"definition":{asked},"format":{form},"jobs":[{told}],"run":{run}}}'.encode()


def _by_job(pairs: Iterable[tuple[str, V]]) -> dict[str, list[V]]:
    found: dict[str, list[V]] = {}
    for job_id, one in pairs:
        found.setdefault(job_id, []).append(one)
    return found
