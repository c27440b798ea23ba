"""`weights/*`"""

import asyncio

from iat_sidecar.core.errors import Conflict, InvalidParams, Refused, WeightsMissing
from iat_sidecar.core.values import Cursor, Limit, Path, Sha256
from iat_sidecar.db.page import Page
from iat_sidecar.db.tx import Read, Tx
from iat_sidecar.features.user import rules as users
from iat_sidecar.features.user import store as user_store
from iat_sidecar.features.weights import rules, shelf, store
from iat_sidecar.features.weights.model import (
    Family,
    Installed,
    InstallTask,
    Licence,
    Purpose,
    Url,
    Weights,
    WeightsDeleted,
    WeightsName,
)
from iat_sidecar.imaging.matte.models import MODELS
from iat_sidecar.rpc.registry import Effect, method
from iat_sidecar.sidecar import Sidecar
from iat_sidecar.tasks.model import Started
from iat_sidecar.tasks.queue import enqueue

ONE = {"name": "isnet-anime"}


@method("weights/list", example={"purpose": "cutout"})
async def list_(
    sidecar: Sidecar,
    purpose: Purpose | None = None,
    is_installed: bool | None = None,
    limit: Limit = 50,
    cursor: Cursor | None = None,
) -> Page[Weights]:
    """Models by name: those that are installed, and those of the catalogue that could be.

    `found_at` says where rembg has left a model already; give it to `weights/install` as `path`.
    """
    rows, folder = await sidecar.read(lambda read: (store.every(read), store.folder(read)))
    known = await asyncio.to_thread(_shown, rows, folder)
    wanted = [
        one
        for one in known
        if purpose in (None, one.purpose)
        and is_installed in (None, one.is_installed)
        and (cursor is None or one.name > cursor)
    ]
    shown = wanted[:limit]
    return Page(items=shown, next_cursor=shown[-1].name if len(wanted) > limit else None)


@method(
    "weights/install",
    errors=(InvalidParams, Conflict, Refused),
    effect=Effect.NETWORK,
    example={**ONE, "path": "/home/studio/models/isnet-anime.onnx"},
)
def install(
    tx: Tx,
    name: WeightsName,
    url: Url | None = None,
    path: Path | None = None,
    sha256: Sha256 | None = None,
    licence: Licence | None = None,
    family: Family | None = None,
) -> Started:
    """Bring a model: from the catalogue's address, another one, or a file of this machine.

    A download goes on where it broke off. The file must have the hash that is given, or the
    catalogue's, and be a model that loads. Addresses of one's own are for admins. The task's
    result is the model.
    """
    rules.source_of(name, url, path)
    rules.check_path(path)
    rules.check_source(url, sha256)
    rules.check_family(family)
    if url is not None:
        _check_admin(tx, "install models from addresses of their own")
    if store.find(tx, name):
        raise Conflict(rules.taken(name))
    wanted = InstallTask(
        name=name, url=url, path=path, sha256=sha256, licence=licence, family=family
    )
    return Started(task_id=enqueue(tx, "weights/install", None, wanted).id)


@method("weights/remove", errors=(WeightsMissing, Refused), effect=Effect.DESTROY, example=ONE)
async def remove(sidecar: Sidecar, name: WeightsName) -> Weights:
    """Remove a model and its file; admins only. Pictures that were made with it stay."""
    folder = await sidecar.read(store.folder)
    path = shelf.path_of(folder, name)
    removed = await sidecar.conclude(lambda tx: _removed(tx, name, path))
    await asyncio.to_thread(shelf.discard, path)
    return removed


def _removed(tx: Tx, name: str, path: str) -> Weights:
    _check_admin(tx, "remove models")
    gone = rules.of_row(store.get(tx, name), path)
    store.remove(tx, name)
    tx.emit(WeightsDeleted(weights=gone))
    return gone


def _check_admin(read: Read, what: str) -> None:
    users.check_admin(user_store.is_admin(read, read.caller.user_id), what)


def _shown(rows: list[Installed], folder: str) -> list[Weights]:
    """Installed ones and the rest of the catalogue, by name."""
    installed = {row.name: rules.of_row(row, shelf.path_of(folder, row.name)) for row in rows}
    others = {
        model.name: rules.of_catalogue(model, shelf.found_at(model))
        for model in MODELS
        if model.name not in installed and model.file_name
    }
    return sorted([*installed.values(), *others.values()], key=lambda one: one.name)
