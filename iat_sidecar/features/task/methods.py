"""`task/*`"""

from typing import Annotated

from msgspec import Meta

from iat_sidecar.core.errors import NotFound
from iat_sidecar.core.values import Cursor, Id, Limit, ProjectId
from iat_sidecar.db.page import Page
from iat_sidecar.db.tx import Read, Tx
from iat_sidecar.features.task import store
from iat_sidecar.rpc.registry import Effect, method
from iat_sidecar.tasks import queue
from iat_sidecar.tasks.model import Task, TaskStatus

TaskKind = Annotated[str, Meta(max_length=100, description="noun/verb, as run/start.")]
ONE = {"task_id": "0190c2f0-0000-7000-8000-000000000000"}


@method("task/list", example={"project": "moon", "status": "running"})
def list_(
    read: Read,
    project: ProjectId | None = None,
    status: TaskStatus | None = None,
    kind: TaskKind | None = None,
    limit: Limit = 50,
    cursor: Cursor | None = None,
) -> Page[Task]:
    """Background work of your projects and your own, newest first."""
    return store.page(read, project, status, kind, limit, cursor)


@method("task/get", errors=(NotFound,), example=ONE)
def get(read: Read, task_id: Id) -> Task:
    """A task with its progress and, once it ended, its result or error."""
    return store.get(read, task_id)


@method("task/cancel", errors=(NotFound,), effect=Effect.WRITE, example=ONE)
def cancel(tx: Tx, task_id: Id) -> Task:
    """Stop a task: one that waits ends at once, one that runs is asked to; an ended one stays."""
    return queue.ask_cancel(tx, store.get(tx, task_id).id)
