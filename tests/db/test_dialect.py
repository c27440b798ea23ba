"""One text of DDL for two databases."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from glob import glob
from pathlib import Path

import pytest

from iat_sidecar.core import resources
from iat_sidecar.db import migrate
from iat_sidecar.db.dialect import TYPES, render

MIGRATIONS = [resources.text("schemas", "migrations", name) for name in migrate.pending(0)]
SQLITE_ONLY = re.compile(
    r"\b(strict|autoincrement|without rowid|json_valid|json_type|integer|glob|pragma|datetime)\b"
)
COMMENT = re.compile(r"--.*")


def test_both_databases_know_the_same_tokens() -> None:
    assert TYPES["sqlite"].keys() == TYPES["postgresql"].keys()


def test_a_token_becomes_the_type_of_each_database() -> None:
    template = (
        "create table t (id {id} primary key, meta_json {json} not null default '{}'){strict};"
    )
    assert [render(template, "sqlite"), render(template, "postgresql")] == [
        "create table t (id text primary key, meta_json text check (json_valid(meta_json)"
        " and json_type(meta_json) = 'object') not null default '{}') strict;",
        'create table t (id text collate "C" primary key, meta_json jsonb check'
        " (jsonb_typeof(meta_json) = 'object') not null default '{}');",
    ]


@pytest.mark.parametrize("template", ["a {sometype}", "a  {sometype}", "({int64})"])
def test_an_unknown_or_nameless_token_is_refused(template: str) -> None:
    with pytest.raises(KeyError):
        render(template)


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_no_token_is_left_in_a_migration(engine: str) -> None:
    rendered = "".join(render(text, engine) for text in MIGRATIONS)  # type: ignore[arg-type]
    assert re.findall(r"\{\w+\}", rendered) == []


def test_migrations_name_types_by_token_alone() -> None:
    bare = re.compile(
        r"^\s+\w+ (integer|int|real|numeric|boolean|json|jsonb|blob|timestamp)\b", re.M
    )
    assert [match.group() for text in MIGRATIONS for match in bare.finditer(text)] == []


def test_nothing_that_only_sqlite_knows_is_in_the_other_text() -> None:
    rendered = "".join(COMMENT.sub("", render(text, "postgresql")) for text in MIGRATIONS)
    assert SQLITE_ONLY.findall(rendered) == []


def test_no_composite_reference_is_nulled_or_deferred() -> None:
    text = "".join(MIGRATIONS)
    assert re.findall(r"on delete set null|deferrable|deferred", text) == []


@pytest.fixture
def cluster() -> Iterator[list[str]]:
    """The command of a PostgreSQL in single-user mode, on a cluster of its own."""
    found = shutil.which("initdb") or max(glob("/usr/lib/postgresql/*/bin/initdb"), default=None)
    if found is None:
        pytest.skip("PostgreSQL is not installed here")
    programs = Path(found).resolve().parent
    folder = tempfile.mkdtemp()
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    data = f"{folder}/data"
    _as_user([str(programs / "initdb"), "-D", data, "--no-sync", "--no-locale", "-E", "UTF8"], "")
    yield [str(programs / "postgres"), "--single", "-F", "-j", "-D", data, "postgres"]
    shutil.rmtree(folder)


def test_postgresql_takes_the_schema(cluster: list[str]) -> None:
    statements = [
        statement.strip()
        for text in MIGRATIONS
        for statement in COMMENT.sub("", render(text, "postgresql")).split(";")
        if statement.strip()
    ]
    count = "select count(*) as n from pg_tables where schemaname = 'public'"
    said = _as_user(cluster, "".join(f"{each};\n\n" for each in [*statements, count]))
    tables = sum(statement.startswith("create table") for statement in statements)
    assert re.findall(r"(?:ERROR|FATAL|WARNING): .*", said) == []
    assert f'n = "{tables}"' in said


def _as_user(command: list[str], text: str) -> str:
    """PostgreSQL refuses to run as root; its own user does."""
    user = "postgres" if os.geteuid() == 0 else None
    done = subprocess.run(
        command,
        input=text,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd="/",
        user=user,
        check=True,
    )
    return done.stdout
