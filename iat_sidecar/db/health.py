"""What a database says of itself; each engine has questions of its own."""

import apsw

from iat_sidecar.db.connection import checksums
from iat_sidecar.db.tx import Read, Tx

SHOWN = 20


def engine() -> str:
    return f"SQLite {apsw.sqlite_lib_version()}"


def has_page_checksums() -> bool:
    """Whether every page is checked as it is read."""
    return checksums() is not None


def touch(tx: Tx) -> None:
    """Write a page and change nothing: it reaches the disk, or says why not."""
    tx.run("update workspaces set name = name")


def broken_pages(read: Read) -> list[str]:
    """What is wrong with the pages and tables, without comparing indexes; empty when nothing is."""
    return _said(read, f"pragma quick_check({SHOWN})")


def broken_content(read: Read) -> list[str]:
    """As `broken_pages`, with every index compared; reads the whole database."""
    return _said(read, f"pragma integrity_check({SHOWN})")


def broken_references(read: Read) -> list[str]:
    """Tables with rows that point at nothing."""
    found = read.tuples("pragma foreign_key_check")
    return sorted({f"{table} points at a missing row of {parent}" for table, _, parent, _ in found})


def _said(read: Read, statement: str) -> list[str]:
    return [str(row[0]) for row in read.tuples(statement) if row[0] != "ok"]
