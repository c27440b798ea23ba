"""Every statement of the program: readable by both databases, and bound to its project."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from iat_sidecar.core import resources
from iat_sidecar.db import migrate
from iat_sidecar.db.rows import check

PACKAGE = Path(__file__).resolve().parents[2] / "iat_sidecar"
STATEMENT = re.compile(
    r"\s*(select\s.*\sfrom|insert into|update\s.*\sset|delete from|with\s)", re.S
)
SQLITE_ONLY = re.compile(
    r"\b(insert or|ifnull|iif|json_extract|json_each|glob|group_concat|rowid|datetime|total\()\b"
    r"|\bis_\w+ ?= ?[01]\b|\?"
)
HOLE = "\N{HORIZONTAL ELLIPSIS}"


def _texts(tree: ast.AST) -> Iterator[str]:
    """Text constants as they stand, f-strings with holes in them."""
    inside = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for part in ast.walk(node)
        if part is not node
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(_shown(part) for part in node.values)
        elif isinstance(node, ast.Constant) and id(node) not in inside:
            yield str(node.value)


def _shown(part: ast.expr) -> str:
    return str(part.value) if isinstance(part, ast.Constant) else HOLE


FOUND = [
    pytest.param(text, id=f"{path.relative_to(PACKAGE)}: {' '.join(text.split())[:60]}")
    for folder in ("db", "tasks", "features")
    for path in sorted((PACKAGE / folder).rglob("*.py"))
    for text in _texts(ast.parse(path.read_text()))
    if STATEMENT.match(text) and "sqlite_" not in text
]
SCOPED = set(
    re.findall(
        r"create table (\w+) \([^;]*?\bproject_id \{id\} not null",
        "".join(resources.text("schemas", "migrations", name) for name in migrate.pending(0)),
    )
)


def test_there_are_statements_and_project_tables() -> None:
    assert len(FOUND) > 30
    assert {"assets", "run_jobs", "reference_items", "events"} - SCOPED == {"events"}


@pytest.mark.parametrize("statement", FOUND)
def test_a_statement_means_the_same_in_both_databases(statement: str) -> None:
    assert SQLITE_ONLY.findall(statement) == []
    if HOLE not in statement:
        check(statement)


@pytest.mark.parametrize("statement", FOUND)
def test_a_statement_on_project_data_carries_the_project(statement: str) -> None:
    tables = set(re.findall(r"\b(?:from|into|update|join)\s+(\w+)", statement))
    is_bound = "project_id" in statement or f"where {HOLE}" in statement
    assert is_bound or not tables & SCOPED
