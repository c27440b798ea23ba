"""Who may change users, and what must always remain."""

from iat_sidecar.core.errors import InvalidState, Refused
from iat_sidecar.features.user.model import User


def check_admin(is_admin: bool, what: str) -> None:
    if not is_admin:
        raise Refused(f"only an admin may {what}")


def check_admin_remains(before: User, after: User, other_admins: int) -> None:
    """Somebody must be left who can undo this."""
    was, is_still = (one.is_active and one.role == "admin" for one in (before, after))
    if was and not is_still and not other_admins:
        raise InvalidState(f"{before.username} is the last active admin; make another one first")
