"""What `…/update` means: an absent field stays, null clears, and nobody overwrites unseen."""

from typing import Any

from msgspec import UNSET

from iat_sidecar.core.errors import Conflict


def check_unchanged(noun: str, updated_at: str, if_updated_at: str | None) -> None:
    """Conflict when the thing has changed since the caller saw it."""
    if if_updated_at is not None and if_updated_at != updated_at:
        raise Conflict(f"the {noun} has changed since {if_updated_at}")


def changes(given: dict[str, Any], cleared: dict[str, Any] | None = None) -> dict[str, Any]:
    """The fields to replace; null becomes what `cleared` names for it, or stays null."""
    empty = cleared or {}
    return {
        name: empty.get(name) if value is None else value
        for name, value in given.items()
        if value is not UNSET
    }
