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
from iat_sidecar.features.job import store as jobs
from iat_sidecar.features.job.model import Job
from iat_sidecar.features.project import store as projects
from iat_sidecar.features.quality_report import store as quality_reports
from iat_sidecar.features.quality_report.asking import parts_of
from iat_sidecar.features.quality_report.model import QualityReport
from iat_sidecar.features.run import store
from iat_sidecar.features.run.model import Run, Snapshot
from iat_sidecar.features.style_guide.model import StyleGuide
from iat_sidecar.features.style_guide.rules import effective
from iat_sidecar.imaging.guard.expected import Expected
from iat_sidecar.imaging.guard.rank import Ranking
from iat_sidecar.imaging.guard.report import GuardReport
from iat_sidecar.imaging.identity.requests import FindRequest
from iat_sidecar.imaging.identity.terms import CharacterFound
from iat_sidecar.imaging.report.facts import (
    PREVIEW_VERSION,
    CandidateFacts,
    CharacterFacts,
    EarlierPanel,
    PanelFacts,
    Place,
    Review,
    RunFacts,
    SettingsFacts,
    StepFacts,
    StyleFacts,
)
from iat_sidecar.imaging.report.measured import measures
from iat_sidecar.imaging.series.facts import Sighting

MOST_REPORTS = 500
MOST_RUNS, MOST_EARLIER = 20, 500
"""Runs looked back on, and panels of theirs that the drift of the project shows."""
MOST_CHARACTERS = 12
DOUBTS = ("H10_identity", "S14_identity")


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
        earlier=_earlier(read, run),
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
        "has_credentials": _has_credentials(read, job),
        "stage": job.spec.stages[-1].stage if job.spec.stages else None,
        "ranking": msgspec.convert(ranking, Ranking) if ranking else None,
        "candidates": [
            _candidate(one, found, steps) for one in candidates.of_job(read, job.project_id, job.id)
        ],
    }
    return msgspec.convert({**row, **told}, PanelFacts, from_attributes=True)


def _has_credentials(read: Read, job: Job) -> bool:
    if job.spec.input_asset_id is None:
        return False
    given = assets.get(read, job.project_id, job.spec.input_asset_id)
    return given.metadata.get("has_c2pa") is True


def doubted(read: Read, panel: PanelFacts, job: Job) -> FindRequest | None:
    """Whom to look for in a result of whose characters the guard has doubts: everybody known."""
    chosen = next(
        (one for one in panel.candidates if one.candidate_index == panel.selected_candidate_index),
        None,
    )
    if chosen is None or chosen.report is None or chosen.output_asset_id is None:
        return None
    if not any(finding.rule in DOUBTS for finding in chosen.report.findings):
        return None
    there = assets.present(read, job.project_id, {chosen.output_asset_id})
    asset = there.get(chosen.output_asset_id)
    if asset is None or asset.path is None:
        return None
    own, known = (
        set(job.spec.characters),
        store.snapshot(read, job.project_id, job.run_id).characters,
    )
    wanted = sorted(known, key=lambda code: (code not in own, code))[:MOST_CHARACTERS]
    shown = Expected(stage=panel.stage, time_of_day=job.spec.time_of_day, weather=job.spec.weather)
    return FindRequest(
        path=asset.path,
        cast={code: parts_of(known[code].identity_constraints) for code in wanted},
        time_of_day=shown.shown_time,
        weather=shown.shown_weather,
    )


def sightings(found: list[CharacterFound]) -> list[Sighting]:
    """Who was found, in short."""
    return [
        Sighting(
            code=one.code,
            distance=round(one.distance, 4),
            fit=one.fit,
            is_there=one.verdict != "reject",
        )
        for one in found
    ]


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


def _earlier(read: Read, run: Run) -> list[EarlierPanel]:
    """Finished panels of the runs before this one, the oldest first; a bounded number of the newest."""
    before = [
        other
        for other in store.page(read, run.project_id, None, None, MOST_RUNS + 1, None).items
        if other.id != run.id and other.jobs.done and other.created_at < run.created_at
    ]
    panels: list[EarlierPanel] = []
    for other in before:
        panels = [*_finished(read, other), *panels]
        if len(panels) >= MOST_EARLIER:
            break
    return panels[-MOST_EARLIER:]


def _finished(read: Read, run: Run) -> list[EarlierPanel]:
    """The panels of a run that have a result, in story order."""
    told = quality_reports.of_run(read, run.project_id, run.id)
    by_candidate: dict[str, list[QualityReport]] = {}
    for report in told:
        by_candidate.setdefault(report.candidate_id or "", []).append(report)
    result = {
        (one.job_id, one.candidate_index): one.id
        for one in candidates.of_run(read, run.project_id, run.id)
    }
    return [
        _panel(run, job, by_candidate.get(result[job.id, job.selected_candidate_index], []))
        for job in jobs.of_run(read, run.project_id, run.id)
        if job.selected_candidate_index is not None
        and (job.id, job.selected_candidate_index) in result
    ]


def _panel(run: Run, job: Job, told: list[QualityReport]) -> EarlierPanel:
    judged = next((one.summary for one in told if one.report_type == "output_guard"), None)
    report = msgspec.convert(judged, GuardReport) if judged else None
    chosen = [_review(one) for one in told if one.report_type == "human_review"]
    choice = next((one for one in chosen if one.is_choice), None)
    return EarlierPanel(
        run_id=run.id,
        run_name=run.name,
        job_key=job.job_key,
        panel=msgspec.convert(job.panel, Place, from_attributes=True),
        stage=job.spec.stages[-1].stage if job.spec.stages else None,
        time_of_day=job.time_of_day,
        weather=job.weather,
        measures=measures(report) if report else {},
        selected_by=job.selected_by,
        overruled_rule=choice.overruled_rule if choice else None,
        findings=[finding.rule for finding in report.findings] if report else [],
    )


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
