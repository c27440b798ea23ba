"""The `tasks` table: what waits, what runs, and what came of it."""

from typing import Any

from iat_sidecar.core import canonical, clock, ids
from iat_sidecar.core.errors import NotFound
from iat_sidecar.core.wire import Wire
from iat_sidecar.db.tx import Read, Tx
from iat_sidecar.tasks.model import (
    Failure,
    Progress,
    Task,
    TaskCreated,
    TaskFinished,
    TaskStarted,
    TaskStatus,
    TaskUpdated,
)

LEASE_S = 60.0
PRIORITY = 100

_COLUMNS = """id, kind, project_id, status, attempt, progress_json, result_json, error_json,
    created_at, started_at, finished_at"""


class Waiting(Wire):
    """A task with what its runner needs to know."""

    id: str
    kind: str
    project_id: str | None
    attempt: int
    params: dict[str, Any]
    actor_user_id: str
    correlation_id: str | None
    progress_token: str | int | None


def enqueue(
    tx: Tx, kind: str, project_id: str | None, params: Any, priority: int = PRIORITY
) -> Task:
    """Add a task to the transaction at hand; the request that did so is answered before its events."""
    task_id = ids.new()
    tx.run(
        """insert into tasks (id, kind, project_id, status, priority, params_json, actor_user_id,
            correlation_id, progress_token_json, created_at)
        values ($1, $2, $3, 'queued', $4, $5, $6, $7, $8, $9)""",
        task_id,
        kind,
        project_id,
        priority,
        params,
        tx.caller.user_id,
        tx.caller.correlation_id,
        canonical.text(tx.caller.progress_token),
        clock.now(),
    )
    tx.answers_first = True
    task = get(tx, task_id)
    tx.emit(TaskCreated(task=task), project_id)
    return task


def get(read: Read, task_id: str) -> Task:
    if task := read.one(Task, f"select {_COLUMNS} from tasks where id = $1", task_id):
        return task
    raise NotFound("task", task_id)


def waiting(read: Read, limit: int) -> list[Waiting]:
    """The next queued tasks by priority, then age."""
    return read.all(
        Waiting,
        """select id, kind, project_id, attempt, params_json, actor_user_id, correlation_id,
            progress_token_json
        from tasks where status in ('queued', 'running') and status = 'queued'
        order by priority, id limit $1""",  # said twice: the index knows the first
        limit,
    )


def unfinished(read: Read, kinds: tuple[str, ...]) -> list[Waiting]:
    """Tasks of these kinds that have not come to their end, oldest first."""
    found = read.all(
        Waiting,
        """select id, kind, project_id, attempt, params_json, actor_user_id, correlation_id,
            progress_token_json
        from tasks where status in ('queued', 'running') order by id""",
    )
    return [one for one in found if one.kind in kinds]


def unfinished_kinds(read: Read, project_id: str) -> list[str]:
    """What is under way in a project, by kind."""
    found = read.tuples(
        """select distinct kind from tasks
        where project_id = $1 and status in ('queued', 'running') order by kind""",
        project_id,
    )
    return [str(kind) for (kind,) in found]


def has_unfinished(read: Read) -> bool:
    return (
        read.value("select 1 from tasks where status in ('queued', 'running') limit 1") is not None
    )


def canceled_while_running(read: Read) -> list[str]:
    found = read.tuples(
        """select id from tasks where status in ('queued', 'running') and status = 'running'
            and is_cancel_requested order by id"""
    )
    return [str(row[0]) for row in found]


def start(tx: Tx, task_id: str, owner: str) -> Task | None:
    """Lease a queued task; None when somebody else has it."""
    now = clock.now()
    changed = tx.run(
        """update tasks set status = 'running', attempt = attempt + 1, lease_owner = $1,
            lease_until = $2, started_at = coalesce(started_at, $3)
        where id = $4 and status = 'queued'""",
        owner,
        clock.seconds_ahead(LEASE_S),
        now,
        task_id,
    )
    if not changed:
        return None
    task = get(tx, task_id)
    tx.emit(TaskStarted(task=task), task.project_id)
    return task


def keep_progress(tx: Tx, task_id: str, progress: Progress) -> None:
    """Remember how far a running task is and renew its lease."""
    tx.run(
        """update tasks set progress_json = $1, lease_until = $2
        where id = $3 and status = 'running'""",
        progress,
        clock.seconds_ahead(LEASE_S),
        task_id,
    )


def finish(tx: Tx, task_id: str, result: Any = None, error: Failure | None = None) -> Task:
    """End a task as done or failed; one that has ended stays as it is."""
    return _end(tx, task_id, "failed" if error else "done", result, error)


def end_canceled(tx: Tx, task_id: str) -> Task:
    return _end(tx, task_id, "canceled", None, None)


def ask_cancel(tx: Tx, task_id: str) -> Task:
    """Cancel what waits; ask what runs to stop. An ended task stays as it is."""
    task = get(tx, task_id)
    match task.status:
        case "queued":
            return end_canceled(tx, task_id)
        case "running" if tx.run(
            """update tasks set is_cancel_requested = true
            where id = $1 and not is_cancel_requested""",
            task_id,
        ):
            tx.emit(TaskUpdated(task=task), task.project_id)
    return task


def release_running(tx: Tx) -> int:
    """Queue again what a process that is gone was working on; how many there were."""
    return tx.run(
        """update tasks set status = 'queued', lease_owner = null, lease_until = null
        where status = 'running'"""
    )


def _end(tx: Tx, task_id: str, status: TaskStatus, result: Any, error: Failure | None) -> Task:
    ended = tx.run(
        """update tasks set status = $1, result_json = $2, error_json = $3, finished_at = $4,
            lease_owner = null, lease_until = null
        where id = $5 and status in ('queued', 'running')""",
        status,
        canonical.text(result),
        canonical.text(error),
        clock.now(),
        task_id,
    )
    task = get(tx, task_id)
    if ended:
        tx.emit(TaskFinished(task=task), task.project_id)
    return task
