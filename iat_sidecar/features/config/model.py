"""What a setting looks like from outside."""

from typing import Any

from iat_sidecar.core.values import Id, Note, Time
from iat_sidecar.core.wire import Event, Wire
from iat_sidecar.features.config.keys import Scope


class Setting(Wire):
    """A setting with its value in force; `schema` is JSON Schema."""

    key: str
    value: Any
    default: Any
    scope: Scope
    schema: dict[str, Any]
    admin_only: bool


class ConfigChange(Wire):
    """Who set what, when and why; a null value is the default again."""

    id: Id
    key: str
    value: Any
    reason: Note
    actor_user_id: Id
    created_at: Time


class ConfigUpdated(Event):
    """A setting was changed."""

    config: Setting
