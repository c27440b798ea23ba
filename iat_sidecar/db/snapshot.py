"""The schema of a fresh database as text: what the migrations add up to."""

import apsw

from iat_sidecar.db.migrate import migrate


def schema() -> str:
    """Every table and index as SQLite keeps it, in the order the migrations made them."""
    connection = apsw.Connection(":memory:")
    migrate(connection, "", "")
    statements = connection.execute(
        "select sql from sqlite_master where sql is not null order by rowid"
    )
    return "".join(f"{sql};\n\n" for (sql,) in statements.fetchall()).rstrip("\n") + "\n"
