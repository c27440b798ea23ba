"""What a handler gets: `Read` to look things up, `Tx` to change them and tell what happened."""

import os
from typing import Any, TypeVar

import apsw
import msgspec

from iat_sidecar.core import clock
from iat_sidecar.core.caller import Caller
from iat_sidecar.core.lane import Reads, Writes
from iat_sidecar.core.wire import Event, Wire
from iat_sidecar.db.rows import PLAIN, Make, check, maker, outgoing

R = TypeVar("R", bound=msgspec.Struct)

_encode = msgspec.json.Encoder().encode
_checked: set[str] = set()
_makers: dict[tuple[type[Any], str], Make] = {}


class Told(Wire):
    """An event as it was stored: its place in the sequence, its method, its params as JSON."""

    seq: int
    method: str
    params: msgspec.Raw


class Read(Reads):
    """Whole statements in, structs out; nothing it gives still hangs on the connection."""

    __slots__ = ("_cursor", "caller")

    def __init__(self, cursor: apsw.Cursor, caller: Caller) -> None:
        self._cursor = cursor  # one for all statements: each answer is fetched whole
        self.caller = caller

    @property
    def data_dir(self) -> str:
        """The folder that the database lies in."""
        return os.path.dirname(self._cursor.connection.filename)

    def all(self, row: type[R], sql: str, *values: Any) -> list[R]:
        """Every row of the answer."""
        cursor = self._execute(sql, values)
        if (make := _makers.get((row, sql))) is None:
            if (columns := _columns(cursor)) is None:
                return []
            make = _makers[row, sql] = maker(row, columns)
        return [make(found) for found in cursor.fetchall()]

    def one(self, row: type[R], sql: str, *values: Any) -> R | None:
        """The first row, or None."""
        found = self.all(row, sql, *values)
        return found[0] if found else None

    def value(self, sql: str, *values: Any) -> Any:
        """The single value of the first row, or None."""
        rows = self._execute(sql, values).fetchall()
        return rows[0][0] if rows else None

    def tuples(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Rows as they are, for sums and counts."""
        return self._execute(sql, values).fetchall()

    def _execute(self, sql: str, values: tuple[Any, ...]) -> apsw.Cursor:
        if sql not in _checked:
            check(sql)
            _checked.add(sql)
        return self._cursor.execute(
            sql, [v if v.__class__ in PLAIN else outgoing(v) for v in values]
        )


class Tx(Read, Writes):
    """One savepoint of the writer's transaction."""

    __slots__ = ("_seq", "answers_first", "told")

    def __init__(self, cursor: apsw.Cursor, caller: Caller, seq: int = 0) -> None:
        super().__init__(cursor, caller)
        self._seq = seq
        self.told: list[Told] = []
        self.answers_first = False

    def run(self, sql: str, *values: Any) -> int:
        """Change rows; how many there were."""
        self._execute(sql, values).fetchall()
        return self._cursor.connection.changes()

    def emit(self, event: Event, project_id: str | None = None) -> None:
        """Store a fact; it is told after commit, in the order of its `seq`."""
        self._seq += 1
        at = clock.now()
        params = _encode(
            {
                "seq": self._seq,
                "created_at": at,
                "project_id": project_id,
                "actor_user_id": self.caller.user_id,
                "correlation_id": self.caller.correlation_id,
                **msgspec.structs.asdict(event),
            }
        )
        self._cursor.execute(
            """insert into events (seq, created_at, project_id, method, params_json)
            values ($1, $2, $3, $4, $5)""",
            (self._seq, at, project_id, event.told_as, params.decode()),
        )
        self.told.append(Told(seq=self._seq, method=event.told_as, params=msgspec.Raw(params)))

    @property
    def seq(self) -> int:
        return self._seq


def _columns(cursor: apsw.Cursor) -> tuple[str, ...] | None:
    """Column names; None where there is no first row, for then SQLite is not asked any more."""
    try:
        return tuple(column[0] for column in cursor.get_description())
    except apsw.ExecutionCompleteError:
        return None
