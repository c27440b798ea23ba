"""The table `characters`; every change of it is told."""

from iat_sidecar.core import clock, ids
from iat_sidecar.core.errors import Conflict, NotFound
from iat_sidecar.db.page import Page, page_of
from iat_sidecar.db.tx import Read, Tx
from iat_sidecar.features.character.model import (
    Character,
    CharacterCreated,
    CharacterDeleted,
    CharacterUpdated,
    Identity,
)

_SELECT = """select id, project_id, code, name, bio, identity_constraints_json, created_at, updated_at
    from characters where project_id = $1"""


def get(read: Read, project_id: str, ref: str) -> Character:
    """A character by id or code."""
    if found := find(read, project_id, ref):
        return found
    raise NotFound("character", ref)


def find(read: Read, project_id: str, ref: str) -> Character | None:
    column = "id" if ids.is_id(ref) else "code"
    return read.one(Character, f"{_SELECT} and {column} = $2", project_id, ref)


def add(tx: Tx, project_id: str, code: str, name: str, bio: str, identity: Identity) -> Character:
    if find(tx, project_id, code):
        raise Conflict(f"the project has a character {code} already")
    character_id = ids.new()
    tx.run(
        """insert into characters (id, project_id, code, name, bio, identity_constraints_json,
            created_at, updated_at)
        values ($1, $2, $3, $4, $5, $6, $7, $7)""",
        character_id,
        project_id,
        code,
        name,
        bio,
        identity,
        clock.now(),
    )
    added = get(tx, project_id, character_id)
    tx.emit(CharacterCreated(character=added), project_id)
    return added


def change(tx: Tx, character: Character) -> Character:
    tx.run(
        """update characters set name = $1, bio = $2, identity_constraints_json = $3,
            updated_at = $4
        where project_id = $5 and id = $6""",
        character.name,
        character.bio,
        character.identity_constraints,
        clock.now(),
        character.project_id,
        character.id,
    )
    changed = get(tx, character.project_id, character.id)
    tx.emit(CharacterUpdated(character=changed), character.project_id)
    return changed


def remove(tx: Tx, character: Character) -> None:
    tx.run(
        "delete from characters where project_id = $1 and id = $2",
        character.project_id,
        character.id,
    )
    tx.emit(CharacterDeleted(character=character), character.project_id)


def page(read: Read, project_id: str, limit: int, cursor: str | None) -> Page[Character]:
    """Newest first."""
    return page_of(read, Character, _SELECT, (project_id,), limit, cursor)
