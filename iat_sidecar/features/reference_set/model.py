"""What a reference set is, and what stands in it."""

from typing import Annotated, Any, Literal

from msgspec import Meta

from iat_sidecar.core.values import Id, Name, Note, Time, Weight
from iat_sidecar.core.wire import Event, Given, Wire

ReferenceKind = Literal["style", "character", "scene", "lighting", "other"]
MOST_ITEMS = 500


class NewItem(Given):
    """An asset to refer to, and how much it counts beside the others."""

    asset_id: Id
    weight: Weight = 1.0
    notes: Note = ""


NewItems = Annotated[list[NewItem], Meta(min_length=1, max_length=MOST_ITEMS)]
ItemIds = Annotated[list[Id], Meta(min_length=1, max_length=MOST_ITEMS)]


class ReferenceItem(Wire):
    """A reference to an asset; a weight of 0 leaves it out of measures."""

    id: Id
    reference_set_id: Id
    asset_id: Id
    weight: Weight
    notes: Note
    created_at: Time


class ReferenceSet(Wire):
    """References that belong together, in the order they were added."""

    id: Id
    project_id: Id
    name: Name
    kind: ReferenceKind
    metadata: dict[str, Any]
    items: list[ReferenceItem] = []
    created_at: Time
    updated_at: Time


class ReferenceSetCreated(Event):
    """A reference set was made."""

    reference_set: ReferenceSet


class ReferenceSetUpdated(Event):
    """A reference set, or what stands in it, was changed."""

    reference_set: ReferenceSet


class ReferenceSetDeleted(Event):
    """A reference set was removed; its assets stay."""

    reference_set: ReferenceSet
