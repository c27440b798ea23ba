"""The table `runs`."""

from typing import Any

from msgspec.structs import asdict

from iat_sidecar.core import clock, ids
from iat_sidecar.core.errors import NotFound
from iat_sidecar.core.wire import Wire
from iat_sidecar.db.page import Page, narrowed, page_of
from iat_sidecar.db.rows import to_micros
from iat_sidecar.db.tx import Read, Tx
from iat_sidecar.features.job import store as jobs
from iat_sidecar.features.run import rules
from iat_sidecar.features.run.model import (
    Counts,
    Definition,
    EndedBy,
    Run,
    RunMode,
    RunStatus,
    Snapshot,
)

_COLUMNS = """id, project_id, name, run_mode, status, ended_by, stage, time_of_day, weather,
    model_name, provider_code, seed, budget_usd, plan_json, warnings_json, task_id,
    run_log_asset_id, settings_snapshot_json, started_at, finished_at, created_at"""


class _Row(Run):
    jobs: Counts = Counts()


class _Frozen(Wire):
    settings_snapshot: Snapshot


class _Asked(Wire):
    definition: Definition


def get(read: Read, project_id: str, run_id: str) -> Run:
    row = read.one(
        _Row,
        f"select {_COLUMNS} from runs where project_id = $1 and id = $2",
        project_id,
        run_id,
    )
    if row is None:
        raise NotFound("run", run_id)
    return _counted(read, row)


def snapshot(read: Read, project_id: str, run_id: str) -> Snapshot:
    """What the run froze, as the pipeline reads it."""
    found = read.one(
        _Frozen,
        "select settings_snapshot_json from runs where project_id = $1 and id = $2",
        project_id,
        run_id,
    )
    if found is None:
        raise NotFound("run", run_id)
    return found.settings_snapshot


def definition(read: Read, project_id: str, run_id: str) -> Definition:
    """The run as it was asked for."""
    found = read.one(
        _Asked,
        "select definition_json from runs where project_id = $1 and id = $2",
        project_id,
        run_id,
    )
    if found is None:
        raise NotFound("run", run_id)
    return found.definition


def page(
    read: Read,
    project_id: str,
    status: RunStatus | None,
    run_mode: RunMode | None,
    limit: int,
    cursor: str | None,
) -> Page[Run]:
    """Newest first."""
    every = f"select {_COLUMNS} from runs where project_id = $1"
    select, values = narrowed(every, (project_id,), status=status, run_mode=run_mode)
    found = page_of(read, _Row, select, values, limit, cursor)
    items = [_counted(read, row) for row in found.items]
    return Page(items=items, next_cursor=found.next_cursor)


def add(
    tx: Tx,
    project_id: str,
    mode: RunMode,
    asked: Definition,
    frozen: Snapshot,
    plan: dict[str, Any],
) -> Run:
    """Write a planned run down; its jobs follow."""
    run_id = ids.new()
    link = rules.main_link(asked)
    tx.run(
        """insert into runs (id, project_id, name, run_mode, status, time_of_day, weather,
            model_name, provider_code, seed, budget_usd, definition_json, settings_snapshot_json,
            plan_json, warnings_json, created_by_user_id, created_at)
        values ($1, $2, $3, $4, 'planned', $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)""",
        run_id,
        project_id,
        asked.name,
        mode,
        asked.time_of_day or asked.defaults.time_of_day,
        asked.weather or asked.defaults.weather,
        link[1],
        link[0],
        frozen.seed,
        to_micros(asked.budget_usd) if asked.budget_usd else None,
        asked,
        frozen,
        plan,
        frozen.warnings,
        tx.caller.user_id,
        clock.now(),
    )
    return get(tx, project_id, run_id)


def move(tx: Tx, run: Run, to: RunStatus, ended_by: EndedBy | None = None) -> Run:
    """Change a run's status; what is not allowed is InvalidState."""
    rules.check_move(run, to)
    now = clock.now()
    is_over = to != "running"
    tx.run(
        """update runs set status = $1, ended_by = $2, started_at = coalesce(started_at, $3),
            finished_at = $4
        where project_id = $5 and id = $6""",
        to,
        ended_by,
        now,
        now if is_over else None,
        run.project_id,
        run.id,
    )
    return get(tx, run.project_id, run.id)


def set_task(tx: Tx, run: Run, task_id: str) -> Run:
    tx.run(
        "update runs set task_id = $1, run_mode = 'run' where project_id = $2 and id = $3",
        task_id,
        run.project_id,
        run.id,
    )
    return get(tx, run.project_id, run.id)


def set_plan(tx: Tx, run: Run, plan: dict[str, Any]) -> Run:
    tx.run(
        "update runs set plan_json = $1 where project_id = $2 and id = $3",
        plan,
        run.project_id,
        run.id,
    )
    return get(tx, run.project_id, run.id)


def set_snapshot(tx: Tx, project_id: str, run_id: str, frozen: Snapshot) -> None:
    tx.run(
        "update runs set settings_snapshot_json = $1 where project_id = $2 and id = $3",
        frozen,
        project_id,
        run_id,
    )


def set_log(tx: Tx, run: Run, asset_id: str) -> Run:
    tx.run(
        "update runs set run_log_asset_id = $1 where project_id = $2 and id = $3",
        asset_id,
        run.project_id,
        run.id,
    )
    return get(tx, run.project_id, run.id)


REMOVED = (
    """delete from quality_reports where project_id = $1 and run_id = $2""",
    """delete from candidate_steps where project_id = $1 and candidate_id in (
        select c.id from run_jobs j cross join run_candidates c
        where j.project_id = $1 and j.run_id = $2
            and c.project_id = j.project_id and c.job_id = j.id)""",
    """delete from run_candidates where project_id = $1 and job_id in (
        select id from run_jobs where project_id = $1 and run_id = $2)""",
    """delete from run_job_inputs where project_id = $1 and job_id in (
        select id from run_jobs where project_id = $1 and run_id = $2)""",
    """delete from run_jobs where project_id = $1 and run_id = $2""",
    """update cost_events set run_id = null where project_id = $1 and run_id = $2""",
    """delete from runs where project_id = $1 and id = $2""",
)


def remove(tx: Tx, run: Run) -> None:
    """Remove a run's rows; costs stay, without the run they were for."""
    for statement in REMOVED:
        tx.run(statement, run.project_id, run.id)


def _counted(read: Read, row: _Row) -> Run:
    counts = Counts(**jobs.counts(read, row.project_id, row.id))
    return Run(**{**asdict(row), "jobs": counts})
