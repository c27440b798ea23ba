"""The table `audit_events`."""

from typing import Any

from iat_sidecar.core import clock, ids
from iat_sidecar.db.page import Page, narrowed, page_of
from iat_sidecar.db.tx import Read, Tx
from iat_sidecar.features.audit.model import AuditEvent

SHORT = 200
SECRET = frozenset({"value", "passphrase", "token"})
NUMBERS = frozenset({bool, int, float})


def record(tx: Tx, event_code: str, project_id: str | None, arguments: dict[str, Any]) -> None:
    """Write down an action with what is short in its arguments."""
    tx.run(
        """insert into audit_events (id, project_id, actor_user_id, event_code, payload_json, created_at)
        values ($1, $2, $3, $4, $5, $6)""",
        ids.new(),
        project_id,
        tx.caller.user_id,
        event_code,
        {
            name: value
            for name, value in arguments.items()
            if _is_short(value) and name not in SECRET
        },
        clock.now(),
    )


def page(read: Read, project_id: str | None, limit: int, cursor: str | None) -> Page[AuditEvent]:
    """Oldest first; without a project what belongs to none, of others only to an admin."""
    where = "project_id is null" if project_id is None else "project_id = $1"
    values = () if project_id is None else (project_id,)
    is_own = project_id is None and read.caller.role != "admin"
    select, values = narrowed(
        f"""select id, project_id, actor_user_id, event_code, payload_json, created_at
        from audit_events where {where}""",
        values,
        actor_user_id=read.caller.user_id if is_own else None,
    )
    return page_of(read, AuditEvent, select, values, limit, cursor, order="asc")


def _is_short(value: Any) -> bool:
    kind = value.__class__
    return kind in NUMBERS or (kind is str and len(value) <= SHORT)
