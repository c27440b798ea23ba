"""On whose behalf something runs, and how it is traced."""

from iat_sidecar.core.values import Role
from iat_sidecar.core.wire import Wire


class Caller(Wire):
    """The user that acts; `correlation_id` ties together what one intention caused."""

    user_id: str
    username: str
    role: Role = "member"
    correlation_id: str | None = None
    progress_token: str | int | None = None
    idempotency_key: str | None = None


SYSTEM = Caller(user_id="", username="system", role="admin")
