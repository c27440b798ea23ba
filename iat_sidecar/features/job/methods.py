"""`job/*`"""

from typing import Annotated

from iat_sidecar.core.errors import InvalidParams, InvalidState, LicenceRefused, WeightsMissing
from iat_sidecar.core.values import Cursor, Id, Limit, Note, ProjectId, Seed, Text
from iat_sidecar.db.page import Page
from iat_sidecar.db.tx import Read, Tx
from iat_sidecar.features.job import rules, store
from iat_sidecar.features.job.model import Job, JobStatus, JobUpdated, RedrawTask
from iat_sidecar.features.quality_report import store as quality_reports
from iat_sidecar.features.style_guide import store as style_guides
from iat_sidecar.features.weights.used import check_models
from iat_sidecar.providers.chain import check_post
from iat_sidecar.providers.terms import Overrides
from iat_sidecar.rpc.registry import Effect, method
from iat_sidecar.rpc.signature import SPREAD
from iat_sidecar.tasks.model import Started
from iat_sidecar.tasks.queue import enqueue

ONE = {"project": "moon", "job_id": "0190c2f0-0000-7000-8000-000000000000"}
MOST = 64


@method("job/list", example={"project": "moon", "run_id": ONE["job_id"], "status": "done"})
def list_(
    read: Read,
    project: ProjectId,
    run_id: Id,
    status: JobStatus | None = None,
    limit: Limit = 50,
    cursor: Cursor | None = None,
) -> Page[Job]:
    """The jobs of a run, in story order."""
    store.check_run(read, project, run_id)
    return store.page(read, project, run_id, status, limit, cursor)


@method("job/get", example=ONE)
def get(read: Read, project: ProjectId, job_id: Id) -> Job:
    """A job: how it was to be drawn, which candidate was chosen, and why."""
    return store.get(read, project, job_id)


@method(
    "job/redraw",
    errors=(InvalidState, InvalidParams, WeightsMissing, LicenceRefused),
    effect=Effect.SPEND,
    example={**ONE, "prompt": "closer, from below", "candidates": 2},
)
def redraw(
    tx: Tx,
    project: ProjectId,
    job_id: Id,
    overrides: Annotated[Overrides, SPREAD],
    prompt: Text | None = None,
    scene: Text | None = None,
    seed: Seed | None = None,
) -> Started:
    """Draw further candidates of a job; the choice is made anew among all of them.

    What is given replaces what the job was drawn by; the rest stays.
    """
    job = store.get(tx, project, job_id)
    rules.check_drawn(job)
    store.check_run_rests(tx, job)
    check_post(overrides.post, "$.post")
    check_models(tx, project, overrides.post)
    if overrides.style_guide_id is not None:
        style_guides.get(tx, project, overrides.style_guide_id)
    first = store.next_index(tx, job)
    spec = rules.respecified(job, overrides, {"prompt": prompt, "scene": scene, "seed": seed})
    if first + spec.candidates > MOST:
        raise InvalidState(f"a job has at most {MOST} candidates")
    params = RedrawTask(job_id=job.id, before=job.spec, spec=spec, first_index=first)
    return Started(task_id=enqueue(tx, "run/redraw", project, params).id)


@method("job/approve", errors=(InvalidState,), effect=Effect.WRITE, example=ONE)
def approve(tx: Tx, project: ProjectId, job_id: Id) -> Job:
    """A person is content with a job's result."""
    return _review(tx, store.get(tx, project, job_id), True, "")


@method(
    "job/reject",
    errors=(InvalidState, InvalidParams),
    effect=Effect.WRITE,
    example={**ONE, "reason": "The jacket is the wrong colour."},
)
def reject(tx: Tx, project: ProjectId, job_id: Id, reason: Note) -> Job:
    """A person is not content with a job's result, and says why."""
    job = store.get(tx, project, job_id)
    if not reason.strip():
        raise InvalidParams("Say what is wrong with it", "$.reason")
    return _review(tx, job, False, reason)


def _review(tx: Tx, job: Job, is_approved: bool, reason: str) -> Job:
    if job.final_asset_id is None:
        raise InvalidState(f"the job {job.job_key} has no result to judge; it is {job.status}")
    summary = {"verdict": "approve" if is_approved else "reject", "reason": reason}
    chosen = store.selected_candidate(tx, job)
    quality_reports.add(tx, job.project_id, "human_review", summary, job.run_id, job.id, chosen)
    job = store.approve(tx, job, is_approved)
    tx.emit(JobUpdated(job=job), job.project_id)
    return job
