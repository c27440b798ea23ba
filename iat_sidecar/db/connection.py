"""Open one SQLite connection the way all of ours are opened."""

import os
import sys
from functools import cache

import apsw

from iat_sidecar.core import log

EVERYWHERE = (
    "foreign_keys = on",
    "trusted_schema = off",
    "cell_size_check = on",
    "temp_store = memory",
    "journal_size_limit = 67108864",
)
WRITER_CACHE_KIB, READER_CACHE_KIB = 65_536, 32_768
LOG_PAGES = 4_000  # a page that changes often is copied back once for many commits
BUSY_MS = 5_000


def is_new(path: str) -> bool:
    """Whether SQLite would begin an empty database here, as it does with one that lost its bytes."""
    return not os.path.exists(path) or os.path.getsize(path) == 0


def open_writer(path: str) -> apsw.Connection:
    """The one connection that writes; a fresh file gets page checksums where SQLite offers them."""
    is_fresh = is_new(path)
    connection = _open(path, apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE)
    if is_fresh and checksums():
        connection.reserve_bytes("main", 8)
        connection.execute("vacuum")
    _set(connection, "journal_mode = wal", "synchronous = full")
    _set(connection, f"wal_autocheckpoint = {LOG_PAGES}", f"cache_size = -{WRITER_CACHE_KIB}")
    if sys.platform == "darwin":
        _set(connection, "fullfsync = on", "checkpoint_fullfsync = on")
    return connection


def checkpoint_on_close(connection: apsw.Connection, is_on: bool) -> None:
    """Off until the database is known to be ours: one that is refused must stay as it was."""
    connection.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, int(not is_on))


def open_reader(path: str) -> apsw.Connection:
    """A connection that cannot write."""
    connection = _open(path, apsw.SQLITE_OPEN_READWRITE)
    _set(connection, "query_only = on", f"cache_size = -{READER_CACHE_KIB}")
    return connection


def close(connection: apsw.Connection) -> None:
    """Close; where the disk fails at the last checkpoint, the log keeps what it holds."""
    try:
        connection.close()
    except apsw.Error as exc:
        log.warning("database/not_checkpointed", error=str(exc))


@cache
def checksums() -> str | None:
    """Load the page-checksum VFS once, before the first open; its name, or None where it is missing."""
    suffix = {"win32": "dll", "darwin": "dylib"}.get(sys.platform, "so")
    library = os.path.join(
        os.path.dirname(apsw.__file__), "sqlite_extra_binaries", f"cksumvfs.{suffix}"
    )
    if not os.path.exists(library):
        return None
    throwaway = apsw.Connection(":memory:")
    throwaway.enable_load_extension(True)
    throwaway.load_extension(library)
    throwaway.close()
    return "cksmvfs"


def _open(path: str, flags: int) -> apsw.Connection:
    connection = apsw.Connection(path, flags=flags, vfs=checksums(), statementcachesize=256)
    connection.set_busy_timeout(BUSY_MS)
    connection.config(apsw.SQLITE_DBCONFIG_DQS_DML, 0)
    connection.config(apsw.SQLITE_DBCONFIG_DQS_DDL, 0)
    _set(connection, *EVERYWHERE)
    return connection


def _set(connection: apsw.Connection, *pragmas: str) -> None:
    for pragma in pragmas:  # one by one: a statement after one that answers a row would not run
        connection.execute(f"pragma {pragma}").fetchall()
