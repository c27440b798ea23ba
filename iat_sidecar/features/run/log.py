"""The run log: everything a run was asked, froze, did and decided, as one JSON asset."""

import asyncio
from functools import partial
from typing import Any

import msgspec

from iat_sidecar.core import canonical, clock, ids
from iat_sidecar.core.secret import redact
from iat_sidecar.db.tx import Read, Tx
from iat_sidecar.features.asset import store as assets
from iat_sidecar.features.asset.model import Asset
from iat_sidecar.features.candidate import store as candidates
from iat_sidecar.features.job import store as jobs
from iat_sidecar.features.project import storage
from iat_sidecar.features.run import store
from iat_sidecar.features.run.model import Run
from iat_sidecar.files import content
from iat_sidecar.sidecar import Sidecar

FORMAT = "iat-run-log/1"


async def write(sidecar: Sidecar, project_id: str, run_id: str) -> Run:
    """Write the log of a run that has ended and keep it as its asset."""
    run = await sidecar.read(lambda read: store.get(read, project_id, run_id))
    told: list[dict[str, Any]] = []
    for job in await sidecar.read(lambda read: jobs.of_run(read, project_id, run_id)):
        told.append(await sidecar.read(partial(_job, project_id=project_id, job_id=job.id)))
    asked = await sidecar.read(lambda read: store.definition(read, project_id, run_id))
    whole = {"format": FORMAT, "run": run, "definition": asked, "jobs": told}
    root = await sidecar.read(lambda read: storage.root(read, project_id))
    placed = await asyncio.to_thread(_place, root, whole)
    return await sidecar.transact(lambda tx: _keep(tx, run, placed))


def _job(read: Read, project_id: str, job_id: str) -> dict[str, Any]:
    steps = candidates.steps_of_job(read, project_id, job_id)
    return {
        "job": jobs.get(read, project_id, job_id),
        "inputs": jobs.inputs(read, project_id, job_id),
        "candidates": candidates.of_job(read, project_id, job_id),
        "steps": [
            {**msgspec.structs.asdict(step), **_hashes(read, project_id, step)} for step in steps
        ],
    }


def _hashes(read: Read, project_id: str, step: candidates.UsedStep) -> dict[str, Any]:
    found = assets.hashes(read, project_id, list(step.outputs.values()))
    return {"output_sha256": {role: found.get(id) for role, id in step.outputs.items()}}


def _place(root: storage.Root, whole: dict[str, Any]) -> content.Placed:
    content.open_root(root.path, may_create=not root.is_own)
    text = redact(canonical.text(whole))
    return content.place_bytes(root.path, text.encode(), "json")


def _keep(tx: Tx, run: Run, placed: content.Placed) -> Run:
    asset = Asset(
        id=ids.new(),
        project_id=run.project_id,
        kind="run_log",
        storage_uri=placed.uri,
        storage_backend="local",
        mime_type="application/json",
        width=None,
        height=None,
        size_bytes=placed.size_bytes,
        sha256=placed.sha256,
        metadata={"run_id": run.id},
        created_at=clock.now(),
    )
    kept, _ = assets.add(tx, asset)
    return store.set_log(tx, run, kept.id)
