"""Which states a job can go through, and which providers its stages may ask."""

from collections.abc import Iterable
from typing import Any

from msgspec.structs import asdict, replace

from iat_sidecar.core.errors import Invalid, InvalidParams, InvalidState
from iat_sidecar.core.values import STAGES, Stage
from iat_sidecar.features.job.model import Job, JobSpec, JobStatus
from iat_sidecar.providers import chain
from iat_sidecar.providers.provider import Ability, catalogue
from iat_sidecar.providers.terms import Overrides, ProviderLink, StagePlan

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


def in_order(asked: Iterable[StagePlan | Stage], path: str) -> list[StagePlan]:
    """Each stage once, in the order of the pipeline."""
    plans = [one if isinstance(one, StagePlan) else StagePlan(stage=one) for one in asked]
    names = [plan.stage for plan in plans]
    if len(set(names)) != len(names):
        raise InvalidParams("A stage stands twice", path)
    return sorted(plans, key=lambda plan: STAGES.index(plan.stage))


def usable(plan: StagePlan, path: str) -> tuple[StagePlan, list[str]]:
    """The stage with the links of its chain that can be used here, and a word about the others."""
    asked = [link.provider_code for link in plan.provider_chain]
    codes, warnings = chain.usable_codes(asked, Ability.DRAWS, path)
    if not codes:
        raise InvalidParams(f"No provider of the chain of {plan.stage} can be used here", path)
    links = [link for link in plan.provider_chain if link.provider_code in codes]
    for link in links:
        _check_params(plan.stage, link, path)
    return replace(plan, provider_chain=links), warnings


def respecified(job: Job, overrides: Overrides, words: dict[str, Any]) -> JobSpec:
    """What the job was drawn by, with what is given for a redraw in its place."""
    stages = overrides.stages
    given = {
        **words,
        **asdict(overrides),
        "stages": None if stages is None else redrawn_stages(job, stages),
    }
    return replace(job.spec, **{name: value for name, value in given.items() if value is not None})


def redrawn_stages(job: Job, asked: list[StagePlan | Stage]) -> list[StagePlan]:
    """The stages of a redraw; one named without a chain keeps the chain it had."""
    before = {plan.stage: plan for plan in job.spec.stages}
    found = []
    for plan in in_order(asked, "$.stages"):
        if not plan.provider_chain and plan.stage not in before:
            raise InvalidParams(
                f"The job was not drawn with {plan.stage}; give its provider_chain", "$.stages"
            )
        kept = plan if plan.provider_chain else before[plan.stage]
        found.append(usable(kept, "$.stages")[0])
    if not found and job.spec.input_asset_id is None:
        raise InvalidParams("Without stages a job needs an input_asset_id", "$.stages")
    return found


def _check_params(stage: Stage, link: ProviderLink, path: str) -> None:
    try:
        catalogue()[link.provider_code].check(stage, link.params)
    except Invalid as exc:
        raise InvalidParams(str(exc), path) from exc
