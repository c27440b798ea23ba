"""The tables `app_users` and `workspaces`."""

from iat_sidecar.core import clock, ids
from iat_sidecar.core.caller import Caller
from iat_sidecar.core.errors import NotFound
from iat_sidecar.db.tx import Read, Tx
from iat_sidecar.features.user.model import LOCAL, User

WORKSPACE = "default"
_COLUMNS = "id, username, display_name, email, role, is_active, created_at, updated_at"


def get(read: Read, user_id: str) -> User:
    if user := read.one(User, f"select {_COLUMNS} from app_users where id = $1", user_id):
        return user
    raise NotFound("user", user_id)


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
