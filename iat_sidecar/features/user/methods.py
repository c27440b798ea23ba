"""`user/*`"""

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from iat_sidecar.core.change import changes, check_unchanged
from iat_sidecar.core.errors import Conflict, InvalidState, NotFound, Refused
from iat_sidecar.core.values import Cursor, Id, Limit, Name, Role, Time
from iat_sidecar.db.page import Page
from iat_sidecar.db.tx import Read, Tx
from iat_sidecar.features.user import rules, store
from iat_sidecar.features.user.model import Email, User, UserCreated, Username, UserUpdated
from iat_sidecar.rpc.registry import Effect, method

ID = "0190c2f0-0000-7000-8000-000000000000"


@method("user/list", example={"role": "admin"})
def list_(
    read: Read,
    role: Role | None = None,
    is_active: bool | None = None,
    limit: Limit = 50,
    cursor: Cursor | None = None,
) -> Page[User]:
    """Everybody who acts here, newest first."""
    return store.page(read, role, is_active, limit, cursor)


@method("user/get", errors=(NotFound,), example={"user_id": ID})
def get(read: Read, user_id: Id | None = None) -> User:
    """A user; without an id yourself."""
    return store.get(read, user_id or read.caller.user_id)


@method(
    "user/create",
    errors=(Conflict, Refused),
    effect=Effect.WRITE,
    example={"username": "ada", "display_name": "Ada", "email": "ada@example.org"},
)
def create(
    tx: Tx,
    username: Username,
    display_name: Name,
    email: Email | None = None,
    role: Role = "member",
) -> User:
    """Add somebody who acts; admins only. The username stays."""
    rules.check_admin(store.is_admin(tx, tx.caller.user_id), "create users")
    created = store.add(tx, username, display_name, email, role)
    tx.emit(UserCreated(user=created))
    return created


@method(
    "user/update",
    errors=(NotFound, Conflict, InvalidState, Refused),
    effect=Effect.WRITE,
    example={"user_id": ID, "role": "author"},
)
def update(
    tx: Tx,
    user_id: Id,
    display_name: Name | UnsetType = UNSET,
    email: Email | None | UnsetType = UNSET,
    role: Role | UnsetType = UNSET,
    is_active: bool | UnsetType = UNSET,
    if_updated_at: Time | None = None,
) -> User:
    """Change what is given; admins only. One active admin must remain."""
    rules.check_admin(store.is_admin(tx, tx.caller.user_id), "change users")
    before = store.get(tx, user_id)
    check_unchanged("user", before.updated_at, if_updated_at)
    given = {"display_name": display_name, "email": email, "role": role, "is_active": is_active}
    after = replace(before, **changes(given))
    rules.check_admin_remains(before, after, store.other_admins(tx, user_id))
    changed = store.change(tx, after)
    tx.emit(UserUpdated(user=changed))
    return changed
