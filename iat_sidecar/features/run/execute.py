"""Draw a run's jobs: candidates at once, each along its way; judge, rank, choose, finish."""

import asyncio
import hashlib
from functools import partial
from typing import Any

import msgspec
from msgspec.structs import replace

from iat_sidecar.core import clock, ids
from iat_sidecar.core.errors import SidecarError, StorageFull, StorageOffline
from iat_sidecar.db.tx import Tx
from iat_sidecar.features.asset import store as assets
from iat_sidecar.features.candidate import store as candidates
from iat_sidecar.features.candidate.finish import finish, keep_final
from iat_sidecar.features.candidate.model import (
    Candidate,
    CandidateChosen,
    CandidateCreated,
    CandidateScored,
)
from iat_sidecar.features.candidate.store import StepUse
from iat_sidecar.features.job import store as jobs
from iat_sidecar.features.job.model import Job, JobFinished, JobSpec, JobStarted, JobStatus
from iat_sidecar.features.quality_report import store as quality_reports
from iat_sidecar.features.run import way
from iat_sidecar.features.run.model import Snapshot
from iat_sidecar.features.step.engine import Computed, Pictures, StepEngine
from iat_sidecar.imaging.guard.rank import Ranked, Ranking, decide
from iat_sidecar.imaging.guard.report import GuardReport
from iat_sidecar.providers.provider import Work
from iat_sidecar.sidecar import Sidecar
from iat_sidecar.tasks.failure import failure_of
from iat_sidecar.tasks.runner import Running, Stopped

STOPS_RUN = (StorageFull, StorageOffline)


class Drawn(msgspec.Struct):
    """A candidate as it came out, before it is written down as ranked."""

    candidate: Candidate
    report: GuardReport | None
    uses: list[StepUse]


