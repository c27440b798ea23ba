"""Bring a database up to date: numbered, forward only, each exactly once and in one transaction."""

import hashlib
import os

import apsw

from iat_sidecar.core import clock, resources
from iat_sidecar.core.errors import Damaged, InvalidState
from iat_sidecar.db.dialect import render
from iat_sidecar.db.failure import WHAT

LEDGER = """create table if not exists schema_migrations (
    id integer primary key, name text not null, sha256 text not null,
    applied_at text not null, program_version text not null) strict"""
APPLICATION_ID = 0x49415431  # "IAT1"
PAGES_A_STEP = 1_024


def pending(applied: int) -> list[str]:
    """File names of migrations after number `applied`, in order."""
    names = sorted(name for name in os.listdir(folder()) if name.endswith(".sql"))
    return names[applied:]


def folder() -> str:
    return resources.path("schemas", "migrations")


def check(connection: apsw.Connection) -> int:
    """The number of migrations applied; refuses what this program did not make, or cannot know."""
    applied, known = int(connection.pragma("user_version")), len(pending(0))
    if connection.pragma("application_id") != APPLICATION_ID and not _is_empty(connection):
        raise Damaged(WHAT, "another program made it")
    if applied > known:
        raise InvalidState(
            f"this data was written by a newer version (schema {applied}, this program knows {known});"
            " update the program, nothing was changed"
        )
    if applied:
        _check_history(connection)
    return applied


def migrate(connection: apsw.Connection, backup_dir: str, program_version: str) -> int:
    """Apply what is missing, after a backup of what is there; the schema's version."""
    applied = check(connection)
    names = pending(applied)
    if applied and names:
        _back_up(connection, backup_dir, applied + 1)
    for number, name in enumerate(names, applied + 1):
        _apply(connection, number, name, program_version)
    return applied + len(names)


def _is_empty(connection: apsw.Connection) -> bool:
    return not connection.execute("select 1 from sqlite_schema limit 1").fetchall()


def _apply(connection: apsw.Connection, number: int, name: str, program_version: str) -> None:
    text = _text(name)
    connection.execute("begin immediate")
    try:
        connection.execute(LEDGER)
        connection.execute(render(text))
        connection.execute(
            "insert into schema_migrations values ($1, $2, $3, $4, $5)",
            (number, name, _digest(text), clock.now(), program_version),
        )
        connection.pragma("user_version", number)
        connection.pragma("application_id", APPLICATION_ID)
        if broken := connection.execute("pragma foreign_key_check").fetchall():
            raise Damaged(WHAT, f"{name} would break {len(broken)} references")
        connection.execute("commit")
    except BaseException:
        if connection.in_transaction:
            connection.execute("rollback")
        raise


def _check_history(connection: apsw.Connection) -> None:
    applied = connection.execute(
        "select name, sha256 from schema_migrations order by id"
    ).fetchall()
    for (name, sha256), ours in zip(applied, pending(0), strict=False):
        if (name, sha256) != (ours, _digest(_text(ours))):
            raise Damaged(WHAT, f"it was made by another text of migration {name}")


def _back_up(connection: apsw.Connection, backup_dir: str, before: int) -> None:
    os.makedirs(backup_dir, mode=0o700, exist_ok=True)
    stamp = clock.now().replace(":", "").replace(".", "")
    path = os.path.join(backup_dir, f"before-{before:04d}-{stamp}.db")
    temporary = f"{path}.new"
    target = apsw.Connection(temporary)
    with target.backup("main", connection, "main") as copy:
        while not copy.done:
            copy.step(PAGES_A_STEP)
    target.close()
    os.replace(temporary, path)


def _text(name: str) -> str:
    return resources.text("schemas", "migrations", name)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
