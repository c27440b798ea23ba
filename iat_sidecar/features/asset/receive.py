"""Bring files from outside into a project: a worker judges and copies, then the row is written."""

import asyncio

import msgspec

from iat_sidecar.core import clock, ids
from iat_sidecar.core.errors import SidecarError
from iat_sidecar.db.tx import Tx
from iat_sidecar.features.asset import store
from iat_sidecar.features.asset.model import Asset, ImportedFile, ImportKind, Metadata
from iat_sidecar.features.project import storage
from iat_sidecar.imaging.picture import Picture
from iat_sidecar.sidecar import Sidecar
from iat_sidecar.tasks.failure import failure_of


class Judged(msgspec.Struct):
    """A file on its way: what would be kept of it, or why it is refused."""

    path: str
    asset: Asset | None = None
    error: SidecarError | None = None


async def judge(
    sidecar: Sidecar, project_id: str, path: str, kind: ImportKind, metadata: Metadata
) -> Judged:
    """Copy a picture into the content store; its row is still to be written."""
    root = await sidecar.read(lambda read: storage.root(read, project_id))
    asset_id, at = ids.new(), clock.now()
    note = {"id": asset_id, "kind": kind, "metadata": metadata, "created_at": at}
    request = {"path": path, "root": root.path, "may_create_root": not root.is_own, "note": note}
    try:
        received = await sidecar.imaging.run("picture/import", request)
    except SidecarError as exc:
        return Judged(path, error=exc)
    picture = msgspec.convert(received["picture"], Picture)
    placed = received["placed"]
    told = {"has_alpha", "has_icc", "has_c2pa", "mode", "bit_depth", "orientation"}
    facts = {name: getattr(picture, name) for name in sorted(told)}
    asset = Asset(
        id=asset_id,
        project_id=project_id,
        kind=kind,
        storage_uri=placed["uri"],
        storage_backend="local",
        mime_type=picture.mime_type,
        width=picture.width,
        height=picture.height,
        size_bytes=placed["size_bytes"],
        sha256=placed["sha256"],
        metadata={"source_name": _name(path), **facts, **metadata},
        created_at=at,
    )
    return Judged(path, asset=asset)


async def judge_all(
    sidecar: Sidecar, project_id: str, paths: list[str], kind: ImportKind, metadata: Metadata
) -> list[Judged]:
    """All files, as many at once as there are workers."""
    return list(
        await asyncio.gather(*(judge(sidecar, project_id, p, kind, metadata) for p in paths))
    )


def keep(tx: Tx, files: list[Judged]) -> list[ImportedFile]:
    """Write the rows of what was accepted."""
    return [_keep_one(tx, file) for file in files]


def _keep_one(tx: Tx, file: Judged) -> ImportedFile:
    if file.asset is None:
        assert file.error is not None
        return ImportedFile(path=file.path, asset=None, is_new=False, error=failure_of(file.error))
    asset, is_new = store.add(tx, file.asset)
    return ImportedFile(path=file.path, asset=asset, is_new=is_new, error=None)


def _name(path: str) -> str:
    return path.replace("\\", "/").rsplit("/", 1)[-1]
