"""What may be added to, and taken from, a reference set."""

from collections.abc import Iterable

from iat_sidecar.core.errors import Conflict, InvalidState, NotFound
from iat_sidecar.features.reference_set.model import MOST_ITEMS, NewItem, ReferenceSet


def check_addable(reference_set: ReferenceSet, items: Iterable[NewItem]) -> None:
    """Every asset stands in a set once, and a set stays small enough to be answered whole."""
    there = {item.asset_id for item in reference_set.items}
    for item in items:
        if item.asset_id in there:
            raise Conflict(f"the asset {item.asset_id} is in this reference set already")
        there.add(item.asset_id)
    if len(there) > MOST_ITEMS:
        raise InvalidState(f"a reference set holds at most {MOST_ITEMS} items; begin another")


def check_members(reference_set: ReferenceSet, item_ids: Iterable[str]) -> None:
    members = {item.id for item in reference_set.items}
    for item_id in item_ids:
        if item_id not in members:
            raise NotFound("reference item", item_id)


def check_unreferred(reference_set: ReferenceSet, referring: list[str]) -> None:
    """A set that a style guide or character points at stays."""
    if referring:
        raise InvalidState(
            f"the reference set {reference_set.name} is used by {', '.join(referring)}"
        )
