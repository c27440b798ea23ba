"""`config/*`"""

from typing import Annotated, Any

from msgspec import Meta

from iat_sidecar.core import log
from iat_sidecar.core.errors import InvalidParams, NotFound, Refused
from iat_sidecar.core.values import Cursor, Limit, Note
from iat_sidecar.db.page import Page
from iat_sidecar.db.tx import Read, Tx
from iat_sidecar.features.config import keys, store
from iat_sidecar.features.config.model import ConfigChange, ConfigUpdated, Setting
from iat_sidecar.features.user import rules as user_rules
from iat_sidecar.features.user import store as users
from iat_sidecar.rpc.registry import Effect, method
from iat_sidecar.sidecar import Sidecar

ConfigKey = Annotated[str, Meta(min_length=1, max_length=100)]


@method("config/list")
def list_(read: Read, limit: Limit = 50, cursor: Cursor | None = None) -> Page[Setting]:
    """Every setting of the installation, by key."""
    return store.page(read, limit, cursor)


@method("config/get", errors=(NotFound,), example={"key": "log.level"})
def get(read: Read, key: ConfigKey) -> Setting:
    """A setting with its value in force."""
    return store.get(read, key)


@method(
    "config/set",
    errors=(NotFound, InvalidParams, Refused),
    effect=Effect.WRITE,
    example={"key": "log.level", "value": "debug", "reason": "looking for a slow run"},
)
async def set_(sidecar: Sidecar, key: ConfigKey, value: Any, reason: Note = "") -> Setting:
    """Change a setting; null goes back to the default. Most settings are for admins only."""
    setting = await sidecar.conclude(lambda tx: _set(tx, key, value, reason))
    if key == "log.level":
        log.set_level(setting.value)
    return setting


@method("config/history", example={"key": "log.level"})
def history(
    read: Read, key: ConfigKey | None = None, limit: Limit = 50, cursor: Cursor | None = None
) -> Page[ConfigChange]:
    """Who set what and why, newest first."""
    return store.history(read, key, limit, cursor)


def _set(tx: Tx, key: str, value: Any, reason: str) -> Setting:
    if keys.key(key).admin_only:
        user_rules.check_admin(users.is_admin(tx, tx.caller.user_id), f"set {key}")
    setting = store.put(tx, key, keys.checked(key, value), reason)
    tx.emit(ConfigUpdated(config=setting))
    return setting
