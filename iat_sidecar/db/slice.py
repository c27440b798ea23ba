"""Some rows of the database as a SQLite file of their own; the same rows give the same bytes.

SQL copies them, so the interpreter stays free, and in one transaction, so they fit together.
"""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import apsw

from iat_sidecar.core.caller import SYSTEM
from iat_sidecar.core.errors import Damaged
from iat_sidecar.db.connection import checksums
from iat_sidecar.db.database import FILE
from iat_sidecar.db.failure import WHAT, translate
from iat_sidecar.db.migrate import APPLICATION_ID
from iat_sidecar.db.tx import Read

PAGE_BYTES = 4_096
VERSION_AT, VERSION = (
    96,
    3_037_000,
)  # who wrote a file last stands there: the oldest that can read it
SETUP = f"""
    pragma page_size = {PAGE_BYTES};
    pragma journal_mode = off;
    pragma synchronous = off;
    pragma trusted_schema = off;
    pragma foreign_keys = off;
"""

Values = Mapping[str, Any]
Rewrite = Callable[..., str]


class Part(NamedTuple):
    """Rows of one table; `columns` says what stands in a column instead of its own value.

    Conditions speak of the row as `t`, of the whole database as `source` and of what was copied
    before as `main`; values come as `$name`.
    """

    table: str
    where: str
    columns: Mapping[str, str] = {}


def cut(
    data_dir: str,
    target: str,
    parts: Sequence[Part],
    values: Values,
    rewrites: Mapping[str, Rewrite],
) -> str:
    """Write the parts into a fresh file and sync it; the newest date in them.

    References to rows that were not copied become null. `rewrites` are functions that the parts'
    columns may call on a text.
    """
    working = f"{target}.working"
    connection = _open(working, apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE)
    try:
        connection.execute(SETUP)
        for name, rewrite in rewrites.items():
            connection.create_scalar_function(name, rewrite, 1, deterministic=True)
        newest = _copy(connection, os.path.join(data_dir, FILE), parts, values)
        connection.execute("vacuum main into $1", (target,))
    except apsw.Error as exc:
        raise translate(exc, target, connection.system_errno) from exc
    finally:
        connection.close()
    os.unlink(working)
    _settle(target)
    return newest


@contextmanager
def reading(path: str) -> Iterator[Read]:
    """Look things up in such a file, as in the database it was cut from."""
    connection = _open(path, apsw.SQLITE_OPEN_READONLY)
    try:
        yield Read(connection.cursor(), SYSTEM)
    finally:
        connection.close()


def _open(path: str, flags: int) -> apsw.Connection:
    return apsw.Connection(path, flags=flags | apsw.SQLITE_OPEN_URI, vfs=checksums())


def _copy(connection: apsw.Connection, source: str, parts: Sequence[Part], values: Values) -> str:
    connection.execute("attach $1 as source", (f"{Path(source).as_uri()}?mode=ro",))
    connection.execute("begin")
    _make_tables(connection, [part.table for part in parts])
    for part in parts:
        _copy_part(connection, part, values)
    for part in parts:
        _clear_dangling(connection, part.table)
    _check_references(connection)
    newest = max(filter(None, (_newest(connection, part.table) for part in parts)))
    connection.execute("commit; detach source")
    return newest


def _make_tables(connection: apsw.Connection, tables: list[str]) -> None:
    """The tables as they are in the source, with their indexes, version and kind."""
    made = connection.execute(
        "select sql, tbl_name from source.sqlite_schema where sql is not null order by rowid"
    ).fetchall()
    for statement, table in made:
        if table in tables:
            connection.execute(str(statement))
    version = connection.pragma("user_version", schema="source")
    connection.pragma("user_version", version, schema="main")
    connection.pragma("application_id", APPLICATION_ID, schema="main")


def _copy_part(connection: apsw.Connection, part: Part, values: Values) -> None:
    columns = _columns(connection, part.table)
    given = ", ".join(part.columns.get(column, f"t.{column}") for column in columns)
    connection.execute(
        f"""insert into main.{part.table} ({", ".join(columns)})
        select {given} from source.{part.table} as t where {part.where} order by 1""",
        values,
    )


def _clear_dangling(connection: apsw.Connection, table: str) -> None:
    """Forget what stayed behind; a reference that must not be empty is found by the check."""
    may_be_null = _columns(connection, table, 'not "notnull"')
    for _, _, parent, column, to, *_ in connection.execute(
        f"pragma main.foreign_key_list({table})"
    ).fetchall():
        if to == "id" and column in may_be_null:
            connection.execute(
                f"""update main.{table} set {column} = null
                where {column} not in (select id from main.{parent})"""
            )


def _check_references(connection: apsw.Connection) -> None:
    for table, _, parent, _ in connection.execute("pragma main.foreign_key_check").fetchall():
        raise Damaged(WHAT, f"a row of {table} points at a missing row of {parent}")


def _newest(connection: apsw.Connection, table: str) -> str | None:
    """The greatest of a table's dates."""
    dates = _columns(connection, table, "name like '%\\_at' escape '\\'")
    greatest = ", ".join(f"coalesce(max({date}), '')" for date in dates)
    if not dates:
        return None
    rows = connection.execute(f"select {greatest} from main.{table}").fetchall()
    return max(map(str, rows[0]))


def _columns(connection: apsw.Connection, table: str, which: str = "true") -> list[str]:
    rows = connection.execute(
        f"select name from pragma_table_info($1, 'main') where {which} order by cid", (table,)
    )
    return [str(name) for (name,) in rows.fetchall()]


def _settle(path: str) -> None:
    """Make the file durable and the same whichever release of SQLite wrote it."""
    with open(path, "r+b") as file:
        file.seek(VERSION_AT)
        file.write(VERSION.to_bytes(4, "big"))
        file.flush()
        os.fsync(file.fileno())
