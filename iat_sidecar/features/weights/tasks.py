"""`weights/install`: brought, checked, looked into, and only then given its name."""

import asyncio
import os
from collections.abc import Awaitable, Callable

import msgspec

from iat_sidecar.core.errors import Conflict
from iat_sidecar.db.tx import Read, Tx
from iat_sidecar.features.weights import rules, shelf, store
from iat_sidecar.features.weights.model import (
    Installed,
    InstallTask,
    Ports,
    Weights,
    WeightsCreated,
)
from iat_sidecar.sidecar import Sidecar
from iat_sidecar.tasks.kinds import task
from iat_sidecar.tasks.runner import Running

Report = Callable[[int, int | None], Awaitable[None]]

_coming: set[str] = set()


@task("weights/install")
async def install(sidecar: Sidecar, running: Running, params: InstallTask) -> Weights:
    """A file that is not what it should be leaves nothing; a broken connection leaves its half."""
    if params.name in _coming:
        raise Conflict(f"{params.name} is being installed already")
    _coming.add(params.name)
    try:
        folder, kept = await sidecar.read(lambda read: _look(read, running, params))
        if kept is not None:
            return kept
        staging = await asyncio.to_thread(shelf.staging_of, folder, params.name)
        return await _brought(sidecar, running, params, staging, folder)
    finally:
        _coming.discard(params.name)


async def _brought(
    sidecar: Sidecar, running: Running, params: InstallTask, staging: str, folder: str
) -> Weights:
    """What waits under its own name goes again, unless it becomes the model."""
    try:
        await _bring(running, params, staging)
        return await _judge(sidecar, running, params, staging, folder)
    finally:
        await asyncio.to_thread(shelf.discard, staging)


async def _bring(running: Running, params: InstallTask, staging: str) -> None:
    async def report(done: int, total: int | None) -> None:
        running.checkpoint()
        await running.report(done, total, "bytes", params.name)

    if params.path is not None:
        await _copy(params.path, staging, report)
        return
    from iat_sidecar.providers.web.download import download  # the HTTP client, when it is needed

    await download(rules.source_of(params.name, params.url, None), staging, report)


async def _copy(path: str, staging: str, report: Report) -> None:
    total = os.path.getsize(path) if os.path.isfile(path) else None
    copying = shelf.copy(path, staging)
    while (done := await asyncio.to_thread(next, copying, None)) is not None:
        await report(done, total)


async def _judge(
    sidecar: Sidecar, running: Running, params: InstallTask, staging: str, folder: str
) -> Weights:
    """Its hash is the right one, and a worker can load it."""
    sha256, md5 = await asyncio.to_thread(shelf.hashes_of, staging)
    rules.check_hash(params.name, sha256, md5, params.sha256)
    answer = await sidecar.imaging.run("weights/inspect", {"path": staging})
    purpose, family, licence, is_commercial = rules.described(
        params.name, sha256, md5, msgspec.convert(answer, Ports), params.family, params.licence
    )
    row = Installed(
        name=params.name,
        purpose=purpose,
        family=family,
        licence=licence,
        is_commercial=is_commercial,
        sha256=sha256,
        size_bytes=await asyncio.to_thread(os.path.getsize, staging),
        source=rules.source_of(params.name, params.url, params.path),
        created_at="",
    )
    target = shelf.path_of(folder, params.name)
    await asyncio.to_thread(shelf.put, staging, target)
    return await sidecar.transact(lambda tx: _keep(tx, row, target))


def _look(read: Read, running: Running, params: InstallTask) -> tuple[str, Weights | None]:
    """The folder, and what a process that died had installed for this task; Conflict for another."""
    folder, found = store.folder(read), store.find(read, params.name)
    if found is None:
        return folder, None
    source = rules.source_of(params.name, params.url, params.path)
    if running.attempt == 1 or found.source != source:
        raise Conflict(rules.taken(params.name))
    return folder, rules.of_row(found, shelf.path_of(folder, params.name))


def _keep(tx: Tx, row: Installed, path: str) -> Weights:
    kept = rules.of_row(store.add(tx, row), path)
    tx.emit(WeightsCreated(weights=kept))
    return kept
