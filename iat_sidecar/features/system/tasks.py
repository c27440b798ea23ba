"""`system/verify`: every file against its row, in portions."""

import asyncio
import os
from functools import partial

from iat_sidecar.core.errors import Damaged, StorageOffline
from iat_sidecar.db import health as database
from iat_sidecar.db.tx import Tx
from iat_sidecar.features.project.storage import Root
from iat_sidecar.features.system import store
from iat_sidecar.features.system.model import (
    Damage,
    DamagedFile,
    OfflineRoot,
    SystemDamaged,
    SystemVerified,
    VerifyTask,
)
from iat_sidecar.features.system.store import KeptFile
from iat_sidecar.files import content
from iat_sidecar.sidecar import Sidecar
from iat_sidecar.tasks.kinds import task
from iat_sidecar.tasks.runner import Running

PORTION = 64
SHOWN = 200
SPARED_S = 3_600  # a file younger than this may still get its row


class Tour:
    """A walk over the caller's projects, and what was found on it."""

    def __init__(self, sidecar: Sidecar, running: Running, *, is_deep: bool) -> None:
        self._sidecar, self._running, self._is_deep = sidecar, running, is_deep
        self._total = 0
        self.files = self.swept = 0
        self.damaged: list[DamagedFile] = []
        self.offline: list[OfflineRoot] = []

    async def walk(self) -> None:
        roots = await self._sidecar.read(store.project_roots)
        for project_id, _ in roots:
            self._total += await self._sidecar.read(
                partial(store.count_files, project_id=project_id)
            )
        for project_id, root in roots:
            await self._visit(project_id, root)

    async def _visit(self, project_id: str, root: Root) -> None:
        found: list[DamagedFile] = []
        last = ""
        while portion := await self._sidecar.read(
            partial(store.files_after, project_id=project_id, after_id=last, limit=PORTION)
        ):
            self._running.checkpoint()
            last = portion[-1].id
            try:
                reasons = await asyncio.to_thread(self._look, root, portion)
            except StorageOffline:
                self.offline.append(OfflineRoot(project_id=project_id, path=root.path))
                break
            found += [_damaged(project_id, file, reason) for file, reason in reasons]
            await self._report(len(portion))
        else:
            await self._sweep(project_id, root)
        if found:
            await self._sidecar.transact(partial(_tell, project_id=project_id, found=found))
        self.damaged += found

    def _look(self, root: Root, portion: list[KeptFile]) -> list[tuple[KeptFile, str]]:
        looked = ((file, damage_of(root, file, is_deep=self._is_deep)) for file in portion)
        return [(file, reason) for file, reason in looked if reason]

    async def _sweep(self, project_id: str, root: Root) -> None:
        """Remove content that no row names: what a crash left before its row, and deleted assets."""
        for prefix in content.PREFIXES:
            self._running.checkpoint()
            old = await asyncio.to_thread(content.older_than, root.path, prefix, SPARED_S)
            if not old:
                continue
            named = await self._sidecar.read(
                partial(store.named_hashes, project_id=project_id, prefix=prefix)
            )
            unnamed = [path for sha256, path in old if sha256 not in named]
            await asyncio.to_thread(content.remove, unnamed)
            self.swept += len(unnamed)

    async def _report(self, done: int) -> None:
        self.files += done
        await self._running.report(self.files, self._total, "files")


@task("system/verify")
async def verify(sidecar: Sidecar, running: Running, params: VerifyTask) -> SystemVerified:
    """Walk over all files of the caller; a deep walk hashes them and reads the database."""
    tour = Tour(sidecar, running, is_deep=params.deep)
    await tour.walk()
    return SystemVerified(
        deep=params.deep,
        files=tour.files,
        swept=tour.swept,
        damaged=_shown(tour.damaged),
        offline=tour.offline,
        database=await sidecar.read(database.broken_content) if params.deep else None,
    )


def damage_of(root: Root, file: KeptFile, *, is_deep: bool) -> str | None:
    """What is wrong with a file, in words; StorageOffline when a user's own root is away."""
    if root.is_own and not os.path.isdir(root.path):
        raise StorageOffline(root.path)
    path = content.path_of(root.path, file.storage_uri)
    if not os.path.exists(path):
        return "the file is missing"
    if file.size_bytes is not None and os.path.getsize(path) != file.size_bytes:
        return f"it has {os.path.getsize(path)} bytes instead of {file.size_bytes}"
    if not is_deep:
        return None
    try:
        content.verify(root.path, file.storage_uri)
    except Damaged as exc:
        return exc.reason
    return None


def _damaged(project_id: str, file: KeptFile, reason: str) -> DamagedFile:
    return DamagedFile(
        project_id=project_id, asset_id=file.id, storage_uri=file.storage_uri, reason=reason
    )


def _shown(found: list[DamagedFile]) -> Damage:
    return Damage(count=len(found), files=found[:SHOWN])


def _tell(tx: Tx, project_id: str, found: list[DamagedFile]) -> None:
    tx.emit(SystemDamaged(system=_shown(found)), project_id)
