"""The tables `app_users` and `workspaces`."""

from typing import TYPE_CHECKING

from iat_sidecar.core import clock, ids
from iat_sidecar.core.caller import Caller
from iat_sidecar.core.errors import Conflict, NotFound
from iat_sidecar.core.values import Role
from iat_sidecar.db.tx import Read, Tx
from iat_sidecar.features.user.model import LOCAL, User

if TYPE_CHECKING:
    from iat_sidecar.db.page import Page

WORKSPACE = "default"
_COLUMNS = "id, username, display_name, email, role, is_active, created_at, updated_at"


def get(read: Read, user_id: str) -> User:
    if user := read.one(User, f"select {_COLUMNS} from app_users where id = $1", user_id):
        return user
    raise NotFound("user", user_id)


def is_admin(read: Read, user_id: str) -> bool:
    """Whether the user may administer now, whatever was so when the conversation began."""
    role = read.value("select role from app_users where id = $1 and is_active", user_id)
    return bool(role == "admin")


def find(read: Read, username: str) -> User | None:
    return read.one(User, f"select {_COLUMNS} from app_users where username = $1", username)


def caller(read: Read, username: str) -> Caller:
    """The active user of this name, as one who acts."""
    user = find(read, username)
    if user is None or not user.is_active:
        raise NotFound("user", username)
    return Caller(user_id=user.id, username=user.username, role=user.role)


def caller_by_id(read: Read, user_id: str) -> Caller:
    user = get(read, user_id)
    return Caller(user_id=user.id, username=user.username, role=user.role)


def add(tx: Tx, username: str, display_name: str, email: str | None, role: Role) -> User:
    if find(tx, username):
        raise Conflict(f"there is a user {username} already")
    added = tx.one(
        User,
        f"""insert into app_users (id, username, display_name, email, role, created_at, updated_at)
        values ($1, $2, $3, $4, $5, $6, $6) returning {_COLUMNS}""",
        ids.new(),
        username,
        display_name,
        email,
        role,
        clock.now(),
    )
    assert added is not None, "what was inserted is returned"
    return added


def change(tx: Tx, user: User) -> User:
    tx.run(
        """update app_users set display_name = $1, email = $2, role = $3, is_active = $4,
            updated_at = $5
        where id = $6""",
        user.display_name,
        user.email,
        user.role,
        user.is_active,
        clock.now(),
        user.id,
    )
    return get(tx, user.id)


def other_admins(read: Read, user_id: str) -> int:
    """How many active admins there are beside this user."""
    found = read.value(
        "select count(*) from app_users where role = 'admin' and is_active and id <> $1", user_id
    )
    return int(found)


def page(
    read: Read, role: Role | None, is_active: bool | None, limit: int, cursor: str | None
) -> "Page[User]":
    """Newest first."""
    from iat_sidecar.db.page import narrowed, page_of  # nobody lists users at start

    every = f"select {_COLUMNS} from app_users where 1 = 1"
    select, values = narrowed(every, (), role=role, is_active=is_active)
    return page_of(read, User, select, values, limit, cursor)


def seed(tx: Tx) -> None:
    """The user `local` and the workspace `default`, which exist from the start."""
    now = clock.now()
    tx.run(
        """insert into workspaces (id, name, created_at) values ($1, $2, $3)
        on conflict (name) do nothing""",
        ids.new(),
        WORKSPACE,
        now,
    )
    tx.run(
        """insert into app_users (id, username, display_name, role, created_at, updated_at)
        values ($1, $2, $3, 'admin', $4, $4) on conflict (username) do nothing""",
        ids.new(),
        LOCAL,
        "Local user",
        now,
    )


def workspace_id(read: Read) -> str:
    return str(read.value("select id from workspaces where name = $1", WORKSPACE))


def is_unseeded(read: Read) -> bool:
    return find(read, LOCAL) is None
