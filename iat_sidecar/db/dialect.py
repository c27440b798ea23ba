"""What differs between SQLite and PostgreSQL, in one table of type tokens.

Migrations are written once; `{json}` after a column's name becomes that engine's type, with the
check that needs the column's name. A bare `{}` is not a token.
"""

import re
from typing import Literal

Engine = Literal["sqlite", "postgresql"]

TYPES: dict[Engine, dict[str, str]] = {
    "sqlite": {
        "id": "text",
        "time": "text",
        "int64": "integer",
        "decimal6": "integer",
        "real": "real",
        "blob": "blob",
        "bool": "integer check ({column} in (0, 1))",
        "json": "text check (json_valid({column}) and json_type({column}) = 'object')",
        "json_any": "text check (json_valid({column}))",
    },
    "postgresql": {
        "id": 'text collate "C"',
        "time": 'text collate "C"',
        "int64": "bigint",
        "decimal6": "bigint",
        "real": "double precision",
        "blob": "bytea",
        "bool": "boolean",
        "json": "jsonb check (jsonb_typeof({column}) = 'object')",
        "json_any": "jsonb",
    },
}
ENDS: dict[Engine, dict[str, str]] = {
    "sqlite": {"{strict}": " strict", "{strict_by_key}": " strict, without rowid"},
    "postgresql": {"{strict}": "", "{strict_by_key}": ""},
}
"""How a table ends. `{strict_by_key}` stores small rows in the tree of their key: one tree less
to write."""

_COLUMN = re.compile(r"(\w*)\s*\{(\w+)\}")


def render(template: str, engine: Engine = "sqlite") -> str:
    """The DDL of one engine; an unknown token raises KeyError."""

    def column(match: re.Match[str]) -> str:
        name, token = match.groups()
        if not name:
            raise KeyError(token)
        return f"{name} {TYPES[engine][token].replace('{column}', name)}"

    for token, ending in ENDS[engine].items():
        template = template.replace(token, ending)
    return _COLUMN.sub(column, template)
