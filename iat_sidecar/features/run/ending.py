"""How a run ends: what its end is called, its log, and what is told."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from iat_sidecar.core import log as journal
from iat_sidecar.core.errors import SidecarError, StorageFull
from iat_sidecar.db.tx import Tx
from iat_sidecar.features.job import store as jobs
from iat_sidecar.features.run import log, rules, store
from iat_sidecar.features.run.execute import Drawing
from iat_sidecar.features.run.model import EndedBy, Run, RunFinished, RunResult
from iat_sidecar.sidecar import Sidecar
from iat_sidecar.tasks.runner import Running

RETRY_S = 1.0

T = TypeVar("T")


def cause(exc: BaseException) -> EndedBy:
    """What an early end is called."""
    match exc:
        case asyncio.CancelledError():
            return "canceled"
        case StorageFull():
            return "full_disk"
    return "error"


async def end(
    sidecar: Sidecar, running: Running, run_id: str, ended_by: EndedBy, drawing: Drawing | None
) -> RunResult:
    """Settle the run, write its log, tell it; a full disk is waited for, acknowledged work stays."""
    project_id = running.project_id
    run = await _patiently(
        sidecar, running, lambda tx: settle(tx, store.get(tx, project_id, run_id), ended_by)
    )
    try:
        run = await log.write(sidecar, project_id, run_id)
    except SidecarError as exc:  # the run has ended, with or without its log
        journal.warning("run/log_not_written", run_id=run_id, reason=str(exc))
    await _patiently(sidecar, running, lambda tx: tx.emit(RunFinished(run=run), project_id))
    return RunResult(
        run_id=run_id,
        status=run.status,
        ended_by=run.ended_by,
        jobs=run.jobs,
        run_log_asset_id=run.run_log_asset_id,
        steps=drawing.steps_done if drawing else 0,
        memoised_steps=drawing.memoised if drawing else 0,
    )


def settle(tx: Tx, run: Run, ended_by: EndedBy) -> Run:
    """Jobs under way wait again; the run is done, partial or failed. One that ended stays so."""
    if run.status not in ("planned", "running"):
        return run
    for job in jobs.of_run(tx, run.project_id, run.id):
        if job.status == "running":
            jobs.move(tx, job, "planned")
    if run.status == "planned":
        run = store.move(tx, run, "running")
    run = store.get(tx, run.project_id, run.id)
    return store.move(tx, run, rules.ending(run.jobs, ended_by), ended_by)


async def _patiently(sidecar: Sidecar, running: Running, work: Callable[[Tx], T]) -> T:
    """A transaction that waits for room on the disk, unless the sidecar shuts down."""
    while True:
        try:
            return await sidecar.transact(work)
        except StorageFull as exc:
            running.checkpoint()
            journal.warning("run/end_waits", task_id=running.id, reason=str(exc))
        await asyncio.sleep(RETRY_S)
