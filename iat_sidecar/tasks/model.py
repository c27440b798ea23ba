"""What a task is: durable background work with progress and a result."""

from typing import Any, ClassVar, Literal

from iat_sidecar.core.values import Id, Time
from iat_sidecar.core.wire import Event, Volatile, Wire

TaskStatus = Literal["queued", "running", "done", "failed", "canceled"]
ENDED: tuple[TaskStatus, ...] = ("done", "failed", "canceled")


class Progress(Wire):
    """How far something is; `total` is null while it is not known."""

    done: int = 0
    total: int | None = None
    unit: str = ""
    eta_s: float | None = None
    note: str = ""


class Failure(Wire):
    """An error as it would have stood in a reply."""

    code: int
    message: str
    data: dict[str, Any]


class Task(Wire):
    """Work that outlives its request; `result` is what a quick method would have answered."""

    id: Id
    kind: str
    project_id: Id | None
    status: TaskStatus
    attempt: int
    progress: Progress
    result: dict[str, Any] | None
    error: Failure | None
    created_at: Time
    started_at: Time | None
    finished_at: Time | None


class Started(Wire):
    """Long work was put into the queue."""

    task_id: Id


class TaskCreated(Event):
    """A task waits to be run."""

    task: Task


class TaskUpdated(Event):
    """A task was asked to stop."""

    task: Task


class TaskStarted(Event):
    """A task is being worked on."""

    task: Task


class TaskFinished(Event):
    """A task came to its end: done, failed or canceled."""

    task: Task


class TaskProgressed(Volatile):
    """How far a running task is, at most 20 times a second."""

    task_id: Id
    progress: Progress


class Progressed(Volatile):
    """How far the work of a request is that carried a `progress_token`."""

    told_as: ClassVar[str] = "$/progress"

    token: str | int
    progress: Progress
