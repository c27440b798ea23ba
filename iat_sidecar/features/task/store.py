"""The table `tasks`, as callers may see it: their projects' tasks and their own."""

from iat_sidecar.core.errors import NotFound
from iat_sidecar.db.page import Page, narrowed, page_of
from iat_sidecar.db.tx import Read
from iat_sidecar.tasks.model import Task, TaskStatus

_SELECT = """select id, kind, project_id, status, attempt, progress_json, result_json, error_json,
        created_at, started_at, finished_at
    from tasks where (project_id is null and actor_user_id = $1 or exists (
        select 1 from projects
        where projects.id = tasks.project_id and projects.owner_user_id = $1))"""


def get(read: Read, task_id: str) -> Task:
    if task := read.one(Task, f"{_SELECT} and id = $2", read.caller.user_id, task_id):
        return task
    raise NotFound("task", task_id)


def page(
    read: Read,
    project_id: str | None,
    status: TaskStatus | None,
    kind: str | None,
    limit: int,
    cursor: str | None,
) -> Page[Task]:
    """Newest first."""
    mine = (read.caller.user_id,)
    select, values = narrowed(_SELECT, mine, project_id=project_id, status=status, kind=kind)
    return page_of(read, Task, select, values, limit, cursor)
