"""The schema is specification 001's, and no row can point into another project."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import apsw
import pytest

from iat_sidecar.db.connection import open_writer
from iat_sidecar.db.migrate import migrate
from tests.db import specification as spec

SQLITE = {"int": "INTEGER", "bool": "INTEGER", "numeric": "INTEGER"}
DEFAULTS = {"{}": "'{}'"}
FILLED = {"INTEGER": 1, "TEXT": "x"}
CHOSEN = {("prompt_templates", "stage"): "style_lock"}


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> Iterator[apsw.Connection]:
    folder = tmp_path_factory.mktemp("schema")
    connection = open_writer(str(folder / "iat.db"))
    migrate(connection, str(folder / "backups"), "test")
    yield connection
    connection.close()


def test_the_specification_was_typed_in_whole() -> None:
    assert (len(spec.TABLES), len(spec.INDEXES)) == (24, 13)


@pytest.mark.parametrize("table", spec.TABLES)
def test_a_table_has_every_column_of_the_specification(schema: apsw.Connection, table: str) -> None:
    found = {
        name: (kind, not is_not_null, default)
        for _, name, kind, is_not_null, default, _ in schema.execute(f"pragma table_info({table})")
    }
    expected = {
        each.name: (
            SQLITE.get(each.type, "TEXT"),
            each.is_nullable,
            DEFAULTS.get(each.default or "", each.default),
        )
        for each in spec.columns(table)
    }
    assert {name: found.get(name) for name in expected} == expected


@pytest.mark.parametrize("table", spec.TABLES)
def test_a_table_refers_to_what_the_specification_says(schema: apsw.Connection, table: str) -> None:
    found = {
        (column, parent) for columns, parent in _references(schema, table) for column in columns
    }
    expected = {(each.name, each.references) for each in spec.columns(table) if each.references}
    missing = expected - found
    assert missing - {("project_id", "projects")} == set()
    assert not missing or ("project_id", "projects") in _inherited(schema, table)


@pytest.mark.parametrize("table", spec.TABLES)
def test_an_id_is_the_primary_key(schema: apsw.Connection, table: str) -> None:
    keys = [row[1] for row in schema.execute(f"pragma table_info({table})") if row[5]]
    assert keys == ["id"]


@pytest.mark.parametrize("table", spec.UNIQUE)
def test_unique_columns_are_unique(schema: apsw.Connection, table: str) -> None:
    assert tuple(spec.UNIQUE[table].split()) in _indexed(schema, table, is_unique=True)


@pytest.mark.parametrize("index", spec.INDEXES, ids=lambda index: index[0])
def test_an_index_of_the_specification_is_there(
    schema: apsw.Connection, index: tuple[str, ...]
) -> None:
    table, *columns = index
    assert tuple(columns) in _indexed(schema, table, is_unique=False)


@pytest.mark.parametrize(("table", "column"), spec.ALLOWED)
def test_a_status_takes_its_values_and_no_other(
    schema: apsw.Connection, table: str, column: str
) -> None:
    values = spec.ALLOWED[table, column].split()
    taken = [
        value for value in [*values, "something", ""] if _takes(schema, table, {column: value})
    ]
    assert taken == values


@pytest.mark.parametrize("table", spec.TABLES)
def test_json_columns_take_objects_and_flags_take_truth(
    schema: apsw.Connection, table: str
) -> None:
    typed = spec.columns(table)
    objects = [each.name for each in typed if each.type == "json"]
    flags = [each.name for each in typed if each.type == "bool"]
    refused = [{name: text} for name in objects for text in ("[]", "7", "{", "")]
    refused += [{name: 2} for name in flags]
    assert [each for each in refused if _takes(schema, table, each)] == []
    assert _takes(schema, table, dict.fromkeys(objects, '{"a": 1}') | dict.fromkeys(flags, 0))


def test_every_table_is_strict(schema: apsw.Connection) -> None:
    loose = "select name from pragma_table_list where schema = 'main' and type = 'table'"
    assert schema.execute(f"{loose} and not strict and name not like 'sqlite%'").fetchall() == []


def test_every_reference_between_project_rows_carries_the_project(schema: apsw.Connection) -> None:
    scoped = {table for table in _tables(schema) if "project_id" in _columns(schema, table)}
    bare = [
        (table, columns, parent)
        for table in sorted(scoped)
        for columns, parent in _references(schema, table)
        if parent in scoped and "project_id" not in columns
    ]
    assert bare == []


def test_every_table_of_the_specification_but_people_carries_a_project(
    schema: apsw.Connection,
) -> None:
    without = {name for name in spec.TABLES if "project_id" not in _columns(schema, name)}
    assert without == {"app_users", "projects"}


def test_a_row_cannot_point_into_another_project(schema: apsw.Connection) -> None:
    schema.execute("savepoint trial")
    for project in ("mine", "other"):
        _project(schema, project)
    for asset, project in (("a", "mine"), ("b", "mine"), ("c", "other")):
        _insert(schema, "assets", {"id": asset, "project_id": project, "sha256": asset})
    link = {"project_id": "mine", "parent_asset_id": "a"}
    _insert(schema, "asset_links", {**link, "id": "l", "child_asset_id": "b"})
    with pytest.raises(apsw.ConstraintError):
        _insert(schema, "asset_links", {**link, "id": "m", "child_asset_id": "c"})
    schema.execute("rollback to trial; release trial")


def test_the_same_bytes_of_one_kind_are_one_asset_of_a_project(schema: apsw.Connection) -> None:
    assert ("project_id", "kind", "sha256") in _indexed(schema, "assets", is_unique=True)


def _project(schema: apsw.Connection, name: str) -> None:
    if not schema.execute("select 1 from app_users").fetchall():
        _insert(schema, "workspaces", {"id": "x"})
        _insert(schema, "app_users", {"id": "x"})
    _insert(schema, "projects", {"id": name, "slug": name})


def _takes(schema: apsw.Connection, table: str, values: dict[str, Any]) -> bool:
    """Whether a row with these values may stand in the table, whatever it refers to."""
    schema.execute("pragma foreign_keys = off; savepoint trial")
    try:
        _insert(schema, table, values)
    except apsw.ConstraintError:
        return False
    finally:
        schema.execute("rollback to trial; release trial; pragma foreign_keys = on")
    return True


def _insert(schema: apsw.Connection, table: str, values: dict[str, Any]) -> None:
    row = {name: _filled(table, name, kind) for name, kind in _needed(schema, table)} | values
    places = ", ".join(f"${n}" for n in range(1, len(row) + 1))
    schema.execute(f"insert into {table} ({', '.join(row)}) values ({places})", tuple(row.values()))


def _filled(table: str, name: str, kind: str) -> Any:
    if (table, name) in spec.ALLOWED:
        return spec.ALLOWED[table, name].split()[0]
    if name.endswith("_json"):
        return "{}"
    return CHOSEN.get((table, name), FILLED[kind])


def _needed(schema: apsw.Connection, table: str) -> list[tuple[str, str]]:
    rows = schema.execute(f"pragma table_info({table})").fetchall()
    return [(row[1], row[2]) for row in rows if row[3] and row[4] is None]


def _tables(schema: apsw.Connection) -> list[str]:
    rows = schema.execute("select name from sqlite_schema where type = 'table' order by name")
    return [str(name) for (name,) in rows]


def _columns(schema: apsw.Connection, table: str) -> set[str]:
    return {str(row[1]) for row in schema.execute(f"pragma table_info({table})")}


def _references(schema: apsw.Connection, table: str) -> list[tuple[tuple[str, ...], str]]:
    """Each foreign key as its own columns and the table it points to."""
    keys: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for key, _, parent, column, *_ in schema.execute(f"pragma foreign_key_list({table})"):
        keys[key].append((column, parent))
    return [(tuple(column for column, _ in key), key[0][1]) for key in keys.values()]


def _inherited(schema: apsw.Connection, table: str) -> set[tuple[str, str]]:
    """What a table's composite keys lead to: a job's project is its run's."""
    found: set[tuple[str, str]] = set()
    for columns, parent in _references(schema, table):
        if "project_id" in columns and parent != table:
            found |= {(c, p) for cs, p in _references(schema, parent) for c in cs}
            found |= _inherited(schema, parent)
    return found


def _indexed(schema: apsw.Connection, table: str, *, is_unique: bool) -> set[tuple[str, ...]]:
    """The columns of every whole index, with `desc` where they run backwards."""
    found = set()
    for _, name, unique, _, is_partial in schema.execute(f"pragma index_list({table})").fetchall():
        if bool(unique) is is_unique and not is_partial:
            parts = schema.execute(f"pragma index_xinfo({name})").fetchall()
            columns = [f"{part[2]} desc" if part[3] else part[2] for part in parts if part[5]]
            found.add(tuple(columns))
    return found
