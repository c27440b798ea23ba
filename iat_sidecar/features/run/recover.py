"""What becomes of a run's task that a process left behind, where its project wants to be asked."""

import msgspec

from iat_sidecar.core.errors import InvalidState
from iat_sidecar.core.wire import Wire
from iat_sidecar.db.tx import Tx
from iat_sidecar.features.job.model import RedrawTask
from iat_sidecar.features.project import store as projects
from iat_sidecar.features.run import ending, redraw, store
from iat_sidecar.features.run.model import ReproduceTask, RunFinished, RunTask
from iat_sidecar.tasks import queue
from iat_sidecar.tasks.failure import failure_of

KINDS: dict[str, type[Wire]] = {
    "run/start": RunTask,
    "run/reproduce": ReproduceTask,
    "run/redraw": RedrawTask,
}


def rest(tx: Tx) -> None:
    """End such tasks as they stand: `run/resume` goes on when a person says so."""
    for left in queue.unfinished(tx, tuple(KINDS)):
        assert left.project_id is not None, "a run belongs to a project"
        if projects.get(tx, left.project_id).settings.resume_on_start != "ask":
            continue
        _leave(tx, left)
        why = InvalidState("the process ended meanwhile and this project asks before it goes on")
        queue.finish(tx, left.id, error=failure_of(why, task_id=left.id))


def _leave(tx: Tx, left: queue.Waiting) -> None:
    project_id = left.project_id or ""
    match msgspec.convert(left.params, KINDS[left.kind]):
        case RedrawTask() as params:
            redraw.leave(tx, project_id, params)
        case RunTask(run_id=run_id) | ReproduceTask(run_id=run_id):
            run = ending.settle(tx, store.get(tx, project_id, run_id), "crash")
            tx.emit(RunFinished(run=run), project_id)
