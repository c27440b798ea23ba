"""`asset/*`"""

import os
from typing import Annotated

from msgspec import Meta

from iat_sidecar.core.errors import (
    Conflict,
    InvalidImage,
    InvalidParams,
    InvalidState,
    LicenceRefused,
    StorageFull,
    StorageOffline,
    WeightsMissing,
)
from iat_sidecar.core.values import AssetKind, Cursor, Id, Limit, Path, ProjectId, Sha256
from iat_sidecar.db.page import Page
from iat_sidecar.db.tx import Read, Tx
from iat_sidecar.features.asset import links, receive, store
from iat_sidecar.features.asset.model import (
    Asset,
    AssetLink,
    AssetLinkCreated,
    AssetLinkDeleted,
    Depth,
    DeriveTask,
    Direction,
    EdgePx,
    Imported,
    ImportKind,
    Lineage,
    LinkType,
    Metadata,
    Thumbnail,
    Verified,
)
from iat_sidecar.features.asset.tasks import ImportTask
from iat_sidecar.features.project import storage
from iat_sidecar.features.weights.used import check_models
from iat_sidecar.providers.chain import check_post
from iat_sidecar.providers.terms import Post
from iat_sidecar.rpc.registry import Effect, method
from iat_sidecar.sidecar import Sidecar
from iat_sidecar.tasks.model import Started
from iat_sidecar.tasks.queue import enqueue

AT_ONCE = 100
ONE = {"project": "moon", "asset_id": "0190c2f0-0000-7000-8000-000000000000"}
LINK = {
    "project": "moon",
    "parent_asset_id": "0190c2f0-0000-7000-8000-000000000000",
    "child_asset_id": "0190c2f0-0000-7000-8000-000000000001",
    "link_type": "derived_from",
}

Paths = Annotated[list[Path], Meta(min_length=1, max_length=10_000)]


@method(
    "asset/import",
    errors=(InvalidImage, StorageFull, StorageOffline, InvalidParams),
    effect=Effect.WRITE,
    example={"project": "moon", "path": "/home/studio/hero.png", "kind": "reference"},
)
async def import_(
    sidecar: Sidecar,
    project: ProjectId,
    kind: ImportKind,
    path: Path | None = None,
    paths: Paths | None = None,
    metadata: Metadata = {},  # noqa: B006  msgspec copies it
) -> Imported:
    """Bring pictures into a project: PNG, JPEG, WebP, TIFF, or the first frame of a GIF.

    The original bytes are kept; a picture that is there already is found by its hash. With
    `path` a refusal is the answer's error, with `paths` it stands beside the file it concerns.
    """
    wanted = _paths(path, paths)
    if len(wanted) > AT_ONCE:
        params = ImportTask(paths=wanted, kind=kind, metadata=metadata)
        return await sidecar.conclude(
            lambda tx: Imported(task_id=enqueue(tx, "asset/import", project, params).id)
        )
    judged = await receive.judge_all(sidecar, project, wanted, kind, metadata)
    if path is not None and (error := judged[0].error):
        raise error
    return await sidecar.conclude(lambda tx: Imported(items=receive.keep(tx, judged)))


@method("asset/get", example=ONE)
def get(read: Read, project: ProjectId, asset_id: Id) -> Asset:
    """An asset, with its absolute path when it lies on this machine."""
    return store.get(read, project, asset_id)


@method("asset/list", example={"project": "moon", "kind": "final"})
def list_(
    read: Read,
    project: ProjectId,
    kind: AssetKind | None = None,
    sha256: Sha256 | None = None,
    limit: Limit = 50,
    cursor: Cursor | None = None,
) -> Page[Asset]:
    """Assets, newest first."""
    return store.page(read, project, kind, sha256, limit, cursor)


@method("asset/update", effect=Effect.WRITE, example={**ONE, "metadata": {"note": "cover"}})
def update(tx: Tx, project: ProjectId, asset_id: Id, metadata: Metadata) -> Asset:
    """Replace an asset's metadata."""
    return store.change(tx, store.get(tx, project, asset_id), metadata)


@method("asset/delete", errors=(InvalidState,), effect=Effect.DESTROY, example=ONE)
def delete(tx: Tx, project: ProjectId, asset_id: Id) -> Asset:
    """Remove an asset that nothing uses; its bytes go with the next `system/verify`."""
    asset = store.get(tx, project, asset_id)
    if uses := store.uses(tx, project, asset_id):
        raise InvalidState(f"the asset is used by {', '.join(uses)}")
    store.remove(tx, asset)
    return asset


