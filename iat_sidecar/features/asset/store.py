"""The table `assets`; every change of it is told."""

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from iat_sidecar.core import clock, ids
from iat_sidecar.core.errors import NotFound
from iat_sidecar.core.values import AssetKind
from iat_sidecar.db.page import Page, narrowed, page_of
from iat_sidecar.db.tx import Read, Tx
from iat_sidecar.features.asset.model import (
    Asset,
    AssetCreated,
    AssetDeleted,
    AssetUpdated,
    Metadata,
)
from iat_sidecar.features.project import storage
from iat_sidecar.files import content
from iat_sidecar.imaging.step_terms import MadeFile

_COLUMNS = """id, project_id, kind, storage_uri, storage_backend, mime_type, width, height,
    size_bytes, sha256, metadata_json, created_at"""
_TOGETHER = 16
_PLACES = ", ".join(f"${place}" for place in range(2, _TOGETHER + 2))


def get(read: Read, project_id: str, asset_id: str) -> Asset:
    asset = read.one(
        Asset,
        f"select {_COLUMNS} from assets where project_id = $1 and id = $2",
        project_id,
        asset_id,
    )
    if asset is None:
        raise NotFound("asset", asset_id)
    return _located(read, project_id, [asset])[0]


def get_many(read: Read, project_id: str, asset_ids: Iterable[str]) -> list[Asset]:
    """Assets in the order of their ids given."""
    wanted = list(asset_ids)
    found = present(read, project_id, wanted)
    if missing := [asset_id for asset_id in wanted if asset_id not in found]:
        raise NotFound("asset", missing[0])
    return [found[asset_id] for asset_id in wanted]


def present(read: Read, project_id: str, asset_ids: Iterable[str]) -> dict[str, Asset]:
    """Those of these assets that there are, by id."""
    found = [
        asset
        for portion in _portions(asset_ids)
        for asset in read.all(
            Asset,
            f"select {_COLUMNS} from assets where project_id = $1 and id in ({_PLACES})",
            project_id,
            *portion,
        )
    ]
    return {asset.id: asset for asset in _located(read, project_id, found)}


def find(read: Read, project_id: str, kind: AssetKind, sha256: str) -> Asset | None:
    """The asset of this kind that has these bytes."""
    asset = read.one(
        Asset,
        f"""select {_COLUMNS} from assets
        where project_id = $1 and kind = $2 and sha256 = $3""",
        project_id,
        kind,
        sha256,
    )
    return asset and _located(read, project_id, [asset])[0]


def page(
    read: Read,
    project_id: str,
    kind: AssetKind | None,
    sha256: str | None,
    limit: int,
    cursor: str | None,
) -> Page[Asset]:
    """Newest first."""
    every = f"select {_COLUMNS} from assets where project_id = $1"
    select, values = narrowed(every, (project_id,), kind=kind, sha256=sha256)
    found = page_of(read, Asset, select, values, limit, cursor)
    return replace(found, items=_located(read, project_id, found.items))


def add(tx: Tx, asset: Asset) -> tuple[Asset, bool]:
    """Keep an asset; the same bytes of the same kind are the one that is there. (asset, is_new)"""
    added = tx.run(
        """insert into assets (id, project_id, kind, storage_uri, storage_backend, mime_type, width,
            height, size_bytes, sha256, metadata_json, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        on conflict (project_id, kind, sha256) do nothing""",
        asset.id,
        asset.project_id,
        asset.kind,
        asset.storage_uri,
        asset.storage_backend,
        asset.mime_type,
        asset.width,
        asset.height,
        asset.size_bytes,
        asset.sha256,
        asset.metadata,
        asset.created_at,
    )
    assert asset.sha256, "what we keep was hashed"
    kept = find(tx, asset.project_id, asset.kind, asset.sha256)
    assert kept is not None
    if added:
        tx.emit(AssetCreated(asset=kept), asset.project_id)
    return kept, bool(added)


def add_made(tx: Tx, project_id: str, kind: AssetKind, file: MadeFile, metadata: Metadata) -> Asset:
    """Keep a picture that a worker left in the content store."""
    asset = Asset(
        id=ids.new(),
        project_id=project_id,
        kind=kind,
        storage_uri=file.uri,
        storage_backend="local",
        mime_type=file.mime_type,
        width=file.width,
        height=file.height,
        size_bytes=file.size_bytes,
        sha256=file.sha256,
        metadata=metadata,
        created_at=clock.now(),
    )
    return add(tx, asset)[0]


def change(tx: Tx, asset: Asset, metadata: Metadata) -> Asset:
    tx.run(
        "update assets set metadata_json = $1 where project_id = $2 and id = $3",
        metadata,
        asset.project_id,
        asset.id,
    )
    changed = replace(asset, metadata=metadata)
    tx.emit(AssetUpdated(asset=changed), asset.project_id)
    return changed


USES = {
    "a reference set": "select 1 from reference_items where project_id = $1 and asset_id = $2",
    "a job's input": """select 1 from run_job_inputs
        where project_id = $1 and input_kind = 'asset' and input_id = $2""",
    "a job's result": "select 1 from run_jobs where project_id = $1 and final_asset_id = $2",
    "a candidate": """select 1 from run_candidates
        where project_id = $1 and (output_asset_id = $2 or final_asset_id = $2)""",
    "a run's log": "select 1 from runs where project_id = $1 and run_log_asset_id = $2",
    "a package": "select 1 from project_exports where project_id = $1 and export_asset_id = $2",
    "a voice message": "select 1 from chat_messages where project_id = $1 and voice_asset_id = $2",
    "a voice request": """select 1 from voice_requests
        where project_id = $1 and (input_asset_id = $2 or output_asset_id = $2)""",
    "an asset that came from it": """select 1 from asset_links
        where project_id = $1 and parent_asset_id = $2""",
}


def uses(read: Read, project_id: str, asset_id: str) -> list[str]:
    """What keeps an asset from being deleted."""
    return [
        use
        for use, statement in USES.items()
        if read.value(f"{statement} limit 1", project_id, asset_id)
    ]


def remove(tx: Tx, asset: Asset) -> None:
    tx.run(
        "delete from asset_links where project_id = $1 and child_asset_id = $2",
        asset.project_id,
        asset.id,
    )
    tx.run("delete from assets where project_id = $1 and id = $2", asset.project_id, asset.id)
    tx.emit(AssetDeleted(asset=asset), asset.project_id)


def hashes(read: Read, project_id: str, asset_ids: Iterable[str]) -> dict[str, str | None]:
    """The sha256 of each of these assets that there is."""
    return {
        str(id): sha256
        for portion in _portions(asset_ids)
        for id, sha256 in read.tuples(
            f"select id, sha256 from assets where project_id = $1 and id in ({_PLACES})",
            project_id,
            *portion,
        )
    }


def _located(read: Read, project_id: str, assets: list[Asset]) -> list[Asset]:
    if not assets:
        return []
    root = storage.root(read, project_id).path
    return [
        replace(asset, path=content.path_of(root, asset.storage_uri))
        if asset.storage_backend == "local"
        else asset
        for asset in assets
    ]


def _portions(asset_ids: Iterable[str]) -> Iterator[list[str]]:
    """As many at once as one prepared statement asks for; the last portion repeats its last."""
    wanted = list(dict.fromkeys(asset_ids))
    for start in range(0, len(wanted), _TOGETHER):
        portion = wanted[start : start + _TOGETHER]
        yield portion + portion[-1:] * (_TOGETHER - len(portion))
