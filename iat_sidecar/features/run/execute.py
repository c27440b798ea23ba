"""Draw a run's jobs: candidates at once, each along its way; judge, rank, choose, finish."""

import asyncio
from functools import partial

import msgspec
from msgspec.structs import replace

from iat_sidecar.core import clock, ids
from iat_sidecar.core.errors import SidecarError
from iat_sidecar.db.tx import Read, Tx
from iat_sidecar.features.candidate import store as candidates
from iat_sidecar.features.candidate.finish import finish, keep_final
from iat_sidecar.features.candidate.model import (
    Candidate,
    CandidateChosen,
    CandidateCreated,
    CandidateScored,
    CandidateUpdated,
)
from iat_sidecar.features.candidate.store import StepUse
from iat_sidecar.features.job import store as jobs
from iat_sidecar.features.job.model import Job, JobFinished, JobStarted, JobStatus
from iat_sidecar.features.quality_report import store as quality_reports
from iat_sidecar.features.run import way
from iat_sidecar.features.run.model import Snapshot
from iat_sidecar.features.run.walk import STOPS_RUN, Walk
from iat_sidecar.features.step.engine import Computed, StepEngine
from iat_sidecar.imaging.guard.rank import Ranked, Ranking, decide
from iat_sidecar.imaging.guard.report import GuardReport
from iat_sidecar.sidecar import Sidecar
from iat_sidecar.tasks.failure import failure_of
from iat_sidecar.tasks.model import Failure
from iat_sidecar.tasks.runner import Running
from iat_sidecar.tasks.together import together


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
        return self.running.project_id

    async def draw_job(self, job: Job) -> Job:
        """All candidates of a job, the choice among them, and its final picture."""
        self.running.checkpoint()
        job = await self._told(job, "running")
        if job.redraws:  # its later candidates were drawn by other words than its first
            return await self._conclude(job, await self._drawn_before(job))
        known = await self.sidecar.read(
            lambda read: candidates.of_job(read, self.project_id, job.id)
        )
        drawn = await self._candidates(job, range(job.spec.candidates), known)
        if _failed_the_guard(drawn):
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
        return await together(self._candidate(job, index, by_index.get(index)) for index in indexes)

    async def _candidate(self, job: Job, index: int, before: Candidate | None) -> Drawn:
        if before and before.output_asset_id and self.steps.memo == "refresh":
            return await self._as_drawn(before)
        walk = Walk(self.sidecar, self.running, self.steps, self.snapshot, job, index)
        candidate = before or _blank(job, index)
        async with self._places:
            try:
                report = await walk.to_the_guard()
            except STOPS_RUN:
                raise
            except SidecarError as exc:
                drawn = _broken(candidate, walk, exc)
            else:
                drawn = _judged(candidate, walk, report)
            self.steps_done += len(walk.uses)
            self.memoised += sum(use.is_memoised for use in walk.uses)
            return await self.sidecar.transact(
                lambda tx: self._keep(tx, job, drawn, is_new=before is None)
            )

    async def _as_drawn(self, candidate: Candidate) -> Drawn:
        """A candidate that this run has drawn anew before it was interrupted."""
        found = await self.sidecar.read(lambda read: _judgements(read, [candidate]))
        return found[0]

    def _keep(self, tx: Tx, job: Job, drawn: Drawn, *, is_new: bool) -> Drawn:
        """Write a candidate, its steps and the guard's report."""
        kept = candidates.put(tx, drawn.candidate, drawn.uses)
        told = CandidateCreated if is_new else CandidateUpdated
        tx.emit(told(candidate=kept), self.project_id)
        if drawn.report is not None:
            if is_new or quality_reports.guard_report(tx, self.project_id, kept.id) is None:
                summary = msgspec.to_builtins(drawn.report)
                quality_reports.add(
                    tx, self.project_id, "output_guard", summary, self.run_id, job.id, kept.id
                )
            tx.emit(CandidateScored(candidate=kept), self.project_id)
        return Drawn(kept, drawn.report, drawn.uses)

    async def _drawn_before(self, job: Job) -> list[Drawn]:
        """What a job has, with the guard's reports."""

        def look(read: Read) -> list[Drawn]:
            return _judgements(read, candidates.of_job(read, self.project_id, job.id))

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
        error: Failure | None = None,
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
    error: Failure | None,
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


def _failed_the_guard(drawn: list[Drawn]) -> bool:
    """Whether the guard judged some and let none pass; what broke would break again."""
    reports = [one.report for one in drawn if one.report is not None]
    return bool(reports) and all(report.hard_failures for report in reports)


def _broken(candidate: Candidate, walk: Walk, error: SidecarError) -> Drawn:
    failed = replace(
        candidate,
        status="failed",
        error=failure_of(error, job_id=candidate.job_id),
        meta=walk.told,
    )
    return Drawn(failed, None, walk.uses)


def _judged(candidate: Candidate, walk: Walk, report: GuardReport) -> Drawn:
    judged = replace(
        candidate,
        status="failed_output_guard" if report.hard_failures else "done",
        output_asset_id=walk.pictures["image"].id,
        error=None,
        rank_hard_failures=report.hard_failures,
        rank_soft_warnings=report.soft_warnings,
        rank_avg_chroma_exceed=round(report.chroma_exceed, 6),
        rank_composite=round(report.composite, 6),
        meta=walk.told,
    )
    return Drawn(judged, report, walk.uses)


def _judgements(read: Read, found: list[Candidate]) -> list[Drawn]:
    """Candidates with the reports the guard wrote on them."""
    drawn = []
    for candidate in found:
        report = quality_reports.guard_report(read, candidate.project_id, candidate.id)
        judged = msgspec.convert(report.summary, GuardReport) if report else None
        drawn.append(Drawn(candidate, judged, []))
    return drawn
