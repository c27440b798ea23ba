"""Events as they were told, read back from their table."""

import apsw
import msgspec

from iat_sidecar.db.tx import Read, Told


def newest(connection: apsw.Connection) -> int:
    """The last `seq`; 0 in a database that has no events yet."""
    if not connection.execute("select 1 from sqlite_schema where name = 'events'").get:
        return 0
    seq: int = connection.execute("select coalesce(max(seq), 0) from events").get
    return seq


def between(read: Read, after: int, upto: int, limit: int) -> list[Told]:
    """Events with `after < seq <= upto`, oldest first."""
    found = read.tuples(
        """select seq, method, params_json from events
        where seq > $1 and seq <= $2 order by seq limit $3""",
        after,
        upto,
        limit,
    )
    return [
        Told(seq=seq, method=method, params=msgspec.Raw(params.encode()))
        for seq, method, params in found
    ]