@method("asset/link", errors=(Conflict,), effect=Effect.WRITE, example=LINK)
def link(
    tx: Tx, project: ProjectId, parent_asset_id: Id, child_asset_id: Id, link_type: LinkType
) -> AssetLink:
    """Say that one asset came from, or belongs to, another."""
    parent = store.get(tx, project, parent_asset_id).id
    child = store.get(tx, project, child_asset_id).id
    links.check_new(tx, project, parent, child)
    made = links.add(tx, project, parent, child, link_type)
    if made is None:
        raise Conflict("these assets are linked so already")
    tx.emit(AssetLinkCreated(asset_link=made), project)
    return made


@method("asset/unlink", effect=Effect.WRITE, example=LINK)
def unlink(
    tx: Tx, project: ProjectId, parent_asset_id: Id, child_asset_id: Id, link_type: LinkType
) -> AssetLink:
    """Remove a link; its assets stay."""
    found = links.get(tx, project, parent_asset_id, child_asset_id, link_type)
    links.remove(tx, project, found)
    tx.emit(AssetLinkDeleted(asset_link=found), project)
    return found


@method("asset/lineage", example={**ONE, "direction": "ancestors"})
def lineage(
    read: Read,
    project: ProjectId,
    asset_id: Id,
    direction: Direction = "ancestors",
    depth: Depth = 20,
) -> Lineage:
    """What an asset came from, or what came from it, up to a depth."""
    store.get(read, project, asset_id)
    return links.lineage(read, project, asset_id, direction, depth)


@method(
    "asset/thumbnail",
    errors=(InvalidImage, InvalidState, StorageFull, StorageOffline),
    example={**ONE, "edge_px": 256},
)
async def thumbnail(
    sidecar: Sidecar, project: ProjectId, asset_id: Id, edge_px: EdgePx = 256
) -> Thumbnail:
    """The path of a small WebP picture of an asset, made once and kept."""
    asset = await sidecar.read(lambda read: store.get(read, project, asset_id))
    root = await sidecar.read(lambda read: storage.root(read, project))
    if asset.path is None or not asset.is_picture:
        raise InvalidState("only pictures on this machine have thumbnails")
    target = os.path.join(root.path, "cache", "thumbnails", f"{asset.sha256}-{edge_px}.webp")
    request = {"path": asset.path, "target": target, "edge_px": edge_px}
    made = await sidecar.imaging.run("picture/thumbnail", request)
    return Thumbnail(path=made["path"])


@method("asset/verify", errors=(StorageOffline,), example=ONE)
async def verify(sidecar: Sidecar, project: ProjectId, asset_id: Id) -> Verified:
    """Read an asset's file again and compare it with its hash."""
    asset = await sidecar.read(lambda read: store.get(read, project, asset_id))
    root = await sidecar.read(lambda read: storage.root(read, project))
    request = {"root": root.path, "uri": asset.storage_uri}
    found = await sidecar.imaging.run("picture/verify", request)
    return Verified(asset_id=asset_id, **found)


@method(
    "asset/derive",
    errors=(InvalidParams, InvalidState, WeightsMissing, LicenceRefused),
    effect=Effect.SPEND,
    example={**ONE, "post": {"cutout": {}}},
)
def derive(tx: Tx, project: ProjectId, asset_id: Id, post: Post) -> Started:
    """A one-off cutout, enlargement or colour correction without a run; the result is an asset."""
    asset = store.get(tx, project, asset_id)
    if not asset.is_picture:
        raise InvalidState("only pictures can be derived from")
    if post == Post():
        raise InvalidParams("Ask for a cutout, an upscale or a color", "$.post")
    check_post(post, "$.post")
    check_models(tx, project, post)
    return Started(
        task_id=enqueue(tx, "run/derive", project, DeriveTask(asset_id=asset_id, post=post)).id
    )


def _paths(path: str | None, paths: list[str] | None) -> list[str]:
    if (path is None) == (paths is None):
        raise InvalidParams("Give either path or paths", "$.path")
    if path is not None:
        _check_absolute(path, "$.path")
        return [path]
    for index, one in enumerate(paths or []):
        _check_absolute(one, f"$.paths[{index}]")
    return paths or []


def _check_absolute(path: str, where: str) -> None:
    if not os.path.isabs(path):
        raise InvalidParams(f"{path} is not an absolute path", where)
