"""Every connection is opened as the design says."""

from pathlib import Path
from typing import Any

import apsw
import pytest

from iat_sidecar.db.connection import checksums, open_reader, open_writer

BOTH = {
    "foreign_keys": 1,
    "trusted_schema": 0,
    "cell_size_check": 1,
    "temp_store": 2,
    "journal_size_limit": 67_108_864,
    "busy_timeout": 5_000,
    "journal_mode": "wal",
}
WRITER = {"synchronous": 2, "wal_autocheckpoint": 4_000, "cache_size": -65_536, "query_only": 0}
READER = {"cache_size": -32_768, "query_only": 1}


def _settings(connection: apsw.Connection, names: dict[str, Any]) -> dict[str, Any]:
    return {name: connection.pragma(name) for name in names}


def test_a_writer_syncs_every_commit(tmp_path: Path) -> None:
    connection = open_writer(str(tmp_path / "iat.db"))
    expected = BOTH | WRITER
    assert _settings(connection, expected) == expected
    connection.close()


def test_a_reader_cannot_write(tmp_path: Path) -> None:
    writer = open_writer(str(tmp_path / "iat.db"))
    writer.execute("create table t (a integer) strict")
    reader = open_reader(str(tmp_path / "iat.db"))
    expected = BOTH | READER
    assert _settings(reader, expected) == expected
    with pytest.raises(apsw.ReadOnlyError):
        reader.execute("insert into t values (1)")
    reader.close()
    writer.close()


def test_pages_carry_checksums_from_the_first(tmp_path: Path) -> None:
    if checksums() is None:
        pytest.skip("this build of apsw brings no page-checksum VFS")
    for _ in range(2):
        connection = open_writer(str(tmp_path / "iat.db"))
        assert connection.pragma("checksum_verification") == "1"
        connection.close()
    assert (tmp_path / "iat.db").read_bytes()[20] == 8


def test_a_text_in_double_quotes_is_a_column(tmp_path: Path) -> None:
    connection = open_writer(str(tmp_path / "iat.db"))
    with pytest.raises(apsw.SQLError, match="no such column"):
        connection.execute('select "text"')
    connection.close()
