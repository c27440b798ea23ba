"""The table `events`, as somebody may read it who missed some."""

from iat_sidecar.db.page import narrowed
from iat_sidecar.db.tx import Read
from iat_sidecar.features.event.model import Replay, ReplayedEvent

MOST_BYTES = 8 << 20


class _Stored(ReplayedEvent):
    seq: int


def after(read: Read, after_seq: int, project_id: str | None, limit: int) -> Replay:
    """What happened after `after_seq`, oldest first, without the projects of others."""
    # asked for first: what is told between the two statements must not be passed over
    newest = int(read.value("select coalesce(max(seq), 0) from events"))
    select, values = narrowed(
        """select seq, method, params_json from events
        where seq > $1 and seq <= $2 and not exists (
            select 1 from projects
            where projects.id = events.project_id and projects.owner_user_id <> $3)""",
        (after_seq, newest, read.caller.user_id),
        project_id=project_id,
    )
    found = read.all(_Stored, f"{select} order by seq limit ${len(values) + 1}", *values, limit)
    told = _fitting(found)
    is_full = len(told) == limit or len(told) < len(found)
    return Replay(
        items=[ReplayedEvent(method=event.method, params=event.params) for event in told],
        last_seq=told[-1].seq if is_full else max(newest, after_seq),
    )


def _fitting(found: list[_Stored]) -> list[_Stored]:
    """As many as fit into one answer, and at least one."""
    room = MOST_BYTES
    for index, event in enumerate(found):
        room -= len(bytes(event.params))
        if room < 0 and index:
            return found[:index]
    return found
