"""`quality_report/*`"""

from typing import Any

import msgspec

from iat_sidecar.core.errors import ImagingFailed, InvalidState
from iat_sidecar.core.values import Cursor, Id, Limit, Note, ProjectId, Stage, TimeOfDay, Weather
from iat_sidecar.core.wire import Wire
from iat_sidecar.db.page import Page
from iat_sidecar.db.tx import Read, Tx
from iat_sidecar.features.asset import store as assets
from iat_sidecar.features.character import store as characters
from iat_sidecar.features.character.model import CharacterRef
from iat_sidecar.features.project import storage
from iat_sidecar.features.project import store as projects
from iat_sidecar.features.project.guard import thresholds_of
from iat_sidecar.features.quality_report import asking, store
from iat_sidecar.features.quality_report.model import QualityReport, ReportType, Verdict
from iat_sidecar.features.style_guide import rules as style_rules
from iat_sidecar.features.style_guide import store as style_guides
from iat_sidecar.imaging.guard.expected import Expected
from iat_sidecar.imaging.guard.report import GuardReport
from iat_sidecar.imaging.step_terms import StepRequest
from iat_sidecar.rpc.registry import Effect, method
from iat_sidecar.sidecar import Sidecar

SOME = "0190c2f0-0000-7000-8000-000000000000"


class Checked(Wire):
    """What the guard found on one picture; nothing of it is kept."""

    asset_id: Id
    report: GuardReport


@method("quality_report/list", example={"project": "moon", "run_id": SOME})
def list_(
    read: Read,
    project: ProjectId,
    run_id: Id | None = None,
    job_id: Id | None = None,
    candidate_id: Id | None = None,
    report_type: ReportType | None = None,
    limit: Limit = 50,
    cursor: Cursor | None = None,
) -> Page[QualityReport]:
    """Reports, newest first, of a run, a job or a candidate."""
    wanted = {
        "run_id": run_id,
        "job_id": job_id,
        "candidate_id": candidate_id,
        "report_type": report_type,
    }
    store.check_places(read, project, wanted)
    return store.page(read, project, wanted, limit, cursor)


@method("quality_report/get", example={"project": "moon", "quality_report_id": SOME})
def get(read: Read, project: ProjectId, quality_report_id: Id) -> QualityReport:
    """One report."""
    return store.get(read, project, quality_report_id)


@method(
    "quality_report/review",
    effect=Effect.WRITE,
    example={"project": "moon", "candidate_id": SOME, "verdict": "approve"},
)
def review(
    tx: Tx, project: ProjectId, candidate_id: Id, verdict: Verdict, notes: Note = ""
) -> QualityReport:
    """Write down a person's verdict on a candidate; it chooses nothing."""
    run_id, job_id = store.place_of(tx, project, candidate_id)
    summary = {"verdict": verdict, "notes": notes, "by": tx.caller.username}
    return store.add(tx, project, "human_review", summary, run_id, job_id, candidate_id)


@method(
    "quality_report/check",
    errors=(ImagingFailed, InvalidState),
    example={"project": "moon", "asset_id": SOME, "time_of_day": "night"},
)
async def check(
    sidecar: Sidecar,
    project: ProjectId,
    asset_id: Id,
    style_guide_id: Id | None = None,
    characters: list[CharacterRef] = [],  # noqa: B006  msgspec copies it
    stage: Stage | None = None,
    time_of_day: TimeOfDay | None = None,
    weather: Weather | None = None,
) -> Checked:
    """Let the guard look at one picture without a run; without a style guide at the default one."""
    asked = {"stage": stage, "time_of_day": time_of_day, "weather": weather}
    request = await sidecar.read(
        lambda read: _request(read, project, asset_id, style_guide_id, characters, asked)
    )
    answer = await sidecar.imaging.run("finish/guard", request)
    report = msgspec.convert(answer["facts"]["report"], GuardReport)
    return Checked(asset_id=asset_id, report=report)


def _request(
    read: Read,
    project: str,
    asset_id: str,
    style_guide_id: str | None,
    codes: list[str],
    asked: dict[str, Any],
) -> StepRequest:
    asset = assets.get(read, project, asset_id)
    if asset.path is None or not asset.is_picture:
        raise InvalidState("only pictures on this machine can be checked")
    guide = (
        style_guides.get(read, project, style_guide_id)
        if style_guide_id
        else style_guides.default(read, project)
    )
    style = style_rules.effective(guide.rules) if guide else None
    people = {code: characters.get(read, project, code).identity_constraints for code in codes}
    expected = Expected(
        palette=style.palette if style else [],
        chroma_ceiling=style.chroma_ceiling if style else None,
        parts={code: asking.parts_of(identity) for code, identity in people.items()},
        **asked,
    )
    own = projects.get(read, project).settings.guard.thresholds
    return StepRequest(
        params=asking.params(expected, style, thresholds_of(own)),
        inputs={"image": asset.path},
        root=storage.root(read, project).path,
        may_create_root=False,
    )
