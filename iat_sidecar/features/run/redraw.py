"""A job drawn again: by what, and how it is left when the redraw breaks off."""

from msgspec.structs import replace

from iat_sidecar.core.errors import InvalidState
from iat_sidecar.db.tx import Tx
from iat_sidecar.features.candidate import store as candidates
from iat_sidecar.features.candidate.model import Candidate
from iat_sidecar.features.job import inputs
from iat_sidecar.features.job import store as jobs
from iat_sidecar.features.job.model import (
    Job,
    JobSpec,
    JobStarted,
    JobStatus,
    JobUpdated,
    RedrawTask,
)
from iat_sidecar.features.run import prompts, store
from iat_sidecar.features.run.freeze import inputs_of
from iat_sidecar.features.run.model import Snapshot
from iat_sidecar.features.style_guide import store as style_guides
from iat_sidecar.features.weights.used import installed
from iat_sidecar.tasks.model import Failure


def begin(tx: Tx, project_id: str, params: RedrawTask, *, is_again: bool) -> Job:
    """The job as it is to be drawn now; after an interruption it has begun already."""
    job = jobs.get(tx, project_id, params.job_id)
    if is_again and job.status == "running":
        return job
    if job.status == "running" or jobs.next_index(tx, job) != params.first_index:
        raise InvalidState(f"the job {job.job_key} is being redrawn by another request")
    frozen = _with_guide(tx, job, params.spec, store.snapshot(tx, project_id, job.run_id))
    frozen = _with_weights(tx, job, params.spec, frozen)
    guide = frozen.style_guides.get(params.spec.style_guide_id or "")
    told = prompts.assembled(params.spec, guide, frozen.characters, frozen.templates)
    jobs.respecify(tx, job, replace(params.spec, prompts=told), job.redraws + 1)
    job = jobs.move(tx, job, "running")
    tx.emit(JobStarted(job=job), project_id)
    return job


def leave(tx: Tx, project_id: str, params: RedrawTask) -> None:
    """A redraw that was broken off leaves the job as it stood before."""
    job = jobs.get(tx, project_id, params.job_id)
    if job.status == "running":
        to, error = _stood(job, candidates.of_job(tx, project_id, job.id))
        job = jobs.respecify(tx, job, params.before, job.redraws)
        tx.emit(JobUpdated(job=jobs.move(tx, job, to, error)), project_id)


def _stood(job: Job, found: list[Candidate]) -> tuple[JobStatus, Failure | None]:
    """How a job stands by what there is of it."""
    if job.final_asset_id:
        return "done", None
    broken = [one.error for one in found if one.status == "failed"]
    return ("failed", broken[0]) if len(broken) == len(found) else ("failed_output_guard", None)


def _with_guide(tx: Tx, job: Job, spec: JobSpec, frozen: Snapshot) -> Snapshot:
    """The job uses its guide from now on; one that the run did not know is frozen with it."""
    if (wanted := spec.style_guide_id) is None:
        return frozen
    guide = frozen.style_guides.get(wanted) or style_guides.get(tx, job.project_id, wanted)
    inputs.add(tx, job, inputs_of(guide))
    if wanted in frozen.style_guides:
        return frozen
    extended = replace(frozen, style_guides={**frozen.style_guides, guide.id: guide})
    store.set_snapshot(tx, job.project_id, job.run_id, extended)
    return extended


def _with_weights(tx: Tx, job: Job, spec: JobSpec, frozen: Snapshot) -> Snapshot:
    """Models that the run did not know are frozen with it."""
    found = installed(tx, spec.post, is_commercial=frozen.commercial)
    if not (new := {name: use for name, use in found.items() if name not in frozen.weights}):
        return frozen
    extended = replace(frozen, weights={**frozen.weights, **new})
    store.set_snapshot(tx, job.project_id, job.run_id, extended)
    return extended