class Drawing:
    """One run being drawn: its steps, its tally, and who watches."""

    def __init__(
        self,
        sidecar: Sidecar,
        running: Running,
        run_id: str,
        snapshot: Snapshot,
        steps: StepEngine,
        total: int,
    ) -> None:
        self.sidecar, self.running, self.run_id = sidecar, running, run_id
        self.snapshot, self.steps = snapshot, steps
        self.total, self.done, self.steps_done, self.memoised = total, 0, 0, 0
        self._places = asyncio.Semaphore(sidecar.imaging.size * 2)

    @property
    def project_id(self) -> str:
        assert self.running.project_id is not None
        return self.running.project_id

    async def draw_job(self, job: Job) -> Job:
        """All candidates of a job, the choice among them, and its final picture."""
        self.running.checkpoint()
        job = await self._told(job, "running")
        known = await self.sidecar.read(
            lambda read: candidates.of_job(read, self.project_id, job.id)
        )
        drawn = await self._candidates(job, range(job.spec.candidates), known)
        if not _passing(drawn):
            again = range(job.spec.candidates, job.spec.candidates + 1)
            drawn += await self._candidates(job, again, known)
        return await self._conclude(job, drawn)

    async def redraw(self, job: Job, first_index: int) -> Job:
        """Further candidates beside those there are; the choice is made anew among all."""
        before = await self._drawn_before(job)
        indexes = range(first_index, first_index + job.spec.candidates)
        return await self._conclude(job, before + await self._candidates(job, indexes, []))

    async def _candidates(self, job: Job, indexes: range, known: list[Candidate]) -> list[Drawn]:
        """Draw these; a candidate that was finished before an interruption costs only look-ups."""
        by_index = {candidate.candidate_index: candidate for candidate in known}
        works = [self._candidate(job, index, by_index.get(index)) for index in indexes]
        tasks = [asyncio.create_task(work) for work in works]
        try:
            return list(await asyncio.gather(*tasks))
        except BaseException:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            raise

    async def _candidate(self, job: Job, index: int, before: Candidate | None) -> Drawn:
        async with self._places:
            candidate = before or _blank(job, index)
            affinity = f"{job.id} {index}"
            try:
                drawn = await self._along(job, candidate, affinity)
            except (Stopped, *STOPS_RUN):
                raise
            except SidecarError as exc:
                failed = replace(candidate, status="failed", error=failure_of(exc, job_id=job.id))
                drawn = Drawn(failed, None, [])
            finally:
                self.sidecar.imaging.release(affinity)
            return await self.sidecar.transact(lambda tx: self._keep(tx, job, drawn))

    async def _along(self, job: Job, candidate: Candidate, affinity: str) -> Drawn:
        """Walk the legs: what one gives, the next may take."""
        spec = job.spec
        shot = way.shot_of(spec, self.snapshot, candidate.candidate_index, job.redraws)
        shot = replace(shot, facts=await self._known_facts(spec))
        pictures: Pictures = await self._given(spec)
        uses: list[StepUse] = []
        notes: list[dict[str, Any]] = []
        for leg in way.legs(spec, self.snapshot):
            self.running.checkpoint()
            work = leg.make(replace(shot, roles=frozenset(pictures)))
            if work is None:
                continue
            computed = await self._step(work, pictures, affinity)
            uses.append(StepUse(step_id=computed.step.id, is_memoised=computed.is_memoised))
            notes.append(_note(leg, computed))
            if leg.name == "guard":
                return self._judged(candidate, pictures, computed, uses, notes)
            is_poor = leg.name == "cutout" and computed.step.result["quality"]["is_poor"]
            if is_poor and not leg.is_last_of_chain:
                continue
            pictures = {**pictures, **computed.pictures}
            shot = replace(shot, facts={**shot.facts, **computed.step.result, **_passed(leg)})
        raise AssertionError("every way ends at the guard")

    async def _step(self, work: Work, pictures: Pictures, affinity: str) -> Computed:
        computed = await self.steps.compute(work, pictures, affinity)
        self.steps_done += 1
        self.memoised += computed.is_memoised
        return computed

    async def _given(self, spec: JobSpec) -> Pictures:
        """The picture a job starts from; without stages it is what the guard looks at, too."""
        if spec.input_asset_id is None:
            return {}
        wanted = spec.input_asset_id
        asset = await self.sidecar.read(lambda read: assets.get(read, self.project_id, wanted))
        return {"picture": asset}

    async def _known_facts(self, spec: JobSpec) -> dict[str, Any]:
        """The hash of a user's model file, which is part of what a cutout depends on."""
        model = spec.post.cutout.model if spec.post and spec.post.cutout else None
        if model is None or model in ("auto", "known", "flood", "key"):
            return {}
        return {"weights_sha256": await asyncio.to_thread(_file_sha256, model)}

    def _judged(
        self,
        candidate: Candidate,
        pictures: Pictures,
        computed: Computed,
        uses: list[StepUse],
        notes: list[dict[str, Any]],
    ) -> Drawn:
        report = msgspec.convert(computed.step.result["report"], GuardReport)
        judged = replace(
            candidate,
            status="failed_output_guard" if report.hard_failures else "done",
            output_asset_id=pictures["image"].id,
            rank_hard_failures=report.hard_failures,
            rank_soft_warnings=report.soft_warnings,
            rank_avg_chroma_exceed=round(report.chroma_exceed, 6),
            rank_composite=round(report.composite, 6),
            meta={"steps": notes},
        )
        return Drawn(judged, report, uses)

    def _keep(self, tx: Tx, job: Job, drawn: Drawn) -> Drawn:
        """Write a candidate, its steps and the guard's report."""
        is_new = not any(
            c.candidate_index == drawn.candidate.candidate_index
            for c in candidates.of_job(tx, self.project_id, job.id)
        )
        kept = candidates.put(tx, drawn.candidate, drawn.uses)
        if is_new:
            tx.emit(CandidateCreated(candidate=kept), self.project_id)
        if drawn.report is not None:
            if quality_reports.guard_report(tx, self.project_id, kept.id) is None:
                summary = msgspec.to_builtins(drawn.report)
                quality_reports.add(
                    tx, self.project_id, "output_guard", summary, self.run_id, job.id, kept.id
                )
            tx.emit(CandidateScored(candidate=kept), self.project_id)
        return Drawn(kept, drawn.report, drawn.uses)

    async def _drawn_before(self, job: Job) -> list[Drawn]:
        """What a job has, with the guard's reports."""

        def look(read: Any) -> list[Drawn]:
            found = []
            for candidate in candidates.of_job(read, self.project_id, job.id):
                report = quality_reports.guard_report(read, self.project_id, candidate.id)
                judged = msgspec.convert(report.summary, GuardReport) if report else None
                found.append(Drawn(candidate, judged, []))
            return found

        return await self.sidecar.read(look)

    async def _conclude(self, job: Job, drawn: list[Drawn]) -> Job:
        """Rank, finish the winner, and say how the job ended."""
        judged = [one for one in drawn if one.report is not None]
        if not judged:
            error = next(one.candidate.error for one in drawn)
            return await self._told(job, "failed", error=error)
        ranking = decide([_ranked(one) for one in judged])
        winner = next(o for o in judged if o.candidate.candidate_index == ranking.winner)
        if not ranking.has_passing:
            return await self._told(job, "failed_output_guard", ranking=ranking)
        final = await finish(self.sidecar, self.steps, self.run_id, job, winner.candidate)
        return await self._told(job, "done", ranking=ranking, winner=winner, final=final)

    async def _told(
        self,
        job: Job,
        to: JobStatus,
        *,
        error: Any = None,
        ranking: Ranking | None = None,
        winner: Drawn | None = None,
        final: Computed | None = None,
    ) -> Job:
        told = await self.sidecar.transact(
            partial(_move, job=job, to=to, error=error, ranking=ranking, winner=winner, final=final)
        )
        if to != "running":
            self.done += 1
            await self.running.report(self.done, self.total, "jobs", job.job_key)
        return told


