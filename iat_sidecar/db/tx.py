"""What a handler gets: `Read` to look things up, `Tx` to change them and tell what happened."""

from typing import Any, TypeVar

import apsw
import msgspec

from iat_sidecar.core import canonical, clock
from iat_sidecar.core.caller import Caller
from iat_sidecar.core.lane import Reads, Writes
from iat_sidecar.core.wire import Event, Wire
from iat_sidecar.db.rows import check_order, maker, outgoing

R = TypeVar("R", bound=msgspec.Struct)


class Told(Wire):
    """An event as it was stored: its place in the sequence, its method, its params as JSON."""

    seq: int
    method: str
    params: msgspec.Raw


class Read(Reads):
    """Whole statements in, structs out; nothing it gives still hangs on the connection."""

    __slots__ = ("_connection", "caller")

    def __init__(self, connection: apsw.Connection, caller: Caller) -> None:
        self._connection = connection
        self.caller = caller

    def all(self, row: type[R], sql: str, *values: Any) -> list[R]:
        """Every row of the answer."""
        check_order(sql)
        cursor = self._connection.execute(sql, tuple(map(outgoing, values)))
        try:
            columns = _columns(sql, cursor)
        except apsw.ExecutionCompleteError:  # no first row, so no columns to ask for
            return []
        make = maker(row, columns)
        return [make(values) for values in cursor.fetchall()]

    def one(self, row: type[R], sql: str, *values: Any) -> R | None:
        """The first row, or None."""
        found = self.all(row, sql, *values)
        return found[0] if found else None

    def value(self, sql: str, *values: Any) -> Any:
        """The single value of the first row, or None."""
        check_order(sql)
        rows = self._connection.execute(sql, tuple(map(outgoing, values))).fetchall()
        return rows[0][0] if rows else None

    def tuples(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Rows as they are, for sums and counts."""
        check_order(sql)
        return self._connection.execute(sql, tuple(map(outgoing, values))).fetchall()


class Tx(Read, Writes):
    """One savepoint of the writer's transaction."""

    __slots__ = ("_seq", "answers_first", "told")

    def __init__(self, connection: apsw.Connection, caller: Caller, seq: int = 0) -> None:
        super().__init__(connection, caller)
        self._seq = seq
        self.told: list[Told] = []
        self.answers_first = False

    def run(self, sql: str, *values: Any) -> int:
        """Change rows; how many there were."""
        check_order(sql)
        self._connection.execute(sql, tuple(map(outgoing, values))).fetchall()
        return self._connection.changes()

    def emit(self, event: Event, project_id: str | None = None) -> None:
        """Store a fact; it is told after commit, in the order of its `seq`."""
        self._seq += 1
        at = clock.now()
        params = canonical.encode(
            {
                "seq": self._seq,
                "created_at": at,
                "project_id": project_id,
                "actor_user_id": self.caller.user_id,
                "correlation_id": self.caller.correlation_id,
                **{name: getattr(event, name) for name in event.__struct_fields__},
            }
        )
        self._connection.execute(
            """insert into events (seq, created_at, project_id, method, params_json)
            values ($1, $2, $3, $4, $5)""",
            (self._seq, at, project_id, event.told_as, params.decode()),
        )
        self.told.append(Told(seq=self._seq, method=event.told_as, params=msgspec.Raw(params)))

    @property
    def seq(self) -> int:
        return self._seq


_described: dict[str, tuple[str, ...]] = {}


def _columns(sql: str, cursor: apsw.Cursor) -> tuple[str, ...]:
    """Column names of a cursor that stands on its first row; asked for once a statement."""
    if (names := _described.get(sql)) is None:
        names = _described[sql] = tuple(column[0] for column in cursor.get_description())
    return names
