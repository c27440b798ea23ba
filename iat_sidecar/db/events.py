"""Events as they were told, read back from their table."""

import msgspec

from iat_sidecar.db.tx import Read, Told


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
