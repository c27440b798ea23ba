"""Which states a run can go through, and how its definition becomes jobs with nothing left open."""

import hashlib

from msgspec.structs import replace

from iat_sidecar.core import canonical
from iat_sidecar.core.errors import InvalidParams, InvalidState
from iat_sidecar.core.values import Stage
from iat_sidecar.features.job import rules as job_rules
from iat_sidecar.features.job.model import JobDefinition, JobSpec
from iat_sidecar.features.run.model import Counts, Definition, EndedBy, Run, RunStatus
from iat_sidecar.providers.chain import check_post
from iat_sidecar.providers.provider import DEFAULT_DRAWING
from iat_sidecar.providers.terms import Overrides, ProviderLink, StagePlan

NEXT: dict[RunStatus, set[RunStatus]] = {
    "planned": {"running"},
    "running": {"done", "partial", "failed"},
    "partial": {"running"},
    "failed": {"running"},
    "done": set(),
}
DEFAULT_STAGES: tuple[Stage, ...] = ("style_lock", "light_time", "weather_effects")
CANDIDATES = 3
SEEDS = 2**53
RANKING = "ranking"


def check_move(run: Run, to: RunStatus) -> None:
    if to not in NEXT[run.status]:
        raise InvalidState(f"a run that is {run.status} cannot become {to}")


def ending(jobs: Counts, ended_by: EndedBy) -> RunStatus:
    """done when every job is, failed when none is, else partial."""
    if jobs.done == 0:
        return "failed"
    others = jobs.planned + jobs.running + jobs.failed_output_guard + jobs.failed
    return "partial" if others or ended_by != "finished" else "done"


def derived_seed(*parts: object) -> int:
    """A seed out of what it belongs to: the same parts give the same seed."""
    digest = hashlib.sha256(canonical.encode(parts)).digest()
    return int.from_bytes(digest[:8], "big") % SEEDS


def check_jobs(definition: Definition) -> None:
    """Keys are unique, and every job has something to start from."""
    seen: set[str] = set()
    for index, job in enumerate(definition.jobs):
        path = f"$.jobs[{index}]"
        if job.job_key in seen:
            raise InvalidParams(f"The job_key {job.job_key} stands twice", f"{path}.job_key")
        seen.add(job.job_key)
        if not (job.scene.strip() or job.prompt.strip() or job.input_asset_id):
            raise InvalidParams("A job needs a scene, a prompt or an input_asset_id", path)
        if RANKING in job.meta:
            raise InvalidParams(
                "The guard's ranking stands here; take another name", f"{path}.meta"
            )


def effective(job: JobDefinition, definition: Definition, project_defaults: Overrides) -> Overrides:
    """A job's value replaces the run's, which replaces the project's, key by key."""
    levels = (job, definition.defaults, definition, project_defaults)
    found = {
        name: next((v for level in levels if (v := getattr(level, name)) is not None), None)
        for name in Overrides.__struct_fields__
    }
    return Overrides(**found)


def spec_of(
    job: JobDefinition, definition: Definition, chosen: Overrides, run_seed: int, index: int
) -> tuple[JobSpec, list[str]]:
    """A job with nothing left open but its prompts, and what was passed over on the way."""
    path = f"$.jobs[{index}]"
    stages, warnings = _stages(chosen, definition, path)
    if not stages and job.input_asset_id is None:
        raise InvalidParams("Without stages a job needs an input_asset_id", f"{path}.stages")
    warnings += check_post(chosen.post, f"{path}.post")
    seed = job.seed if job.seed is not None else derived_seed(run_seed, job.job_key)
    spec = JobSpec(
        scene=job.scene,
        prompt=job.prompt,
        characters=list(job.characters),
        input_asset_id=job.input_asset_id,
        width_px=job.width_px,
        height_px=job.height_px,
        seed=seed,
        stages=stages,
        time_of_day=chosen.time_of_day,
        weather=chosen.weather,
        candidates=chosen.candidates or CANDIDATES,
        style_guide_id=chosen.style_guide_id,
        post=chosen.post,
        prompts={},
        template_ids={},
        job_key=job.job_key,
    )
    return spec, warnings


def _stages(
    chosen: Overrides, definition: Definition, path: str
) -> tuple[list[StagePlan], list[str]]:
    """Stages in their order, each with the links of its chain that can be used here."""
    asked = chosen.stages if chosen.stages is not None else list(DEFAULT_STAGES)
    plans, warnings = [], []
    for plan in job_rules.in_order(asked, f"{path}.stages"):
        chain = plan.provider_chain or [_link(definition)]
        usable, passed_over = job_rules.usable(
            replace(plan, provider_chain=chain), f"{path}.stages"
        )
        plans.append(usable)
        warnings += passed_over
    return plans, warnings


def _link(definition: Definition) -> ProviderLink:
    """The one link of every stage that names no chain of its own."""
    return ProviderLink(
        provider_code=definition.provider_code or DEFAULT_DRAWING,
        model_name=definition.model_name,
        params=definition.params or {},
    )


def main_link(asked: Definition) -> tuple[str, str | None]:
    """The provider and model that stand for a run as a whole."""
    return asked.provider_code or DEFAULT_DRAWING, asked.model_name
