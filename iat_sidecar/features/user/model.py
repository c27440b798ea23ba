"""What a user is."""

from typing import Annotated

from msgspec import Meta

from iat_sidecar.core.values import Id, Name, Role, Time
from iat_sidecar.core.wire import Event, Wire

Username = Annotated[
    str, Meta(pattern=r"^[a-z0-9][a-z0-9._-]{0,62}$(?!\n)", description="Short, lower-case.")
]
Email = Annotated[str, Meta(max_length=320, pattern=r"^[^@\s]+@[^@\s]+$(?!\n)")]

LOCAL = "local"


class User(Wire):
    """Somebody, or some program, that acts."""

    id: Id
    username: Username
    display_name: Name
    email: str | None
    role: Role
    is_active: bool
    created_at: Time
    updated_at: Time


class UserCreated(Event):
    """A user was added."""

    user: User


class UserUpdated(Event):
    """A user was changed."""

    user: User
