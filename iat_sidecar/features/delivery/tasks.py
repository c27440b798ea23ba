"""`delivery/create`: pictures written one by one in a folder beside, which is then given its name."""

import asyncio
import os
from functools import partial

import msgspec

from iat_sidecar import __version__
from iat_sidecar.core import clock
from iat_sidecar.features.delivery import choosing, naming, rules
from iat_sidecar.features.delivery.model import (
    DeliveredPicture,
    Delivery,
    DeliveryTask,
    ListedPicture,
    Manifest,
)
from iat_sidecar.features.delivery.writing import Writing
from iat_sidecar.files import outside
from iat_sidecar.files.content import sync_folder
from iat_sidecar.files.staging import Staging
from iat_sidecar.imaging.delivery.terms import FILES, FolderRequest, Opened
from iat_sidecar.sidecar import Sidecar
from iat_sidecar.tasks.kinds import task
from iat_sidecar.tasks.runner import Running
from iat_sidecar.tasks.together import surely

MANIFEST = "delivery.json"


@task("delivery/create")
async def create(sidecar: Sidecar, running: Running, params: DeliveryTask) -> Delivery:
    """Write the files, unless a process that died had given them their name already."""
    delivering = Delivering(sidecar, running, params)
    if told := await asyncio.to_thread(delivering.told):
        return told
    return await delivering.make()


class Delivering:
    """One delivery on its way; its id is its task's, by which a task begun anew knows it."""

    def __init__(self, sidecar: Sidecar, running: Running, params: DeliveryTask) -> None:
        self._sidecar, self._running, self._params = sidecar, running, params
        self._target = os.path.normpath(params.path)
        self._staging = Staging(os.path.dirname(self._target), running.id)

    def told(self) -> Delivery | None:
        """What lies under the final name, if it is this delivery."""
        try:
            with open(os.path.join(self._target, MANIFEST), "rb") as file:
                manifest = msgspec.json.decode(file.read(), type=Manifest)
        except (OSError, msgspec.DecodeError):
            return None
        return self._delivery(manifest) if manifest.id == self._running.id else None

    async def make(self) -> Delivery:
        """Everything or nothing: what a failure or a cancel leaves is removed."""
        try:
            manifest = await self._written()
            return await surely(asyncio.to_thread(self._settle, manifest))
        finally:
            await surely(asyncio.to_thread(self._staging.remove))

    async def _written(self) -> Manifest:
        choose = partial(choosing.chosen, project_id=self._running.project_id, task=self._params)
        chosen, warnings = await self._sidecar.read(choose)
        names = naming.named(chosen, self._params)
        opened = await self._open()
        writing = Writing(self._sidecar, self._running, self._params, self._staging, opened)
        files = await writing.write(chosen, names)
        return self._manifest(opened, files, [*warnings, *rules.warnings_after(files, chosen)])

    async def _open(self) -> Opened:
        """In a worker, which a cancel ends at once: nothing goes on being written behind it."""
        order = self._params.order(self._params.icc_path)
        request = FolderRequest(target=self._target, key=self._running.id, order=order)
        answer = await self._sidecar.imaging.run("delivery/open", request, self._running.id)
        return msgspec.convert(answer, Opened)

    def _manifest(
        self, opened: Opened, files: list[ListedPicture], warnings: list[str]
    ) -> Manifest:
        params = self._params
        return Manifest(
            id=self._running.id,
            program_version=__version__,
            created_at=clock.now(),
            project_id=self._running.project_id,
            run_id=params.run_id,
            format=params.format,
            color=params.color,
            alpha=params.alpha,
            dpi=params.dpi,
            bleed_mm=params.bleed_mm,
            bleed_px=params.bleed_px,
            bleed="mirrored" if params.bleed_px else "none",
            profile_sha256=opened.profile_sha256,
            press=opened.press,
            files=files,
            warnings=warnings,
        )

    def _settle(self, manifest: Manifest) -> Delivery:
        """The list beside the files, all of it durable; then the folder gets its name."""
        folder = self._staging.path(FILES)
        with outside.writable(self._target):
            with open(os.path.join(folder, MANIFEST), "xb") as file:
                file.write(msgspec.json.format(msgspec.json.encode(manifest), indent=2) + b"\n")
                file.flush()
                os.fsync(file.fileno())
            sync_folder(folder)
            self._staging.move(FILES, self._target, may_replace=False)
        return self._delivery(manifest)

    def _delivery(self, manifest: Manifest) -> Delivery:
        return Delivery(
            path=self._target,
            files=[self._picture(one) for one in manifest.files],
            warnings=manifest.warnings,
        )

    def _picture(self, one: ListedPicture) -> DeliveredPicture:
        facts = {name: getattr(one, name) for name in DeliveredPicture.__struct_fields__}
        return DeliveredPicture(**facts | {"path": os.path.join(self._target, one.path)})
