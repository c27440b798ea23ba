"""One call's work: the handler with its arguments resolved, its audit row and its idempotency key."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from msgspec import UNSET

from iat_sidecar.rpc.message import encode
from iat_sidecar.rpc.registry import Effect

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from iat_sidecar.core.wire import Wire
    from iat_sidecar.db.tx import Read, Tx
    from iat_sidecar.rpc.call import Call


def read_work(call: Call) -> Callable[[Read], bytes]:
    return lambda read: encode(call.method.run(read, resolved(read, call)))


def write_work(call: Call) -> Callable[[Tx], bytes]:
    """The handler in its savepoint, with its audit row and its idempotency key."""

    def work(tx: Tx) -> bytes:
        if (given := given_before(tx, call)) is not None:
            return given
        arguments = resolved(tx, call)
        return concluded(tx, call, arguments, call.method.run(tx, arguments))

    return work


def concluded(tx: Tx, call: Call, arguments: dict[str, Any], result: Wire) -> bytes:
    """The encoded answer, written down for the audit trail and under its idempotency key."""
    body = encode(result)
    if call.method.effect is not Effect.READ:
        _audit().record(tx, call.method.name, arguments.get("project"), arguments)
    if (key := call.caller.idempotency_key) is not None:
        from iat_sidecar.db import idempotency

        idempotency.keep(tx, key, call.method.name, _digest(call), body)
    return body


def given_before(read: Read, call: Call) -> bytes | None:
    """The answer that this idempotency key got before."""
    if (key := call.caller.idempotency_key) is None:
        return None
    from iat_sidecar.db import idempotency

    return idempotency.find(read, key, call.method.name, _digest(call))


def resolved(read: Read, call: Call) -> dict[str, Any]:
    """The arguments, with slugs turned into ids of the caller's own projects."""
    arguments = call.arguments
    if call.method.resolved:
        rules, store = _projects()
        for name, _ in call.method.resolved:
            if (ref := arguments[name]) is not None:
                project = store.resolve(read, ref)
                rules.check_usable(project, call.method.name, call.method.effect)
                arguments[name] = project.id
    return arguments


def check_still_usable(read: Read, call: Call, arguments: dict[str, Any]) -> None:
    """A project may have been put aside or purged since the arguments were resolved."""
    for name, _ in call.method.resolved:
        if (project_id := arguments.get(name)) is not None:
            rules, store = _projects()
            known = store.resolve(read, project_id)
            rules.check_usable(known, call.method.name, call.method.effect)


@cache  # an import statement costs a microsecond even when there is nothing left to import
def _projects() -> tuple[ModuleType, ModuleType]:
    from iat_sidecar.features.project import rules, store

    return rules, store


@cache
def _audit() -> ModuleType:
    from iat_sidecar.features.audit import store

    return store


def _digest(call: Call) -> str:
    """Of what was asked: an absent field is not part of it."""
    from iat_sidecar.core import canonical  # hashlib costs a tenth of a start

    given = {name: value for name, value in call.arguments.items() if value is not UNSET}
    return canonical.digest(given)
