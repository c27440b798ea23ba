"""What the audit trail keeps of an action."""

from typing import Any

from iat_sidecar.core.values import Id, Time
from iat_sidecar.core.wire import Wire


class AuditEvent(Wire):
    """Who did what, when; `payload` holds the request's short values, never texts or secrets."""

    id: Id
    project_id: Id | None
    actor_user_id: Id | None
    event_code: str
    payload: dict[str, Any]
    created_at: Time
