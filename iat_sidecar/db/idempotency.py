"""Answers already given: a repeated key gets the first answer, also after a restart, for 7 days."""

from iat_sidecar.core import clock
from iat_sidecar.core.errors import Conflict
from iat_sidecar.db.tx import Read, Tx

KEPT_DAYS = 7


def find(read: Read, key: str, method: str, params_sha256: str) -> bytes | None:
    """The reply to the same request; Conflict when the key stood for another one."""
    found = read.tuples(
        """select method, params_sha256, reply from idempotency_keys
        where actor_user_id = $1 and key = $2 and created_at >= $3""",
        read.caller.user_id,
        key,
        clock.days_ago(KEPT_DAYS),
    )
    if not found:
        return None
    if found[0][:2] != (method, params_sha256):
        raise Conflict(f"the idempotency key {key} was used for another request")
    return str(found[0][2]).encode()


def keep(tx: Tx, key: str, method: str, params_sha256: str, reply: bytes) -> None:
    """Store the reply with the work it answers; what is too old is forgotten on the way."""
    tx.run(
        """delete from idempotency_keys where created_at < $1""",
        clock.days_ago(KEPT_DAYS),
    )
    tx.run(
        """insert into idempotency_keys (actor_user_id, key, method, params_sha256, reply, created_at)
        values ($1, $2, $3, $4, $5, $6)""",
        tx.caller.user_id,
        key,
        method,
        params_sha256,
        reply.decode(),
        clock.now(),
    )
