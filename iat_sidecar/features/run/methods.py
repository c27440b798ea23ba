"""`run/*`"""

from typing import Annotated, Literal

from msgspec.structs import asdict

from iat_sidecar.core.errors import (
    Conflict,
    Damaged,
    ImagingFailed,
    InvalidParams,
    InvalidState,
    LicenceRefused,
    ReadOnly,
    StorageFull,
    StorageOffline,
    WeightsMissing,
)
from iat_sidecar.core.values import Cursor, Id, Limit, Path, ProjectId
from iat_sidecar.core.wire import Wire
from iat_sidecar.db.page import Page
from iat_sidecar.db.tx import Read, Tx
from iat_sidecar.features.asset import store as assets
from iat_sidecar.features.job.model import JobDefinition
from iat_sidecar.features.run import plan as plans
from iat_sidecar.features.run import removal, rules, start, store
from iat_sidecar.features.run import report as reports
from iat_sidecar.features.run.model import (
    Definition,
    Jobs,
    Plan,
    Run,
    RunDeleted,
    RunMode,
    RunSettings,
    RunStatus,
    StartedRun,
)
from iat_sidecar.rpc.registry import Effect, method
from iat_sidecar.rpc.signature import SPREAD
from iat_sidecar.sidecar import Sidecar

ONE = {"project": "moon", "run_id": "0190c2f0-0000-7000-8000-000000000000"}
SHOT = {
    "project": "moon",
    "jobs": [{"job_key": "p1", "scene": "Mara waits at the harbour", "characters": ["mara"]}],
    "time_of_day": "dusk",
    "weather": "rain",
}
ASKED = (InvalidParams, InvalidState, WeightsMissing, LicenceRefused)


class RunLog(Wire):
    """Where the log of a run lies."""

    asset_id: Id
    path: str | None


class Report(Wire):
    """Where the report of a run lies: one HTML page."""

    path: str


@method("run/plan", errors=(*ASKED, Damaged), effect=Effect.WRITE, example=SHOT)
async def plan(
    sidecar: Sidecar, project: ProjectId, jobs: Jobs, settings: Annotated[RunSettings, SPREAD]
) -> Plan:
    """Store a dry run: its jobs, prompts and steps, what is memoised, what it will cost.

    Nothing is drawn or called. `run/start` can take exactly this plan. Override keys beside
    `jobs` are shorthands for `defaults`.
    """
    return await plans.store_plan(sidecar, project, _definition(jobs, settings))


@method("run/start", errors=(*ASKED, Conflict), effect=Effect.SPEND, example=SHOT)
def begin(
    tx: Tx,
    project: ProjectId,
    settings: Annotated[RunSettings, SPREAD],
    run_id: Id | None = None,
    jobs: Jobs | None = None,
) -> StartedRun:
    """Freeze the settings and draw: either the plan of `run_id`, or the definition given here.

    A plan whose inputs have changed since is a conflict; plan again.
    """
    if run_id is not None and jobs is None:
        return start.start_plan(tx, project, run_id)
    if run_id is None and jobs is not None:
        return start.start_new(tx, project, _definition(jobs, settings))
    raise InvalidParams("Give either run_id or jobs", "$.jobs")


@method("run/get", example=ONE)
def get(read: Read, project: ProjectId, run_id: Id) -> Run:
    """A run with the settings it froze and how its jobs stand."""
    return store.get(read, project, run_id)


@method("run/list", example={"project": "moon", "status": "done"})
def list_(
    read: Read,
    project: ProjectId,
    status: RunStatus | None = None,
    run_mode: RunMode | None = None,
    limit: Limit = 50,
    cursor: Cursor | None = None,
) -> Page[Run]:
    """Runs and plans, newest first."""
    return store.page(read, project, status, run_mode, limit, cursor)


@method("run/cancel", errors=(InvalidState,), effect=Effect.WRITE, example=ONE)
def cancel(tx: Tx, project: ProjectId, run_id: Id) -> Run:
    """Stop a run: what is drawn stays, jobs not reached stay planned, `run/resume` goes on."""
    return start.cancel(tx, store.get(tx, project, run_id))


@method("run/resume", errors=(InvalidState,), effect=Effect.SPEND, example=ONE)
def resume(tx: Tx, project: ProjectId, run_id: Id) -> StartedRun:
    """Go on with a run that ended partial or failed; what is memoised is not computed again."""
    run = store.get(tx, project, run_id)
    rules.check_move(run, "running")
    if run.run_mode == "dry":
        raise InvalidState("this run was only planned; call run/start")
    return start.enqueue_run(tx, run)


@method(
    "run/delete", errors=(InvalidState,), effect=Effect.DESTROY, example={**ONE, "keep": "finals"}
)
def delete(
    tx: Tx, project: ProjectId, run_id: Id, keep: Literal["finals", "nothing"] = "finals"
) -> Run:
    """Remove a run's rows, and the pictures of its steps that nothing else uses.

    `keep: finals` leaves the final pictures and what they came from.
    """
    run = store.get(tx, project, run_id)
    start.check_rests(tx, run)
    removal.remove(tx, run, keep)
    tx.emit(RunDeleted(run=run), project)
    return run


@method("run/log", errors=(InvalidState,), example=ONE)
def log(read: Read, project: ProjectId, run_id: Id) -> RunLog:
    """The log of a run that has ended: a JSON asset from which it can be repeated."""
    run = store.get(read, project, run_id)
    if run.run_log_asset_id is None:
        raise InvalidState(f"the run is {run.status}; its log is written when it ends")
    asset = assets.get(read, project, run.run_log_asset_id)
    return RunLog(asset_id=asset.id, path=asset.path)


@method("run/reproduce", errors=(InvalidState,), effect=Effect.SPEND, example=ONE)
def reproduce(tx: Tx, project: ProjectId, run_id: Id) -> StartedRun:
    """Repeat a run from what it froze; the task's result says what matched bit for bit."""
    return start.start_repetition(tx, store.get(tx, project, run_id))


@method(
    "run/report",
    errors=(InvalidState, InvalidParams, ImagingFailed, ReadOnly, StorageFull, StorageOffline),
    effect=Effect.WRITE,
    example={**ONE, "path": "/home/studio/report.html"},
)
async def report(
    sidecar: Sidecar, project: ProjectId, run_id: Id, path: Path | None = None
) -> Report:
    """Write one self-contained HTML page about a run; without `path` beside the project's files."""
    written = await reports.write(sidecar, project, run_id, path)
    return await sidecar.conclude(lambda tx: Report(path=written))


def _definition(jobs: list[JobDefinition], settings: RunSettings) -> Definition:
    return Definition(jobs=jobs, **asdict(settings))
