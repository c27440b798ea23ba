"""Open one SQLite connection the way all of ours are opened."""

import os
import sys
from functools import cache

import apsw

PRAGMAS = """
    pragma foreign_keys = on;
    pragma trusted_schema = off;
    pragma cell_size_check = on;
    pragma temp_store = memory;
    pragma journal_size_limit = 67108864;
"""
WRITER_CACHE_KIB, READER_CACHE_KIB = 65_536, 32_768
BUSY_MS = 5_000


def open_writer(path: str) -> apsw.Connection:
    """The one connection that writes; a fresh file gets page checksums where SQLite offers them."""
    is_new = not os.path.exists(path) or os.path.getsize(path) == 0
    connection = _open(path, apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE)
    if is_new and checksums():
        connection.reserve_bytes("main", 8)
        connection.execute("vacuum")
    connection.execute("pragma journal_mode = wal; pragma synchronous = full")
    connection.execute(f"pragma cache_size = -{WRITER_CACHE_KIB}")
    if sys.platform == "darwin":
        connection.execute("pragma fullfsync = on; pragma checkpoint_fullfsync = on")
    return connection


def open_reader(path: str) -> apsw.Connection:
    """A connection that cannot write."""
    connection = _open(path, apsw.SQLITE_OPEN_READWRITE)
    connection.execute(f"pragma query_only = on; pragma cache_size = -{READER_CACHE_KIB}")
    return connection


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
    connection.execute(PRAGMAS)
    return connection
