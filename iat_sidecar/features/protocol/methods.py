"""`initialize`, `shutdown`, `exit`, `$/ping`, `$/cancel`, `rpc.discover`."""

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from iat_sidecar.core import resources
from iat_sidecar.core.errors import InvalidState, LostCommits, NotFound, UnsupportedProtocol
from iat_sidecar.core.values import Name
from iat_sidecar.core.wire import Empty, Wire
from iat_sidecar.rpc.registry import Effect, method
from iat_sidecar.rpc.session import Client, Initialized, Session, Versions
from iat_sidecar.sidecar import Sidecar

RequestId = Annotated[str, Meta(max_length=200)] | int
GraceS = Annotated[float, Meta(ge=0, le=600, description="Seconds that running tasks get.")]


class Document(Wire):
    """An OpenRPC document."""

    openrpc: str
    info: dict[str, Any]
    methods: list[dict[str, Any]]
    components: dict[str, Any]
    notifications: dict[str, Any] = msgspec.field(name="x-notifications")
    errors: list[dict[str, Any]] = msgspec.field(name="x-errors")


@method(
    "initialize",
    errors=(UnsupportedProtocol, InvalidState, LostCommits, NotFound),
    effect=Effect.WRITE,
    example={"protocol": {"min": 1, "max": 1}, "client": {"name": "studio", "version": "1.0.0"}},
)
def initialize(
    session: Session,
    protocol: Versions,
    client: Client,
    contract_hash: str | None = None,
    user: Name | None = None,
    token: str | None = None,
) -> Initialized:
    """Open the data directory and agree on a protocol version; comes first, once.

    Without `user` the caller acts as `local`. `token` is reserved for installations with tokens.
    A `contract_hash` that differs is told in `contract_matches` and does not stop.
    """
    return session.initialize(protocol, contract_hash, user)


@method("$/ping")
def ping(session: Session) -> Empty:
    """Answer at once, whatever else is going on."""
    return Empty()


@method("$/cancel", effect=Effect.WRITE, example={"id": 7})
def cancel(session: Session, id: RequestId) -> Empty:
    """Cancel a request in flight: it is answered with -32800, unless its result came first."""
    session.cancel(id)
    return Empty()


@method("rpc.discover")
def discover(session: Session) -> Document:
    """The OpenRPC document of every method."""
    return msgspec.json.decode(resources.text("contracts", "openrpc.json"), type=Document)


@method("shutdown", effect=Effect.WRITE, example={"grace_s": 5})
async def shutdown(sidecar: Sidecar, grace_s: GraceS = 5) -> Empty:
    """Take no new requests, let tasks rest at their next step, commit; then send `exit`.

    Tasks that were stopped go on at the next start.
    """
    await sidecar.tasks.stop(grace_s)
    await sidecar.imaging.close()
    await sidecar.transact(lambda tx: None)  # behind all writes that were asked for before
    sidecar.session.is_shut_down = True
    return Empty()


@method("exit", effect=Effect.WRITE)
def leave(session: Session) -> Empty:
    """End the process; its exit code is 0 after `shutdown`, 1 without."""
    session.exit()
    return Empty()