def _move(
    tx: Tx,
    *,
    job: Job,
    to: JobStatus,
    error: Any,
    ranking: Ranking | None,
    winner: Drawn | None,
    final: Computed | None,
) -> Job:
    """Change a job's status with what was decided, and tell it."""
    if ranking:
        jobs.keep_ranking(tx, job, msgspec.to_builtins(ranking))
    if winner and final and ranking:
        chosen = keep_final(tx, winner.candidate, final)
        jobs.select(
            tx,
            job,
            chosen.candidate_index,
            "guard",
            ranking.decided_by,
            final.pictures["image"].id,
        )
        tx.emit(CandidateChosen(candidate=chosen, by="guard"), job.project_id)
    moved = jobs.move(tx, job, to, error)
    if to == "running":
        tx.emit(JobStarted(job=moved), job.project_id)
    else:
        tx.emit(JobFinished(job=moved), job.project_id)
    return moved


def _blank(job: Job, index: int) -> Candidate:
    return Candidate(
        id=ids.new(),
        project_id=job.project_id,
        job_id=job.id,
        candidate_index=index,
        status="generated",
        seed=way.candidate_seed(job.spec, index),
        output_asset_id=None,
        final_asset_id=None,
        rank_hard_failures=0,
        rank_soft_warnings=0,
        rank_avg_chroma_exceed=0.0,
        rank_composite=0.0,
        cost_usd="0.000000",
        error=None,
        meta={},
        created_at=clock.now(),
    )


def _ranked(drawn: Drawn) -> Ranked:
    assert drawn.report is not None
    return Ranked(index=drawn.candidate.candidate_index, cost_micro_usd=0, report=drawn.report)


def _passing(drawn: list[Drawn]) -> bool:
    return any(one.report is not None and not one.report.hard_failures for one in drawn)


def _note(leg: way.Leg, computed: Computed) -> dict[str, Any]:
    """What the run log and the report say of a step."""
    image = computed.pictures.get("image")
    return {
        "leg": leg.name,
        "provider": leg.provider_code,
        "operation": computed.step.name,
        "own_ms": computed.step.own_ms,
        "is_memoised": computed.is_memoised,
        "asset_id": image.id if image else None,
    }


def _passed(leg: way.Leg) -> dict[str, Any]:
    return {"has_cutout": True} if leg.name == "cutout" else {}


def _file_sha256(path: str) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
