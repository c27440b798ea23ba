"""Write runs down and put them into the queue: new ones, planned ones, repetitions; and stop them."""

import os

from iat_sidecar.core.errors import Conflict, InvalidState
from iat_sidecar.db.tx import Read, Tx
from iat_sidecar.features.job import inputs
from iat_sidecar.features.job import store as jobs
from iat_sidecar.features.job.model import JobCreated
from iat_sidecar.features.run import ending, rules, store
from iat_sidecar.features.run.freeze import Frozen, freeze
from iat_sidecar.features.run.model import (
    Definition,
    ReproduceTask,
    Run,
    RunCreated,
    RunFinished,
    RunMode,
    RunTask,
    RunUpdated,
    StartedRun,
)
from iat_sidecar.tasks import queue


def write_down(
    tx: Tx, project_id: str, definition: Definition, frozen: Frozen, mode: RunMode
) -> Run:
    """The run and its jobs, planned, with what each job uses."""
    plan = {"digest": frozen.digest}
    run = store.add(tx, project_id, mode, definition, frozen.snapshot, plan)
    for position, job in enumerate(frozen.jobs):
        made = jobs.add(
            tx,
            project_id,
            run.id,
            position,
            job.asked.job_key,
            job.asked.panel,
            job.spec,
            job.asked.meta,
        )
        inputs.add(tx, made, job.inputs)
        tx.emit(JobCreated(job=made), project_id)
    run = store.get(tx, project_id, run.id)
    tx.emit(RunCreated(run=run), project_id)
    return run


def start_new(tx: Tx, project_id: str, definition: Definition) -> StartedRun:
    frozen = freeze(tx, project_id, definition, seed_of(definition))
    return enqueue_run(tx, write_down(tx, project_id, definition, frozen, "run"))


def start_plan(tx: Tx, project_id: str, run_id: str) -> StartedRun:
    """Start exactly the plan; Conflict when what it depends on has changed."""
    run = store.get(tx, project_id, run_id)
    check_rests(tx, run)
    if run.run_mode != "dry" or run.status != "planned":
        raise InvalidState(f"this run is no plan; it is {run.status}")
    definition = store.definition(tx, project_id, run_id)
    now = freeze(tx, project_id, definition, run.seed)
    if now.digest != run.plan.get("digest"):
        raise Conflict("what this plan depends on has changed since; plan again")
    return enqueue_run(tx, run)


def start_repetition(tx: Tx, original: Run) -> StartedRun:
    """A new run with the jobs, seeds and settings that the original froze."""
    if original.run_mode != "run" or original.status in ("planned", "running"):
        raise InvalidState(f"only a run that has ended can be repeated; it is {original.status}")
    definition = store.definition(tx, original.project_id, original.id)
    frozen = store.snapshot(tx, original.project_id, original.id)
    plan = {"digest": original.plan.get("digest"), "repeats_run_id": original.id}
    run = store.add(tx, original.project_id, "run", definition, frozen, plan)
    for job in jobs.of_run(tx, original.project_id, original.id):
        again = jobs.add(
            tx,
            job.project_id,
            run.id,
            job.position,
            job.job_key,
            job.panel,
            job.spec,
            {name: value for name, value in job.meta.items() if name != "ranking"},
        )
        inputs.add(tx, again, inputs.of_job(tx, job.project_id, job.id))
        tx.emit(JobCreated(job=again), job.project_id)
    params = ReproduceTask(original_run_id=original.id, run_id=run.id)
    task = queue.enqueue(tx, "run/reproduce", original.project_id, params)
    run = store.set_task(tx, run, task.id)
    tx.emit(RunCreated(run=run), run.project_id)
    return StartedRun(run_id=run.id, task_id=task.id)


def enqueue_run(tx: Tx, run: Run) -> StartedRun:
    """Put a run into the queue; it is told as running when its task begins."""
    check_rests(tx, run)
    task = queue.enqueue(tx, "run/start", run.project_id, RunTask(run_id=run.id))
    run = store.set_task(tx, run, task.id)
    tx.emit(RunUpdated(run=run), run.project_id)
    return StartedRun(run_id=run.id, task_id=task.id)


def cancel(tx: Tx, run: Run) -> Run:
    """Ask the run's task to stop; one that had not begun ends here."""
    if run.task_id is None or not is_busy(tx, run):
        raise InvalidState(f"the run is {run.status}; there is nothing to cancel")
    task = queue.ask_cancel(tx, run.task_id)
    if task.status == "canceled" and run.status == "planned":
        run = ending.settle(tx, run, "canceled")
        tx.emit(RunFinished(run=run), run.project_id)
    return run


def seed_of(definition: Definition) -> int:
    """The run's seed; a run without one gets a random one, which is recorded."""
    if definition.seed is not None:
        return definition.seed
    return int.from_bytes(os.urandom(8), "big") % rules.SEEDS


def check_rests(read: Read, run: Run) -> None:
    """InvalidState while a run waits in the queue or is worked on, or one of its jobs is redrawn."""
    if is_busy(read, run):
        raise InvalidState("this run is in the queue already")
    if run.jobs.running:
        raise InvalidState("a job of this run is being redrawn; wait for it")


def is_busy(read: Read, run: Run) -> bool:
    return bool(run.task_id and queue.get(read, run.task_id).status in ("queued", "running"))
