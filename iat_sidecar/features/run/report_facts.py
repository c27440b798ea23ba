"""What the report of a run is told: rows, looked up one panel at a time."""

import os

import msgspec
from msgspec.structs import asdict

from iat_sidecar.core.wire import Wire
from iat_sidecar.db.tx import Read
from iat_sidecar.features.asset import store as assets
from iat_sidecar.features.candidate import store as candidates
from iat_sidecar.features.candidate.model import Candidate
from iat_sidecar.features.candidate.store import UsedStep
from iat_sidecar.features.job.model import Job
from iat_sidecar.features.project import store as projects
from iat_sidecar.features.quality_report import store as quality_reports
from iat_sidecar.features.quality_report.model import QualityReport
from iat_sidecar.features.run import store
from iat_sidecar.features.run.model import Run, Snapshot
from iat_sidecar.features.style_guide.model import StyleGuide
from iat_sidecar.features.style_guide.rules import effective
from iat_sidecar.imaging.guard.rank import Ranking
from iat_sidecar.imaging.guard.report import GuardReport
from iat_sidecar.imaging.report.facts import (
    PREVIEW_VERSION,
    CandidateFacts,
    CharacterFacts,
    PanelFacts,
    Review,
    RunFacts,
    SettingsFacts,
    StepFacts,
    StyleFacts,
)

MOST_REPORTS = 500


class Picture(Wire):
    """An asset of a panel, its file, and where its small copy lies."""

    asset_id: str
    path: str
    preview: str


def of_run(read: Read, run: Run, written_at: str) -> RunFacts:
    """The run and the settings it froze."""
    project = projects.get(read, run.project_id)
    frozen = store.snapshot(read, run.project_id, run.id)
    return RunFacts(
        project_name=project.name,
        project_slug=project.slug,
        id=run.id,
        name=run.name,
        status=run.status,
        ended_by=run.ended_by,
        seed=run.seed,
        jobs=asdict(run.jobs),
        warnings=run.warnings,
        created_at=run.created_at,
        started_at=run.started_at,
        finished_at=run.finished_at,
        written_at=written_at,
        settings=_settings(frozen),
    )


def of_panel(read: Read, job: Job) -> PanelFacts:
    """A job with its candidates, what was found and said of them, and the steps they took."""
    found = quality_reports.page(read, job.project_id, {"job_id": job.id}, MOST_REPORTS, None).items
    steps = candidates.steps_of_job(read, job.project_id, job.id)
    ranking = job.meta.get("ranking")
    row = asdict(job)
    told = {
        "prompt": job.spec.prompt,
        "characters": job.spec.characters,
        "input_asset_id": job.spec.input_asset_id,
        "style_guide_id": job.spec.style_guide_id,
        "ranking": msgspec.convert(ranking, Ranking) if ranking else None,
        "candidates": [
            _candidate(one, found, steps) for one in candidates.of_job(read, job.project_id, job.id)
        ],
    }
    return msgspec.convert({**row, **told}, PanelFacts, from_attributes=True)


def pictures(read: Read, panel: PanelFacts, job: Job, root: str) -> list[Picture]:
    """Every picture of a panel that lies on this machine, once."""
    there = assets.present(read, job.project_id, _shown(panel))
    return [
        Picture(asset_id=asset_id, path=asset.path, preview=_preview(root, asset.sha256))
        for asset_id, asset in there.items()
        if asset.path and asset.sha256
    ]


def _preview(root: str, sha256: str) -> str:
    return os.path.join(root, "cache", "previews", sha256[:2], f"{sha256}-{PREVIEW_VERSION}.json")


def _shown(panel: PanelFacts) -> set[str]:
    """Every candidate's picture, and those on the way to the chosen one."""
    shown = {panel.input_asset_id, panel.final_asset_id}
    for candidate in panel.candidates:
        shown.add(candidate.output_asset_id)
        if candidate.candidate_index == panel.selected_candidate_index:
            shown.update(step.asset_id for step in candidate.steps)
    return {asset_id for asset_id in shown if asset_id}


def _candidate(
    candidate: Candidate, found: list[QualityReport], steps: list[UsedStep]
) -> CandidateFacts:
    own = [report for report in found if report.candidate_id == candidate.id]
    judged = next((one.summary for one in own if one.report_type == "output_guard"), None)
    row = asdict(candidate)
    told = {
        "report": msgspec.convert(judged, GuardReport) if judged else None,
        "reviews": [_review(one) for one in own if one.report_type == "human_review"],
        "steps": _way(candidate, [step for step in steps if step.candidate_id == candidate.id]),
    }
    return msgspec.convert({**row, **told}, CandidateFacts, from_attributes=True)


def _review(report: QualityReport) -> Review:
    said = {"created_at": report.created_at, "is_choice": "overruled_index" in report.summary}
    return msgspec.convert({**report.summary, **said}, Review)


def _way(candidate: Candidate, steps: list[UsedStep]) -> list[StepFacts]:
    """Steps with the names of their legs; the one after the last noted leg is the final."""
    notes = [*candidate.meta.get("steps", []), {"leg": "final"}]
    return [
        StepFacts(
            leg=note["leg"],
            name=step.name,
            version=step.version,
            provider=note.get("provider"),
            reproducibility=step.reproducibility,
            own_ms=step.own_ms,
            is_memoised=step.is_memoised,
            asset_id=step.outputs.get("image"),
        )
        for note, step in zip(notes, steps, strict=False)
    ]


def _settings(frozen: Snapshot) -> SettingsFacts:
    told = {
        "style_guides": {id: _style(guide) for id, guide in frozen.style_guides.items()},
        "characters": {
            code: CharacterFacts(
                name=one.name,
                description=one.identity_constraints.description,
                parts=msgspec.convert(one.identity_constraints.parts, list, from_attributes=True),
            )
            for code, one in frozen.characters.items()
        },
        "thresholds": msgspec.to_builtins(frozen.thresholds),
    }
    row = asdict(frozen)
    return msgspec.convert({**row, **told}, SettingsFacts, from_attributes=True)


def _style(guide: StyleGuide) -> StyleFacts:
    style = effective(guide.rules)
    return StyleFacts(
        name=guide.name,
        prompt=style.prompt,
        negative_prompt=style.negative_prompt,
        palette=style.palette,
        chroma_ceiling=style.chroma_ceiling,
        line_weight_px=style.line_weight_px,
        references=style.measure.references if style.measure else 0,
        palette_spread=style.measure.mad.palette if style.measure else 0.0,
    )
