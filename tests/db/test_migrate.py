"""A database is brought up to date or left as it was."""

from collections.abc import Callable
from pathlib import Path

import apsw
import pytest

from iat_sidecar.core import resources
from iat_sidecar.core.errors import Damaged, InvalidState
from iat_sidecar.db.connection import open_writer
from iat_sidecar.db.database import FILE, Database
from tests.db.opened import Opened, is_healthy, say, seqs, stored

FIRST = "create table toys (id {id} primary key, name text not null){strict};"
SECOND = "alter table toys add column colour text;"
WRONG = "alter table toys add column size text; insert into nowhere values (1);"
ORPHAN = (
    "create table parts (toy_id {id} references toys (id)){strict}; insert into parts values ('x');"
)

Migrations = Callable[..., None]


@pytest.fixture
def migrations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Migrations:
    """Replace the program's migrations by these texts."""
    folder = tmp_path / "schemas" / "migrations"
    folder.mkdir(parents=True)

    def put(*texts: str) -> None:
        for old in folder.iterdir():
            old.unlink()
        for number, text in enumerate(texts, 1):
            (folder / f"{number:04d}_step.sql").write_text(text)

    monkeypatch.setattr(resources, "_ROOT", str(tmp_path))
    return put


def _open(data_dir: Path) -> int:
    db = Database(str(data_dir), "test", lambda told: None)
    db.close()
    return db.schema_version


def _sql(data_dir: Path) -> list[tuple[str, ...]]:
    return stored(data_dir, "select sql from sqlite_schema where sql is not null order by name")


def _bytes(data_dir: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in data_dir.iterdir() if each.name != "lock"}


def test_a_fresh_database_gets_every_migration_once(tmp_path: Path, migrations: Migrations) -> None:
    migrations(FIRST, SECOND)
    assert [_open(tmp_path / "data"), _open(tmp_path / "data")] == [2, 2]
    assert stored(tmp_path / "data", "select id, name from schema_migrations") == [
        (1, "0001_step.sql"),
        (2, "0002_step.sql"),
    ]
    assert stored(tmp_path / "data", "pragma user_version") == [(2,)]


def test_a_pending_migration_runs_after_a_backup_of_what_is_there(
    tmp_path: Path, migrations: Migrations
) -> None:
    data = tmp_path / "data"
    migrations(FIRST)
    _open(data)
    before = _sql(data)
    migrations(FIRST, SECOND)
    assert _open(data) == 2
    (backup,) = (data / "backups").iterdir()
    copy = tmp_path / "copy"
    copy.mkdir()
    (copy / FILE).write_bytes(backup.read_bytes())
    assert (_sql(copy), is_healthy(copy)) == (before, True)
    assert "colour" in str(_sql(data))


def test_a_fresh_database_needs_no_backup(tmp_path: Path, migrations: Migrations) -> None:
    migrations(FIRST, SECOND)
    _open(tmp_path / "data")
    assert not (tmp_path / "data" / "backups").exists()


@pytest.mark.parametrize("text", [WRONG, ORPHAN], ids=["a wrong statement", "a broken reference"])
def test_a_failing_migration_leaves_the_old_schema(
    tmp_path: Path, migrations: Migrations, text: str
) -> None:
    data = tmp_path / "data"
    migrations(FIRST)
    _open(data)
    before = _sql(data)
    migrations(FIRST, text)
    with pytest.raises((apsw.Error, Damaged)):
        _open(data)
    migrations(FIRST)
    assert (_open(data), _sql(data), is_healthy(data)) == (1, before, True)


def test_a_newer_database_is_refused_and_stays_byte_for_byte(
    tmp_path: Path, migrations: Migrations
) -> None:
    data = tmp_path / "data"
    migrations(FIRST, SECOND)
    _open(data)
    before = _bytes(data)
    migrations(FIRST)
    with pytest.raises(InvalidState, match="newer version"):
        _open(data)
    assert {name: _bytes(data)[name] for name in before} == before


def test_a_newer_database_with_an_unfinished_log_stays_byte_for_byte(
    tmp_path: Path, migrations: Migrations
) -> None:
    migrations(FIRST, SECOND)
    living = tmp_path / "living"
    db = Database(str(living), "test", lambda told: None)
    data = tmp_path / "data"
    data.mkdir()
    for name in (FILE, f"{FILE}-wal"):
        (data / name).write_bytes((living / name).read_bytes())
    db.close()
    before = _bytes(data)
    assert before[f"{FILE}-wal"]
    migrations(FIRST)
    with pytest.raises(InvalidState):
        _open(data)
    assert {name: _bytes(data)[name] for name in before} == before


def test_a_changed_migration_is_refused(tmp_path: Path, migrations: Migrations) -> None:
    migrations(FIRST)
    _open(tmp_path / "data")
    migrations(FIRST + " ")
    with pytest.raises(Damaged, match=r"another text of migration 0001_step\.sql"):
        _open(tmp_path / "data")


def test_a_database_of_another_program_is_refused(tmp_path: Path, migrations: Migrations) -> None:
    migrations(FIRST)
    (tmp_path / "data").mkdir()
    other = open_writer(str(tmp_path / "data" / FILE))
    other.execute("create table cats (name text)")
    other.close()
    with pytest.raises(Damaged, match="another program made it"):
        _open(tmp_path / "data")
    assert "cats" in str(_sql(tmp_path / "data"))


def test_numbers_go_on_where_the_last_start_ended(tmp_path: Path) -> None:
    for number in range(3):
        opened = Opened(tmp_path)
        opened.now(say(number))
        opened.close()
    assert seqs(tmp_path) == [1, 2, 3]
