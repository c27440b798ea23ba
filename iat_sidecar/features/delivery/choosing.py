"""The pictures of a delivery, in order, with all that is known of them."""

from msgspec.structs import replace

from iat_sidecar.core.errors import InvalidParams, InvalidState
from iat_sidecar.db.tx import Read
from iat_sidecar.features.asset import store as assets
from iat_sidecar.features.delivery import rules, store
from iat_sidecar.features.delivery.model import Chosen, DeliveryTask
from iat_sidecar.features.delivery.origin import Origins
from iat_sidecar.features.job import store as jobs
from iat_sidecar.features.job.model import Job
from iat_sidecar.features.project import store as projects
from iat_sidecar.features.run import store as runs
from iat_sidecar.features.run.model import Run

DIGITS = 8


def chosen(read: Read, project_id: str, task: DeliveryTask) -> tuple[list[Chosen], list[str]]:
    """The pictures, and what there is to warn of.

    Those of a run stand in the order of the story: chapters as the run first names them, then
    page, number and job_key. Raises NotFound, InvalidState, InvalidParams and LicenceRefused.
    """
    if task.run_id is not None:
        every, found = _of_run(read, project_id, runs.get(read, project_id, task.run_id))
    else:
        every, found = [], _of_assets(read, project_id, task.asset_ids or [])
    rules.check_sizes(found, task)
    settings = projects.get(read, project_id).settings
    rules.check_licences(found, is_commercial=settings.commercial)
    return found, list(rules.warnings_before(found, every, task))


def _of_run(read: Read, project_id: str, run: Run) -> tuple[list[Job], list[Chosen]]:
    every = jobs.of_run(read, project_id, run.id)
    chapters = {job.panel.chapter: place for place, job in reversed(list(enumerate(every)))}
    done = [job for job in every if job.status == "done" and job.final_asset_id]
    if not done:
        raise InvalidState("this run has no finished picture yet")
    done.sort(
        key=lambda job: (
            chapters[job.panel.chapter],
            job.panel.page,
            job.panel.number,
            job.job_key,
        )
    )
    ids = [job.final_asset_id or "" for job in done]
    candidates = {one.job_id: one for one in store.selected(read, project_id, run.id)}
    name = run.name or run.id[-DIGITS:]
    found = _chosen(read, project_id, ids, name)
    return every, [
        replace(one, job=job, selected=candidates.get(job.id))
        for one, job in zip(found, done, strict=True)
    ]


def _of_assets(read: Read, project_id: str, asset_ids: list[str]) -> list[Chosen]:
    found = _chosen(read, project_id, asset_ids, "")
    for place, one in enumerate(found):
        if not one.asset.is_picture:
            raise InvalidParams("Only pictures can be delivered", f"$.asset_ids[{place}]")
    return found


def _chosen(read: Read, project_id: str, asset_ids: list[str], run: str) -> list[Chosen]:
    """Assets in this order; one may stand in it twice."""
    origins, slug = Origins(read, project_id), projects.get(read, project_id).slug
    return [
        Chosen(
            asset=asset,
            position=position,
            project=slug,
            run=run,
            job=None,
            selected=None,
            weights=origins.weights(asset.id),
            credentials=origins.credentials(asset.id),
        )
        for position, asset in enumerate(assets.get_many(read, project_id, asset_ids), 1)
    ]
