"""The run log: everything a run was asked, froze, did and decided, as one JSON asset."""

import asyncio

from msgspec.structs import asdict

from iat_sidecar.core import canonical, clock, ids
from iat_sidecar.db.tx import Tx
from iat_sidecar.features.asset import store as assets
from iat_sidecar.features.asset.model import Asset
from iat_sidecar.features.project import storage
from iat_sidecar.features.run import logged, store
from iat_sidecar.features.run.model import Run
from iat_sidecar.files import content
from iat_sidecar.sidecar import Sidecar


async def write(sidecar: Sidecar, project_id: str, run_id: str) -> Run:
    """Write the log of a run that has ended and keep it as its asset."""
    whole = await sidecar.read(lambda read: logged.gathered(read, project_id, run_id))
    root = await sidecar.read(lambda read: storage.root(read, project_id))
    asset_id = ids.new()
    placed = await asyncio.to_thread(_place, root, whole, asset_id)
    return await sidecar.transact(lambda tx: _keep(tx, whole.run, asset_id, placed))


def _place(root: storage.Root, whole: logged.LoggedRun, asset_id: str) -> content.Placed:
    content.open_root(root.path, may_create=not root.is_own)
    placed = content.place_bytes(root.path, logged.encoded(whole), "json")
    note = {"kind": "run_log", "id": asset_id, **asdict(placed)}
    content.note(root.path, canonical.encode(note))
    return placed


def _keep(tx: Tx, run: Run, asset_id: str, placed: content.Placed) -> Run:
    asset = Asset(
        id=asset_id,
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
