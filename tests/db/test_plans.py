"""How statements find their rows: by more than the project, unless they want all of it.

The project stands in every statement, so an index without it loses to one that finds the whole
project, and a list of a thousand becomes a walk over a million.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import apsw
import pytest

from iat_sidecar.db.connection import open_writer
from iat_sidecar.db.database import FILE
from tests.db.opened import Opened
from tests.db.test_statements import FOUND, HOLE

RARE = re.compile(
    r"select 1 from (run_jobs|run_candidates|runs|project_exports|chat_messages|voice_requests)\b"
    r"|delete from (projects|assets|runs) |update cost_events|from tasks"
)
"""Before something is deleted, or among a few tasks: a walk is fine there."""


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[apsw.Connection]:
    folder = tmp_path_factory.mktemp("plans")
    Opened(folder).close()
    opened = open_writer(str(Path(folder) / FILE))
    yield opened
    opened.close()


def _explained(connection: apsw.Connection, sql: str) -> list[str]:
    values = [None] * len(set(re.findall(r"\$\d+", sql)))
    return [row[3] for row in connection.execute(f"explain query plan {sql}", values)]


def _judged() -> Iterator[Any]:
    """Statements of features that narrow a project's rows by another column."""
    for found in FOUND:
        sql = re.sub(rf"^\s*select {HOLE} from", "select * from", str(found.values[0]))
        named = set(re.findall(r"(\w+) = \$", sql)) - {"project_id"}
        if named and HOLE not in sql and not RARE.search(" ".join(sql.split())):
            yield pytest.param(sql, id=str(found.id))


@pytest.mark.parametrize("sql", list(_judged()))
def test_a_statement_that_names_more_than_its_project_does_not_walk_all_of_it(
    connection: apsw.Connection, sql: str
) -> None:
    assert [step for step in _explained(connection, sql) if "(project_id=?)" in step] == []
