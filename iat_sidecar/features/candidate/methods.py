"""`candidate/*`"""

from iat_sidecar.core.errors import InvalidParams, InvalidState, StorageFull, StorageOffline
from iat_sidecar.core.values import Cursor, Id, Limit, Note, ProjectId
from iat_sidecar.db.page import Page
from iat_sidecar.db.tx import Read, Tx
from iat_sidecar.features.candidate import rules, store
from iat_sidecar.features.candidate.finish import finish, keep_final
from iat_sidecar.features.candidate.model import Candidate, CandidateChosen
from iat_sidecar.features.job import rules as job_rules
from iat_sidecar.features.job import store as jobs
from iat_sidecar.features.job.model import Job, JobUpdated
from iat_sidecar.features.project import storage
from iat_sidecar.features.quality_report import store as quality_reports
from iat_sidecar.features.step.engine import Computed, StepEngine
from iat_sidecar.rpc.registry import Effect, method
from iat_sidecar.sidecar import Sidecar

ONE = {"project": "moon", "candidate_id": "0190c2f0-0000-7000-8000-000000000000"}


@method("candidate/list", example={"project": "moon", "job_id": ONE["candidate_id"]})
def list_(
    read: Read, project: ProjectId, job_id: Id, limit: Limit = 50, cursor: Cursor | None = None
) -> Page[Candidate]:
    """The variants of a job, by index."""
    jobs.get(read, project, job_id)
    return store.page(read, project, job_id, limit, cursor)


@method("candidate/get", example=ONE)
def get(read: Read, project: ProjectId, candidate_id: Id) -> Candidate:
    """A variant with the terms it is ranked by."""
    return store.get(read, project, candidate_id)


@method(
    "candidate/choose",
    errors=(InvalidState, InvalidParams, StorageFull, StorageOffline),
    effect=Effect.WRITE,
    example={**ONE, "reason": "The gesture reads better."},
)
async def choose(
    sidecar: Sidecar, project: ProjectId, candidate_id: Id, reason: Note = ""
) -> Candidate:
    """Prefer a candidate to the one the guard chose.

    The job's final asset becomes the candidate's; the choice is kept as a human review.
    `reason` is required over a hard failure.
    """
    candidate = await sidecar.read(lambda read: store.get(read, project, candidate_id))
    rules.check_selectable(candidate, reason)
    job = await sidecar.read(lambda read: jobs.get(read, project, candidate.job_id))
    job_rules.check_drawn(job)
    root = await sidecar.read(lambda read: storage.root(read, project))
    steps = StepEngine(sidecar, project, root, "use")
    final = await finish(sidecar, steps, job.run_id, job, candidate)
    return await sidecar.conclude(lambda tx: _choose(tx, job, candidate, final, reason))


def _choose(tx: Tx, job: Job, candidate: Candidate, final: Computed, reason: str) -> Candidate:
    job = jobs.get(tx, job.project_id, job.id)
    job_rules.check_drawn(job)  # again: a redraw may have begun meanwhile
    chosen = keep_final(tx, candidate, final)
    summary = {
        "verdict": "approve",
        "reason": reason,
        "overruled_index": job.selected_candidate_index,
        "overruled_rule": job.decided_by,
    }
    quality_reports.add(tx, job.project_id, "human_review", summary, job.run_id, job.id, chosen.id)
    asset_id = final.pictures["image"].id
    jobs.select(tx, job, chosen.candidate_index, "person", "human_review", asset_id)
    if job.status != "done":
        jobs.move(tx, job, "done")
    tx.emit(JobUpdated(job=jobs.get(tx, job.project_id, job.id)), job.project_id)
    tx.emit(CandidateChosen(candidate=chosen, by="person"), job.project_id)
    return chosen
