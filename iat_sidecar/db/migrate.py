"""Bring a database up to date: numbered, forward only, each exactly once and in one transaction."""

import hashlib
import os

import apsw

from iat_sidecar.core import clock, resources
from iat_sidecar.core.errors import Damaged, InvalidState
from iat_sidecar.db.dialect import render

LEDGER = """create table if not exists schema_migrations (
    id integer primary key, name text not null, sha256 text not null,
    applied_at text not null, program_version text not null) strict"""
APPLICATION_ID = 0x49415431  # "IAT1"


def pending(applied: int) -> list[str]:
    """File names of migrations after number `applied`, in order."""
    names = sorted(name for name in os.listdir(folder()) if name.endswith(".sql"))
    return names[applied:]


def folder() -> str:
    return resources.path("schemas", "migrations")


def migrate(connection: apsw.Connection, backup_dir: str, program_version: str) -> int:
    """Apply what is missing; the schema's version. A newer database is refused untouched."""
    applied = int(connection.pragma("user_version"))
    known = len(pending(0))
    if applied > known:
        raise InvalidState(
            f"this data was written by a newer version (schema {applied}, this program knows {known});"
            " update the program, nothing was changed"
        )
    if applied == known:
        return known
    if applied:
        _check_history(connection)
        _back_up(connection, backup_dir, applied)
    for number, name in enumerate(pending(applied), applied + 1):
        _apply(connection, number, name, program_version)
    return known


def _apply(connection: apsw.Connection, number: int, name: str, program_version: str) -> None:
    text = resources.text("schemas", "migrations", name)
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
            raise Damaged("the database", f"{name} would break {len(broken)} references")
        connection.execute("commit")
    except BaseException:
        if connection.in_transaction:
            connection.execute("rollback")
        raise


def _check_history(connection: apsw.Connection) -> None:
    for name, sha256 in connection.execute("select name, sha256 from schema_migrations"):
        if sha256 != _digest(resources.text("schemas", "migrations", name)):
            raise Damaged("the database", f"it was made by another text of migration {name}")


def _back_up(connection: apsw.Connection, backup_dir: str, applied: int) -> None:
    os.makedirs(backup_dir, exist_ok=True)
    stamp = clock.now().replace(":", "").replace(".", "")
    target = apsw.Connection(os.path.join(backup_dir, f"before-{applied + 1:04d}-{stamp}.db"))
    with target.backup("main", connection, "main") as copy:
        while not copy.done:
            copy.step(1024)
    target.close()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
