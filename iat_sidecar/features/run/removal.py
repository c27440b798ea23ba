"""What goes with a run that is deleted: its intermediate pictures, or all that nothing else uses."""

from typing import Literal

from iat_sidecar.db.tx import Read, Tx
from iat_sidecar.features.asset import store as assets
from iat_sidecar.features.candidate import store as candidates
from iat_sidecar.features.job import store as jobs
from iat_sidecar.features.run import store
from iat_sidecar.features.run.model import Run
from iat_sidecar.features.step import store as steps

Keep = Literal["finals", "nothing"]


def remove(tx: Tx, run: Run, keep: Keep) -> None:
    """Remove a run's rows, then the pictures of its steps; finals keep what they came from."""
    made = _outputs(tx, run)
    kept = _finals(tx, run) if keep == "finals" else set()
    store.remove(tx, run)
    left = {
        id: outputs for id, outputs in made.items() if not steps.is_used(tx, run.project_id, id)
    }
    kept.update(*(outputs for id, outputs in made.items() if id not in left))
    pictures = [one for outputs in left.values() for one in outputs]
    if run.run_log_asset_id:
        pictures.append(run.run_log_asset_id)
    wanted = [one for one in dict.fromkeys(pictures) if one not in kept]
    removed = _remove_unused(tx, run.project_id, wanted)
    for step_id, outputs in left.items():
        if removed.intersection(outputs):
            steps.forget(tx, run.project_id, step_id)


def _outputs(read: Read, run: Run) -> dict[str, list[str]]:
    """The assets of every step that the run used."""
    return {
        step.step_id: list(step.outputs.values())
        for step in candidates.steps_of_run(read, run.project_id, run.id)
    }


def _finals(read: Read, run: Run) -> set[str]:
    found = jobs.of_run(read, run.project_id, run.id)
    return {job.final_asset_id for job in found if job.final_asset_id}


def _remove_unused(tx: Tx, project_id: str, asset_ids: list[str]) -> set[str]:
    """What came of others goes before them, as long as there is something to remove."""
    removed: set[str] = set()
    while True:
        left = [one for one in reversed(asset_ids) if one not in removed]
        unused = [one for one in left if not assets.uses(tx, project_id, one)]
        if not unused:
            return removed
        for asset in assets.present(tx, project_id, unused).values():
            assets.remove(tx, asset)
        removed.update(unused)
