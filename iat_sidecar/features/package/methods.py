"""`package/*`"""

import asyncio

from iat_sidecar.core.errors import (
    Conflict,
    Damaged,
    InvalidParams,
    ReadOnly,
    StorageFull,
    StorageOffline,
)
from iat_sidecar.core.values import Cursor, Id, Limit, Path, ProjectId
from iat_sidecar.db.page import Page
from iat_sidecar.db.tx import Read
from iat_sidecar.features.package import rules, store
from iat_sidecar.features.package.model import Package, PackageInclude, PackageTask
from iat_sidecar.features.run import store as runs
from iat_sidecar.files import staging
from iat_sidecar.files.pack import Format
from iat_sidecar.rpc.registry import Effect, method
from iat_sidecar.sidecar import Sidecar
from iat_sidecar.tasks.model import Started
from iat_sidecar.tasks.queue import enqueue


@method(
    "package/create",
    errors=(Conflict, Damaged, InvalidParams, ReadOnly, StorageFull, StorageOffline),
    effect=Effect.WRITE,
    example={"project": "moon", "format": "zip", "path": "/home/studio/moon.zip"},
)
async def create(
    sidecar: Sidecar,
    project: ProjectId,
    format: Format,
    path: Path | None = None,
    include: PackageInclude = PackageInclude(),  # noqa: B008  it is frozen
    view: bool = False,
) -> Started:
    """Write a project as a BagIt bag that standard tools can verify; the task's result is the package.

    The same project gives the same bytes. An archive holds one folder, named by the project's slug.
    `path` is the archive, or the bag's folder; nothing there is overwritten. Without it the bag is
    `packages/<slug>-<first 8 of its sha256>` in the project's root. With `view` a folder
    `<name>-view` with names for people is written beside it.
    """
    rules.check_path(path)
    if path is not None:
        target = rules.target_of(path, "", "", "", format)
        await asyncio.to_thread(staging.check_free, target, may_be_empty=format == "folder")
        if view:
            beside = rules.view_of(target, format)
            await asyncio.to_thread(staging.check_free, beside, may_be_empty=True)
    if (run_id := include.run_id) is not None:
        await sidecar.read(lambda read: runs.get(read, project, run_id))
    params = PackageTask(format=format, path=path, include=include, view=view)
    return await sidecar.conclude(
        lambda tx: Started(task_id=enqueue(tx, "package/create", project, params).id)
    )


@method("package/list", example={"project": "moon"})
def list_(
    read: Read, project: ProjectId, limit: Limit = 50, cursor: Cursor | None = None
) -> Page[Package]:
    """Packages that were written, newest first; whether they are still there is not looked at."""
    return store.page(read, project, limit, cursor)


@method(
    "package/get",
    example={"project": "moon", "package_id": "0190c2f0-0000-7000-8000-000000000000"},
)
def get(read: Read, project: ProjectId, package_id: Id) -> Package:
    """A package that was written."""
    return store.get(read, project, package_id)
