"""The tables `config_values` and `config_changes`."""

from typing import Any

import msgspec

from iat_sidecar.core import canonical, clock, ids
from iat_sidecar.db.page import Page, narrowed, page_of
from iat_sidecar.db.tx import Read, Tx
from iat_sidecar.features.config.keys import KEYS, key
from iat_sidecar.features.config.model import ConfigChange, Setting
from iat_sidecar.features.config.values import value


def get(read: Read, name: str) -> Setting:
    known = key(name)
    return Setting(
        key=name,
        value=value(read, name),
        default=known.default,
        scope=known.scope,
        schema=msgspec.json.schema(known.kind),
        admin_only=known.admin_only,
    )


def page(read: Read, limit: int, cursor: str | None) -> Page[Setting]:
    """Every setting there is, by key."""
    names = [name for name in sorted(KEYS) if cursor is None or name > cursor]
    shown = names[:limit]
    return Page(
        items=[get(read, name) for name in shown],
        next_cursor=shown[-1] if len(names) > limit else None,
    )


def put(tx: Tx, name: str, given: Any, reason: str) -> Setting:
    """Set a value, or go back to the default with None; the change is written down."""
    if given is None:
        tx.run("delete from config_values where key = $1", name)
    else:
        tx.run(
            """insert into config_values (key, value_json, updated_at, updated_by_user_id)
            values ($1, $2, $3, $4)
            on conflict (key) do update set value_json = excluded.value_json,
                updated_at = excluded.updated_at,
                updated_by_user_id = excluded.updated_by_user_id""",
            name,
            canonical.text(given),
            clock.now(),
            tx.caller.user_id,
        )
    _note(tx, name, given, reason)
    return get(tx, name)


def history(read: Read, name: str | None, limit: int, cursor: str | None) -> Page[ConfigChange]:
    """Newest first."""
    select, values = narrowed(
        """select id, key, value_json, reason, actor_user_id, created_at
        from config_changes where 1 = 1""",
        (),
        key=name,
    )
    return page_of(read, ConfigChange, select, values, limit, cursor)


def _note(tx: Tx, name: str, given: Any, reason: str) -> None:
    tx.run(
        """insert into config_changes (id, key, value_json, reason, actor_user_id, created_at)
        values ($1, $2, $3, $4, $5, $6)""",
        ids.new(),
        name,
        canonical.text(given),
        reason,
        tx.caller.user_id,
        clock.now(),
    )
