"""`reference_set/*`"""

from typing import Any

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from iat_sidecar.core.change import changes, check_unchanged
from iat_sidecar.core.errors import Conflict, InvalidState
from iat_sidecar.core.values import Cursor, Id, Limit, Name, Note, ProjectId, Time, Weight
from iat_sidecar.db.page import Page
from iat_sidecar.db.tx import Read, Tx
from iat_sidecar.features.asset import store as assets
from iat_sidecar.features.project.inputs import check_unused
from iat_sidecar.features.reference_set import rules, store
from iat_sidecar.features.reference_set.model import (
    ItemIds,
    NewItems,
    ReferenceKind,
    ReferenceSet,
    ReferenceSetCreated,
    ReferenceSetDeleted,
    ReferenceSetUpdated,
)
from iat_sidecar.rpc.registry import Effect, method

ID = "0190c2f0-0000-7000-8000-000000000000"
ONE = {"project": "moon", "reference_set_id": ID}


@method(
    "reference_set/create",
    effect=Effect.WRITE,
    example={"project": "moon", "name": "Ink studies", "kind": "style"},
)
def create(
    tx: Tx,
    project: ProjectId,
    name: Name,
    kind: ReferenceKind,
    metadata: dict[str, Any] = {},  # noqa: B006  it is only read
) -> ReferenceSet:
    """Begin an empty set of references."""
    created = store.add(tx, project, name, kind, metadata)
    tx.emit(ReferenceSetCreated(reference_set=created), project)
    return created


@method("reference_set/get", example=ONE)
def get(read: Read, project: ProjectId, reference_set_id: Id) -> ReferenceSet:
    """A reference set with its items, oldest first."""
    return store.get(read, project, reference_set_id)


@method("reference_set/list", example={"project": "moon", "kind": "style"})
def list_(
    read: Read,
    project: ProjectId,
    kind: ReferenceKind | None = None,
    limit: Limit = 50,
    cursor: Cursor | None = None,
) -> Page[ReferenceSet]:
    """Reference sets with their items, newest set first."""
    return store.page(read, project, kind, limit, cursor)


@method(
    "reference_set/update",
    errors=(Conflict,),
    effect=Effect.WRITE,
    example={**ONE, "name": "Ink and wash"},
)
def update(
    tx: Tx,
    project: ProjectId,
    reference_set_id: Id,
    name: Name | UnsetType = UNSET,
    kind: ReferenceKind | UnsetType = UNSET,
    metadata: dict[str, Any] | None | UnsetType = UNSET,
    if_updated_at: Time | None = None,
) -> ReferenceSet:
    """Change what is given; an absent field stays, null clears."""
    before = store.get(tx, project, reference_set_id)
    check_unchanged("reference set", before.updated_at, if_updated_at)
    given = {"name": name, "kind": kind, "metadata": metadata}
    return _changed(tx, replace(before, **changes(given, {"metadata": {}})))


@method("reference_set/delete", errors=(InvalidState,), effect=Effect.DESTROY, example=ONE)
def delete(tx: Tx, project: ProjectId, reference_set_id: Id) -> ReferenceSet:
    """Remove a set that nothing uses; its assets stay."""
    before = store.get(tx, project, reference_set_id)
    rules.check_unreferred(before, store.referring(tx, before))
    check_unused(tx, project, "reference_set", reference_set_id)
    store.remove(tx, before)
    tx.emit(ReferenceSetDeleted(reference_set=before), project)
    return before


@method(
    "reference_set/add_items",
    errors=(Conflict, InvalidState),
    effect=Effect.WRITE,
    example={**ONE, "items": [{"asset_id": ID, "weight": 2, "notes": "the line"}]},
)
def add_items(tx: Tx, project: ProjectId, reference_set_id: Id, items: NewItems) -> ReferenceSet:
    """Refer to more assets of the project; all of them or, when one is refused, none."""
    before = store.get(tx, project, reference_set_id)
    rules.check_addable(before, items)
    for item in items:
        assets.get(tx, project, item.asset_id)
        store.add_item(tx, before, item)
    return _changed(tx, before)


@method(
    "reference_set/update_item",
    errors=(Conflict,),
    effect=Effect.WRITE,
    example={"project": "moon", "reference_item_id": ID, "weight": 0.5},
)
def update_item(
    tx: Tx,
    project: ProjectId,
    reference_item_id: Id,
    weight: Weight | None | UnsetType = UNSET,
    notes: Note | None | UnsetType = UNSET,
    if_updated_at: Time | None = None,
) -> ReferenceSet:
    """Weigh or annotate one reference; null brings back weight 1 and no notes.

    The answer is its set, and `if_updated_at` is compared with the set's.
    """
    before = store.set_of_item(tx, project, reference_item_id)
    check_unchanged("reference set", before.updated_at, if_updated_at)
    item = next(item for item in before.items if item.id == reference_item_id)
    given = changes({"weight": weight, "notes": notes}, {"weight": 1.0, "notes": ""})
    store.change_item(tx, project, replace(item, **given))
    return _changed(tx, before)


@method(
    "reference_set/remove_items",
    effect=Effect.WRITE,
    example={**ONE, "reference_item_ids": [ID]},
)
def remove_items(
    tx: Tx, project: ProjectId, reference_set_id: Id, reference_item_ids: ItemIds
) -> ReferenceSet:
    """Take references out of a set; their assets stay."""
    before = store.get(tx, project, reference_set_id)
    rules.check_members(before, reference_item_ids)
    for item_id in reference_item_ids:
        store.remove_item(tx, project, item_id)
    return _changed(tx, before)


def _changed(tx: Tx, reference_set: ReferenceSet) -> ReferenceSet:
    changed = store.change(tx, reference_set)
    tx.emit(ReferenceSetUpdated(reference_set=changed), changed.project_id)
    return changed
