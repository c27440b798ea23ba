"""The tables `reference_sets` and `reference_items`."""

from typing import Any

from msgspec.structs import replace

from iat_sidecar.core import clock, ids
from iat_sidecar.core.errors import NotFound
from iat_sidecar.db.page import Page, narrowed, page_of
from iat_sidecar.db.rows import to_micros
from iat_sidecar.db.tx import Read, Tx
from iat_sidecar.features.reference_set.model import (
    NewItem,
    ReferenceItem,
    ReferenceKind,
    ReferenceSet,
)

_SELECT = """select id, project_id, name, kind, metadata_json, created_at, updated_at
    from reference_sets where project_id = $1"""
_SELECT_ITEM = """select id, reference_set_id, asset_id, weight, notes, created_at
    from reference_items where project_id = $1"""


def get(read: Read, project_id: str, reference_set_id: str) -> ReferenceSet:
    """A set with its items."""
    found = read.one(ReferenceSet, f"{_SELECT} and id = $2", project_id, reference_set_id)
    if found is None:
        raise NotFound("reference set", reference_set_id)
    return _filled(read, project_id, [found])[0]


def add(
    tx: Tx, project_id: str, name: str, kind: ReferenceKind, metadata: dict[str, Any]
) -> ReferenceSet:
    set_id = ids.new()
    tx.run(
        """insert into reference_sets (id, project_id, name, kind, metadata_json, created_at,
            updated_at)
        values ($1, $2, $3, $4, $5, $6, $6)""",
        set_id,
        project_id,
        name,
        kind,
        metadata,
        clock.now(),
    )
    return get(tx, project_id, set_id)


def change(tx: Tx, changed: ReferenceSet) -> ReferenceSet:
    tx.run(
        """update reference_sets set name = $1, kind = $2, metadata_json = $3, updated_at = $4
        where project_id = $5 and id = $6""",
        changed.name,
        changed.kind,
        changed.metadata,
        clock.now(),
        changed.project_id,
        changed.id,
    )
    return get(tx, changed.project_id, changed.id)


def remove(tx: Tx, reference_set: ReferenceSet) -> None:
    """The items go with their set."""
    tx.run(
        "delete from reference_sets where project_id = $1 and id = $2",
        reference_set.project_id,
        reference_set.id,
    )


def page(
    read: Read, project_id: str, kind: ReferenceKind | None, limit: int, cursor: str | None
) -> Page[ReferenceSet]:
    """Newest first."""
    select, values = narrowed(_SELECT, (project_id,), kind=kind)
    found = page_of(read, ReferenceSet, select, values, limit, cursor)
    return replace(found, items=_filled(read, project_id, found.items))


def set_of_item(read: Read, project_id: str, item_id: str) -> ReferenceSet:
    """The set in which an item stands."""
    set_id = read.value(
        "select reference_set_id from reference_items where project_id = $1 and id = $2",
        project_id,
        item_id,
    )
    if set_id is None:
        raise NotFound("reference item", item_id)
    return get(read, project_id, set_id)


def add_item(tx: Tx, reference_set: ReferenceSet, item: NewItem) -> None:
    tx.run(
        """insert into reference_items (id, project_id, reference_set_id, asset_id, weight, notes,
            created_at)
        values ($1, $2, $3, $4, $5, $6, $7)""",
        ids.new(),
        reference_set.project_id,
        reference_set.id,
        item.asset_id,
        to_micros(item.weight),
        item.notes,
        clock.now(),
    )


def change_item(tx: Tx, project_id: str, changed: ReferenceItem) -> None:
    tx.run(
        """update reference_items set weight = $1, notes = $2
        where project_id = $3 and id = $4""",
        to_micros(changed.weight),
        changed.notes,
        project_id,
        changed.id,
    )


def remove_item(tx: Tx, project_id: str, item_id: str) -> None:
    tx.run("delete from reference_items where project_id = $1 and id = $2", project_id, item_id)


REFERRING = {
    "style guide": """select name from style_guides
        where project_id = $1 and rules_json ->> 'reference_set_id' = $2 order by id limit 5""",
    "character": """select name from characters
        where project_id = $1 and identity_constraints_json ->> 'reference_set_id' = $2
        order by id limit 5""",
}


def referring(read: Read, reference_set: ReferenceSet) -> list[str]:
    """Who points at a set, in words."""
    return [
        f"the {noun} {name}"
        for noun, statement in REFERRING.items()
        for (name,) in read.tuples(statement, reference_set.project_id, reference_set.id)
    ]


def _filled(read: Read, project_id: str, sets: list[ReferenceSet]) -> list[ReferenceSet]:
    """Sets with their items, oldest first; one statement for all, as ids of a page are a range."""
    if not sets:
        return []
    set_ids = [one.id for one in sets]
    items = read.all(
        ReferenceItem,
        f"{_SELECT_ITEM} and reference_set_id >= $2 and reference_set_id <= $3 order by id",
        project_id,
        min(set_ids),
        max(set_ids),
    )
    members: dict[str, list[ReferenceItem]] = {set_id: [] for set_id in set_ids}
    for item in items:
        if item.reference_set_id in members:  # between two sets of a kind may lie one of another
            members[item.reference_set_id].append(item)
    return [replace(one, items=members[one.id]) for one in sets]
