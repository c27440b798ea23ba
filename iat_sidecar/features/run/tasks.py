"""The work behind `run/start`, `run/resume`, `run/reproduce`, `job/redraw` and `asset/derive`."""

import asyncio

from iat_sidecar.db.tx import Read, Tx
from iat_sidecar.features.asset.model import Asset, DeriveTask
from iat_sidecar.features.job import store as jobs
from iat_sidecar.features.job.model import Job, RedrawTask
from iat_sidecar.features.project import storage
from iat_sidecar.features.run import derive, ending, redraw, reproduce, store
from iat_sidecar.features.run.execute import Drawing
from iat_sidecar.features.run.model import (
    ReproduceResult,
    ReproduceTask,
    Run,
    RunResult,
    RunStarted,
    RunTask,
)
from iat_sidecar.features.step.engine import StepEngine
from iat_sidecar.features.step.model import Memo
from iat_sidecar.sidecar import Sidecar
from iat_sidecar.tasks.kinds import task
from iat_sidecar.tasks.runner import Running, Stopped
from iat_sidecar.tasks.together import surely, together

LEAST_AT_ONCE = 2


@task("run/start")
async def start(sidecar: Sidecar, running: Running, params: RunTask) -> RunResult:
    """Draw every job that is not done; what was drawn before an interruption is not drawn again."""
    return await _carry_out(sidecar, running, params.run_id)


@task("run/redraw")
async def redrawn(sidecar: Sidecar, running: Running, params: RedrawTask) -> Job:
    """Add candidates to a job and choose anew among all; its run stays as it is."""
    project_id = running.project_id
    is_again = running.attempt > 1
    job = await surely(
        sidecar.transact(lambda tx: redraw.begin(tx, project_id, params, is_again=is_again))
    )
    try:
        _heed(running)
        drawing = await _opened(sidecar, running, job.run_id, 1, "use")
        return await drawing.redraw(job, params.first_index)
    except Stopped:
        raise
    except BaseException as exc:
        if running.is_canceled or not isinstance(exc, asyncio.CancelledError):
            await surely(sidecar.transact(lambda tx: redraw.leave(tx, project_id, params)))
        raise


@task("run/reproduce")
async def repeat(sidecar: Sidecar, running: Running, params: ReproduceTask) -> ReproduceResult:
    """Draw a run once more without what is memoised, and compare every step."""
    project_id = running.project_id
    await _carry_out(sidecar, running, params.run_id, "refresh")
    original = await reproduce.recorded(sidecar, project_id, params.original_run_id)
    again = await sidecar.read(lambda read: reproduce.outputs(read, project_id, params.run_id))
    return reproduce.compare(params.run_id, original, again)


@task("run/derive")
async def derived(sidecar: Sidecar, running: Running, params: DeriveTask) -> Asset:
    """A one-off cutout, enlargement or colour correction of an asset."""
    project_id = running.project_id
    root = await sidecar.read(lambda read: storage.root(read, project_id))
    steps = StepEngine(sidecar, project_id, root, "use")
    return await derive.derive(sidecar, running, steps, params)


async def _carry_out(
    sidecar: Sidecar, running: Running, run_id: str, memo: Memo | None = None
) -> RunResult:
    """A run from where it stands to its end; a sidecar that shuts down leaves it under way."""
    drawing: Drawing | None = None
    try:
        run = await sidecar.transact(lambda tx: _begin(tx, running.project_id, run_id))
        total = sum(getattr(run.jobs, name) for name in run.jobs.__struct_fields__)
        drawing = await _opened(sidecar, running, run_id, total, memo)
        await _draw_all(drawing)
    except Stopped:
        raise
    except BaseException as exc:
        if running.is_canceled or not isinstance(exc, asyncio.CancelledError):
            await surely(ending.end(sidecar, running, run_id, ending.cause(exc), drawing))
        raise
    return await surely(ending.end(sidecar, running, run_id, "finished", drawing))


def _begin(tx: Tx, project_id: str, run_id: str) -> Run:
    """The run under way, told as started; one that had come to its end stays there."""
    run = store.get(tx, project_id, run_id)
    if run.status == "done":
        return run
    if run.status != "running":
        run = store.move(tx, run, "running")
    for job in jobs.of_run(tx, project_id, run_id):
        if job.status in ("running", "failed", "failed_output_guard"):
            jobs.move(tx, job, "planned")
    run = store.get(tx, project_id, run_id)
    tx.emit(RunStarted(run=run), project_id)
    return run


async def _opened(
    sidecar: Sidecar, running: Running, run_id: str, total: int, memo: Memo | None
) -> Drawing:
    project_id = running.project_id
    frozen = await sidecar.read(lambda read: store.snapshot(read, project_id, run_id))
    root = await sidecar.read(lambda read: storage.root(read, project_id))
    steps = StepEngine(sidecar, project_id, root, memo or frozen.memo)
    return Drawing(sidecar, running, run_id, frozen, steps, total)


async def _draw_all(drawing: Drawing) -> None:
    """Every waiting job, a few at once in story order."""
    waiting = await drawing.sidecar.read(lambda read: _waiting(read, drawing))
    drawing.done = drawing.total - len(waiting)
    places = asyncio.Semaphore(max(LEAST_AT_ONCE, drawing.sidecar.imaging.size))

    async def one(job: Job) -> None:
        async with places:
            await drawing.draw_job(job)

    await together(one(job) for job in waiting)


def _waiting(read: Read, drawing: Drawing) -> list[Job]:
    found = jobs.of_run(read, drawing.project_id, drawing.run_id)
    return [job for job in found if job.status == "planned"]


def _heed(running: Running) -> None:
    """A cancel that came while something was written down counts now."""
    if running.is_canceled:
        raise asyncio.CancelledError
