"""The report of a run: facts gathered here panel by panel, made into one page in a worker."""

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator
from functools import partial

import msgspec

from iat_sidecar.core import clock, ids
from iat_sidecar.core.errors import InvalidState
from iat_sidecar.core.secret import redact
from iat_sidecar.db.tx import Read
from iat_sidecar.features.job import store as jobs
from iat_sidecar.features.job.model import Job
from iat_sidecar.features.project import storage
from iat_sidecar.features.run import report_facts, store
from iat_sidecar.features.run.model import Run
from iat_sidecar.files import content, outside
from iat_sidecar.imaging.identity.requests import Found
from iat_sidecar.imaging.report.facts import (
    PanelFacts,
    PreviewOrder,
    PreviewRequest,
    RenderRequest,
)
from iat_sidecar.imaging.series.facts import Sighting
from iat_sidecar.sidecar import Sidecar

AT_ONCE = 16
"""Panels a portion: as many as the workers may have in front of them."""


async def write(sidecar: Sidecar, project_id: str, run_id: str, path: str | None) -> str:
    """Write the page; where it lies. A run that has not begun has nothing to tell."""
    if path is not None:
        outside.check_target(path, ".html")
    run = await sidecar.read(lambda read: store.get(read, project_id, run_id))
    if run.status == "planned":
        raise InvalidState("the run has not begun; there is nothing to report yet")
    root = await sidecar.read(lambda read: storage.root(read, project_id))
    await asyncio.to_thread(content.open_root, root.path, may_create=not root.is_own)
    target = path or os.path.join(root.path, "reports", f"{run_id}.html")
    facts = os.path.join(root.path, "tmp", f"{ids.new()}.jsonl")
    try:
        await _gather(sidecar, run, root.path, facts)
        request = RenderRequest(facts=facts, target=target)
        await sidecar.imaging.run("report/render", request)
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(facts)
    return target


async def _gather(sidecar: Sidecar, run: Run, root: str, facts: str) -> None:
    """One line for the run and one a panel, while the workers make the pictures small."""
    told = await sidecar.read(partial(report_facts.of_run, run=run, written_at=clock.now()))
    await asyncio.to_thread(_append, facts, told)
    async for portion in _portions(sidecar, run):
        work = (_panel(sidecar, job, root) for job in portion)
        for panel in await asyncio.gather(*work):
            await asyncio.to_thread(_append, facts, panel)


async def _portions(sidecar: Sidecar, run: Run) -> AsyncIterator[list[Job]]:
    """The run's jobs in story order, a few at a time."""
    cursor: str | None = None
    while True:
        look = partial(_page, run=run, cursor=cursor)
        found, cursor = await sidecar.read(look)
        yield found
        if cursor is None:
            return


def _page(read: Read, run: Run, cursor: str | None) -> tuple[list[Job], str | None]:
    page = jobs.page(read, run.project_id, run.id, None, AT_ONCE, cursor)
    return page.items, page.next_cursor


async def _panel(sidecar: Sidecar, job: Job, root: str) -> msgspec.Struct:
    panel = await sidecar.read(partial(report_facts.of_panel, job=job))
    pictures = await sidecar.read(partial(report_facts.pictures, panel=panel, job=job, root=root))
    orders = [PreviewOrder(path=one.path, target=one.preview) for one in pictures]
    await sidecar.imaging.run("report/preview", PreviewRequest(pictures=orders))
    previews = {one.asset_id: one.preview for one in pictures}
    sightings = await _sightings(sidecar, panel, job)
    return msgspec.structs.replace(panel, previews=previews, sightings=sightings)


async def _sightings(sidecar: Sidecar, panel: PanelFacts, job: Job) -> list[Sighting]:
    """Who is in the result, where the guard has doubts of its characters."""
    look = await sidecar.read(partial(report_facts.doubted, panel=panel, job=job))
    if look is None:
        return []
    found = await sidecar.imaging.run("identity/find", look)
    return report_facts.sightings(msgspec.convert(found, Found).cast)


def _append(path: str, facts: msgspec.Struct) -> None:
    line = redact(msgspec.json.encode(facts).decode()).encode()
    with open(path, "ab") as file:
        file.write(line + b"\n")
