"""The table `audit_events`."""

from typing import Any

from iat_sidecar.core import clock, ids
from iat_sidecar.db.page import Page, page_of
from iat_sidecar.db.tx import Read, Tx
from iat_sidecar.features.audit.model import AuditEvent

SHORT = 200
SECRET = frozenset({"value", "passphrase", "token"})


def record(tx: Tx, event_code: str, project_id: str | None, arguments: dict[str, Any]) -> None:
    """Write down an action with what is short in its arguments."""
    tx.run(
        """insert into audit_events (id, project_id, actor_user_id, event_code, payload_json, created_at)
        values ($1, $2, $3, $4, $5, $6)""",
        ids.new(),
        project_id,
        tx.caller.user_id,
        event_code,
        {name: value for name, value in arguments.items() if _is_kept(name, value)},
        clock.now(),
    )


def page(read: Read, project_id: str | None, limit: int, cursor: str | None) -> Page[AuditEvent]:
    """Oldest first; without a project what belongs to none."""
    where = "project_id = $1" if project_id else "project_id is null and $1 is null"
    return page_of(
        read,
        AuditEvent,
        f"""select id, project_id, actor_user_id, event_code, payload_json, created_at
        from audit_events where {where}""",
        (project_id,),
        limit,
        cursor,
        order="asc",
    )


def _is_kept(name: str, value: Any) -> bool:
    if name in SECRET:
        return False
    return isinstance(value, bool | int | float) or (isinstance(value, str) and len(value) <= SHORT)
