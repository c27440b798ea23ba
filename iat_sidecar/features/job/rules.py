"""Which states a job can go through, and what its panel is called."""

from iat_sidecar.core.errors import InvalidParams, InvalidState
from iat_sidecar.core.values import Stage
from iat_sidecar.features.job.model import Job, JobStatus, StagePlan

NEXT: dict[JobStatus, set[JobStatus]] = {
    "planned": {"running"},
    "running": {"planned", "done", "failed_output_guard", "failed"},
    "failed_output_guard": {"running", "done", "planned"},
    "failed": {"running", "planned"},
    "done": {"running", "done"},
}


def check_move(job: Job, to: JobStatus) -> None:
    if to not in NEXT[job.status]:
        raise InvalidState(f"a job that is {job.status} cannot become {to}")


def check_drawn(job: Job) -> None:
    """A person judges and redraws what has been drawn."""
    if job.status in ("planned", "running"):
        raise InvalidState(f"the job {job.job_key} is {job.status}; wait for its run to end")


def redrawn_stages(job: Job, asked: list[StagePlan | Stage]) -> list[StagePlan]:
    """The stages of a redraw; one named without a chain keeps the chain it had."""
    before = {plan.stage: plan for plan in job.spec.stages}
    found = []
    for one in asked:
        plan = one if isinstance(one, StagePlan) else StagePlan(stage=one)
        if not plan.provider_chain and plan.stage not in before:
            raise InvalidParams(
                f"The job was not drawn with {plan.stage}; give its provider_chain", "$.stages"
            )
        found.append(plan if plan.provider_chain else before[plan.stage])
    return found
