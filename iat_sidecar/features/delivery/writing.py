"""The files of a delivery, made by the workers in turn: a picture each, or documents page by page."""

import os
from typing import Any, TypeVar

import msgspec
from msgspec.structs import asdict

from iat_sidecar.core import clock
from iat_sidecar.core.wire import Given, Wire
from iat_sidecar.features.delivery.model import Chosen, DeliveryTask, ListedPicture
from iat_sidecar.files.staging import Staging
from iat_sidecar.imaging.delivery.terms import (
    FILES,
    PROFILE,
    CheckRequest,
    Delivered,
    DeliveredFile,
    DocumentRequest,
    EndRequest,
    Growth,
    Opened,
    PageRequest,
    PictureRequest,
    WrittenFile,
)
from iat_sidecar.sidecar import Sidecar
from iat_sidecar.tasks.runner import Running

A = TypeVar("A", bound=Wire)


class Writing:
    """One delivery's files, in its folder; each is read back by the worker that wrote it."""

    def __init__(
        self,
        sidecar: Sidecar,
        running: Running,
        task: DeliveryTask,
        staging: Staging,
        opened: Opened,
    ) -> None:
        self._sidecar, self._running, self._task = sidecar, running, task
        self._staging, self._press = staging, opened.press
        profile = staging.path(PROFILE) if opened.press else None
        self._order = task.order(profile)
        self._done = self._total = 0

    async def write(self, chosen: list[Chosen], names: list[str]) -> list[ListedPicture]:
        """Every picture under its name; in documents of several pages where the names are equal."""
        if self._task.format != "pdf":
            self._total = len(chosen)
            return [await self._picture(one, name) for one, name in zip(chosen, names, strict=True)]
        self._total = 2 * len(chosen)
        told: dict[int, ListedPicture] = {}
        for name in dict.fromkeys(names):
            pages = [one for one, its in zip(chosen, names, strict=True) if its == name]
            listed = await self._document(pages, name)
            told |= {one.position: each for one, each in zip(pages, listed, strict=True)}
        return [told[one.position] for one in chosen]

    async def _picture(self, one: Chosen, name: str) -> ListedPicture:
        request = PictureRequest(
            source=one.asset.here, target=self._path(name), order=self._order, stamp=_stamp(one)
        )
        made = await self._work("delivery/picture", request, DeliveredFile)
        await self._step(name)
        facts = asdict(made)
        return self._listed(one, name, None, facts)

    async def _document(self, pages: list[Chosen], name: str) -> list[ListedPicture]:
        """Pages behind one another, then the end, then each page held against its picture."""
        begin = DocumentRequest(target=self._path(name), order=self._order)
        growth = await self._work("delivery/begin", begin, Growth)
        offsets, numbers = growth.offsets, []
        for one in pages:
            growth = await self._page(one, name, growth.at, len(offsets) + 1)
            offsets = [*offsets, *growth.offsets]
            numbers.append(growth.page)
        file = await self._end(pages, name, growth.at, offsets, numbers)
        listed = []
        for place, (one, number) in enumerate(zip(pages, numbers, strict=True), 1):
            checked = await self._checked(one, name, number)
            listed.append(self._listed(one, name, place, asdict(checked) | asdict(file)))
        return listed

    async def _page(self, one: Chosen, name: str, at: int, first: int) -> Growth:
        request = PageRequest(
            source=one.asset.here,
            target=self._path(name),
            order=self._order,
            stamp=_stamp(one),
            at=at,
            first=first,
        )
        growth = await self._work("delivery/page", request, Growth)
        await self._step(f"{name}: writing")
        return growth

    async def _end(
        self, pages: list[Chosen], name: str, at: int, offsets: list[int], numbers: list[int]
    ) -> WrittenFile:
        request = EndRequest(
            target=self._path(name),
            order=self._order,
            at=at,
            offsets=offsets,
            pages=numbers,
            title=os.path.splitext(name)[0],
            press_name=self._press.description if self._press else "",
            written_at=clock.now(),
            stamp={key: value for key, value in _stamp(pages[0]).items() if key in OF_ALL},
        )
        return await self._work("delivery/end", request, WrittenFile)

    async def _checked(self, one: Chosen, name: str, number: int) -> Delivered:
        request = CheckRequest(
            source=one.asset.here, target=self._path(name), order=self._order, page=number
        )
        checked = await self._work("delivery/check", request, Delivered)
        await self._step(f"{name}: reading back")
        return checked

    async def _work(self, operation: str, request: Given, answer: type[A]) -> A:
        self._running.checkpoint()
        made = await self._sidecar.imaging.run(operation, request, self._running.id)
        return msgspec.convert(made, answer)

    async def _step(self, note: str) -> None:
        unit = "files" if self._task.format != "pdf" else "steps"
        self._done += 1
        await self._running.report(self._done, self._total, unit, note)

    def _path(self, name: str) -> str:
        return os.path.join(self._staging.path(FILES), name)

    def _listed(
        self, one: Chosen, name: str, page: int | None, facts: dict[str, Any]
    ) -> ListedPicture:
        job, selected = one.job, one.selected
        return ListedPicture(
            path=name,
            page=page,
            asset_id=one.asset.id,
            asset_sha256=one.asset.sha256,
            run_id=job.run_id if job else None,
            job_id=job.id if job else None,
            job_key=job.job_key if job else None,
            panel=job.panel if job else None,
            candidate_id=selected.candidate_id if selected else None,
            candidate_index=selected.candidate_index if selected else None,
            weights=one.weights,
            credentials_of=one.credentials,
            color=self._task.color,
            dpi=self._task.dpi,
            **facts,
        )


OF_ALL = ("project", "run")


def _stamp(one: Chosen) -> dict[str, str]:
    """What is known of a picture whose file does not say it itself."""
    job, selected = one.job, one.selected
    known = {
        "project": one.asset.project_id,
        "run": job.run_id if job else None,
        "job": job.id if job else None,
        "candidate": selected.candidate_id if selected else None,
    }
    return {key: value for key, value in known.items() if value}
