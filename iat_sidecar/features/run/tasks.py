"""The work behind `run/start`, `run/resume`, `run/reproduce`, `job/redraw` and `asset/derive`."""

import asyncio

from iat_sidecar.core.errors import SidecarError, StorageFull
from iat_sidecar.db.tx import Read, Tx
from iat_sidecar.features.asset.model import Asset, DeriveParams
from iat_sidecar.features.job import store as jobs
from iat_sidecar.features.job.model import Job, RedrawParams
from iat_sidecar.features.project import storage
from iat_sidecar.features.run import derive, log, reproduce, rules, store
from iat_sidecar.features.run.execute import Drawing
from iat_sidecar.features.run.model import (
    EndedBy,
    Memo,
    ReproduceResult,
    ReproduceTask,
    Run,
    RunFinished,
    RunResult,
    RunStarted,
    RunTask,
)
from iat_sidecar.features.step.engine import StepEngine
from iat_sidecar.sidecar import Sidecar
from iat_sidecar.tasks.kinds import task
from iat_sidecar.tasks.runner import Running, Stopped

JOBS_AT_ONCE = 2


@task("run/start")
async def start(sidecar: Sidecar, running: Running, params: RunTask) -> RunResult:
    """Draw every job that is not done; what was drawn before an interruption is not drawn again."""
    drawing = await _drawing(sidecar, running, params.run_id)
    ended_by = await _draw_all(drawing)
    return await _end(drawing, ended_by)


@task("run/redraw")
async def redraw(sidecar: Sidecar, running: Running, params: RedrawParams) -> Job:
    """Add candidates to a job and choose anew among all; its run stays as it is."""
    project_id = _project(running)
    job = await sidecar.read(lambda read: jobs.get(read, project_id, params.job_id))
    drawing = await _opened(sidecar, running, job.run_id, 1, "use")
    job = await sidecar.transact(lambda tx: jobs.respecify(tx, job, params.spec))
    job = await sidecar.transact(lambda tx: jobs.move(tx, job, "running"))
    try:
        job = await drawing.redraw(job, params.first_index)
    except BaseException:
        await asyncio.shield(sidecar.transact(lambda tx: _back(tx, job)))
        raise
    return job


@task("run/reproduce")
async def repeat(sidecar: Sidecar, running: Running, params: ReproduceTask) -> ReproduceResult:
    """Draw a run once more without what is memoised, and compare every step."""
    drawing = await _drawing(sidecar, running, params.run_id, "refresh")
    original = await sidecar.read(
        lambda read: reproduce.outputs(read, drawing.project_id, params.original_run_id)
    )
    await _end(drawing, await _draw_all(drawing))
    again = await sidecar.read(
        lambda read: reproduce.outputs(read, drawing.project_id, params.run_id)
    )
    return reproduce.compare(params.run_id, original, again)


@task("run/derive")
async def derived(sidecar: Sidecar, running: Running, params: DeriveParams) -> Asset:
    """A one-off cutout, enlargement or colour correction of an asset."""
    project_id = _project(running)
    root = await sidecar.read(lambda read: storage.root(read, project_id))
    steps = StepEngine(sidecar, project_id, root, "use")
    return await derive.derive(sidecar, running, steps, params)


async def _drawing(
    sidecar: Sidecar, running: Running, run_id: str, memo: Memo | None = None
) -> Drawing:
    """The run under way, told as started."""
    project_id = _project(running)

    def begin(tx: Tx) -> Run:
        run = store.get(tx, project_id, run_id)
        if run.status != "running":
            run = store.move(tx, run, "running")
        for job in jobs.of_run(tx, project_id, run_id):
            if job.status in ("running", "failed", "failed_output_guard"):
                jobs.move(tx, job, "planned")
        tx.emit(RunStarted(run=run), project_id)
        return run

    run = await sidecar.transact(begin)
    total = sum(getattr(run.jobs, name) for name in run.jobs.__struct_fields__)
    return await _opened(sidecar, running, run_id, total, memo)


async def _opened(
    sidecar: Sidecar, running: Running, run_id: str, total: int, memo: Memo | None
) -> Drawing:
    project_id = _project(running)
    frozen = await sidecar.read(lambda read: store.snapshot(read, project_id, run_id))
    root = await sidecar.read(lambda read: storage.root(read, project_id))
    steps = StepEngine(sidecar, project_id, root, memo or frozen.memo)
    return Drawing(sidecar, running, run_id, frozen, steps, total)


async def _draw_all(drawing: Drawing) -> EndedBy:
    """Every waiting job, a few at once in story order; why it ended."""
    waiting = await drawing.sidecar.read(lambda read: _waiting(read, drawing))
    drawing.done = drawing.total - len(waiting)
    places = asyncio.Semaphore(JOBS_AT_ONCE)

    async def one(job: Job) -> None:
        async with places:
            await drawing.draw_job(job)

    tasks = [asyncio.create_task(one(job)) for job in waiting]
    try:
        await asyncio.gather(*tasks)
    except BaseException as exc:
        for each in tasks:
            each.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return await _interrupted(drawing, exc)
    return "finished"


def _waiting(read: Read, drawing: Drawing) -> list[Job]:
    found = jobs.of_run(read, drawing.project_id, drawing.run_id)
    return [job for job in found if job.status == "planned"]


async def _interrupted(drawing: Drawing, exc: BaseException) -> EndedBy:
    """What an early end is called. A sidecar that shuts down leaves the run as it is."""
    match exc:
        case Stopped():
            raise exc
        case asyncio.CancelledError():
            if drawing.running.is_canceled:
                await asyncio.shield(_end(drawing, "canceled"))
            raise exc
        case StorageFull():
            return "full_disk"
        case SidecarError():
            return "error"
    await _end(drawing, "error")
    raise exc


async def _end(drawing: Drawing, ended_by: EndedBy) -> RunResult:
    """Say how the run ended and write its log."""
    sidecar, project_id, run_id = drawing.sidecar, drawing.project_id, drawing.run_id

    def settle(tx: Tx) -> Run:
        for job in jobs.of_run(tx, project_id, run_id):
            if job.status == "running":
                jobs.move(tx, job, "planned")
        run = store.get(tx, project_id, run_id)
        return store.move(tx, run, rules.ending(run.jobs, ended_by), ended_by)

    await sidecar.transact(settle)
    run = await log.write(sidecar, project_id, run_id)
    await sidecar.transact(lambda tx: tx.emit(RunFinished(run=run), project_id))
    return RunResult(
        run_id=run_id,
        status=run.status,
        ended_by=run.ended_by,
        jobs=run.jobs,
        run_log_asset_id=run.run_log_asset_id,
        steps=drawing.steps_done,
        memoised_steps=drawing.memoised,
    )


def _back(tx: Tx, job: Job) -> None:
    """A redraw that was broken off leaves the job as it stood before."""
    current = jobs.get(tx, job.project_id, job.id)
    if current.status == "running":
        jobs.move(tx, current, "done" if current.final_asset_id else "failed_output_guard")


def _project(running: Running) -> str:
    assert running.project_id is not None
    return running.project_id
