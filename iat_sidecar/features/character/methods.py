"""`character/*`"""

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from iat_sidecar.core.change import changes, check_unchanged
from iat_sidecar.core.errors import Conflict, InvalidParams, InvalidState
from iat_sidecar.core.values import Cursor, Id, Limit, Name, ProjectId, Text, Time
from iat_sidecar.db.page import Page
from iat_sidecar.db.tx import Read, Tx
from iat_sidecar.features.asset import store as assets
from iat_sidecar.features.character import rules, store
from iat_sidecar.features.character.model import (
    Character,
    CharacterCode,
    CharacterRef,
    GivenIdentity,
    Identity,
    MeasurePartTask,
    PartName,
)
from iat_sidecar.features.project.inputs import check_unused
from iat_sidecar.features.reference_set import store as reference_sets
from iat_sidecar.imaging.box import Box
from iat_sidecar.rpc.registry import Effect, method
from iat_sidecar.tasks import queue
from iat_sidecar.tasks.model import Started

ID = "0190c2f0-0000-7000-8000-000000000000"
ONE = {"project": "moon", "character": "mira"}
RED_HAIR = {"parts": [{"part": "hair", "hex": "#a3432f"}], "must": ["a scar on the left cheek"]}
UNKNOWN = GivenIdentity()


@method(
    "character/create",
    errors=(Conflict, InvalidParams),
    effect=Effect.WRITE,
    example={
        "project": "moon",
        "code": "mira",
        "name": "Mira",
        "identity_constraints": RED_HAIR,
    },
)
def create(
    tx: Tx,
    project: ProjectId,
    code: CharacterCode,
    name: Name,
    bio: Text = "",
    identity_constraints: GivenIdentity = UNKNOWN,
) -> Character:
    """Make a character; its code stays and is what jobs name."""
    rules.check_code(code)
    identity = _kept(tx, project, identity_constraints)
    return store.add(tx, project, code, name, bio, identity)


@method("character/get", example=ONE)
def get(read: Read, project: ProjectId, character: CharacterRef) -> Character:
    """A character by id or code."""
    return store.get(read, project, character)


@method("character/list", example={"project": "moon"})
def list_(
    read: Read, project: ProjectId, limit: Limit = 50, cursor: Cursor | None = None
) -> Page[Character]:
    """The project's characters, newest first."""
    return store.page(read, project, limit, cursor)


@method(
    "character/update",
    errors=(Conflict, InvalidParams),
    effect=Effect.WRITE,
    example={**ONE, "bio": "Repairs radios.", "identity_constraints": RED_HAIR},
)
def update(
    tx: Tx,
    project: ProjectId,
    character: CharacterRef,
    name: Name | UnsetType = UNSET,
    bio: Text | None | UnsetType = UNSET,
    identity_constraints: GivenIdentity | None | UnsetType = UNSET,
    if_updated_at: Time | None = None,
) -> Character:
    """Change what is given; an absent field stays, null clears, constraints are replaced whole."""
    before = store.get(tx, project, character)
    check_unchanged("character", before.updated_at, if_updated_at)
    given = changes(
        {"name": name, "bio": bio, "identity_constraints": identity_constraints},
        {"bio": "", "identity_constraints": UNKNOWN},
    )
    if "identity_constraints" in given:
        given["identity_constraints"] = _kept(tx, project, given["identity_constraints"])
    return store.change(tx, replace(before, **given))


@method("character/delete", errors=(InvalidState,), effect=Effect.DESTROY, example=ONE)
def delete(tx: Tx, project: ProjectId, character: CharacterRef) -> Character:
    """Remove a character that no run was made with; the code is free again."""
    before = store.get(tx, project, character)
    check_unused(tx, project, "character", before.id)
    store.remove(tx, before)
    return before


@method(
    "character/measure",
    errors=(InvalidParams,),
    effect=Effect.WRITE,
    example={
        **ONE,
        "asset_id": ID,
        "part": "hair",
        "box_px": {"x": 10, "y": 20, "width": 64, "height": 64},
    },
)
def measure(
    tx: Tx,
    project: ProjectId,
    character: CharacterRef,
    asset_id: Id,
    part: PartName,
    box_px: Box | None = None,
) -> Started:
    """Take a part's colour from a picture: the main one inside the box, or of all that is visible.

    Ink and other parts that reach into the box do not count, and where the asset's metadata names
    a `time_of_day` its light is taken off. The task's result is the character.
    """
    found = store.get(tx, project, character)
    rules.check_box(assets.get(tx, project, asset_id), box_px)
    wanted = MeasurePartTask(character_id=found.id, asset_id=asset_id, part=part, box_px=box_px)
    return Started(task_id=queue.enqueue(tx, "character/measure", project, wanted).id)


def _kept(tx: Tx, project: str, given: GivenIdentity) -> Identity:
    if given.reference_set_id is not None:
        reference_sets.get(tx, project, given.reference_set_id)
    return rules.identity_of(given)
