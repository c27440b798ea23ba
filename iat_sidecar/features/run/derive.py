"""One picture through the steps after the stages, without a run."""

from msgspec.structs import replace

from iat_sidecar.core.errors import InvalidState
from iat_sidecar.db.tx import Read
from iat_sidecar.features.asset import store as assets
from iat_sidecar.features.asset.model import Asset, DeriveTask
from iat_sidecar.features.job.model import JobSpec
from iat_sidecar.features.project import store as projects
from iat_sidecar.features.project.guard import thresholds_of
from iat_sidecar.features.run import tables, way, weights
from iat_sidecar.features.run.model import Snapshot
from iat_sidecar.features.run.walk import Trail
from iat_sidecar.features.step.engine import StepEngine
from iat_sidecar.features.style_guide import store as style_guides
from iat_sidecar.features.weights.used import installed
from iat_sidecar.sidecar import Sidecar
from iat_sidecar.tasks.runner import Running


async def derive(
    sidecar: Sidecar, running: Running, steps: StepEngine, params: DeriveTask
) -> Asset:
    """The last picture of the way; what came before it is kept and linked, too."""
    project_id = running.project_id
    asset = await sidecar.read(lambda read: assets.get(read, project_id, params.asset_id))
    spec, frozen = await sidecar.read(lambda read: _frozen(read, project_id, params))
    models = await weights.models_of(sidecar, spec, frozen)
    facts = await tables.facts_of(sidecar, spec.post)
    shot = replace(way.shot_of(spec, frozen, 0, 0), models=models, facts=facts)
    trail = Trail(sidecar, running, steps, shot, params.asset_id)
    trail.pictures = {"picture": asset}
    await trail.follow(way.legs(spec, frozen)[:-1])  # without the guard: nobody asked for a verdict
    return trail.pictures["image"]


def _frozen(read: Read, project_id: str, params: DeriveTask) -> tuple[JobSpec, Snapshot]:
    settings = projects.get(read, project_id).settings
    guide = style_guides.default(read, project_id)
    color = params.post.color
    is_styled = color is not None and color.toward == "style_guide"
    if is_styled and (guide is None or guide.rules.measured is None):
        raise InvalidState("colour correction needs a default style guide that was measured")
    spec = JobSpec(
        scene="",
        prompt="",
        characters=[],
        input_asset_id=params.asset_id,
        width_px=None,
        height_px=None,
        seed=0,
        stages=[],
        time_of_day=None,
        weather=None,
        candidates=1,
        style_guide_id=guide.id if guide else None,
        post=params.post,
        prompts={},
        template_ids={},
    )
    frozen = Snapshot(
        seed=0,
        memo="use",
        commercial=settings.commercial,
        style_guides={guide.id: guide} if guide else {},
        characters={},
        templates={},
        thresholds=thresholds_of(settings.guard.thresholds),
        input_sha256={},
        program_version="",
        weights=installed(read, params.post, is_commercial=settings.commercial),
    )
    return spec, frozen
