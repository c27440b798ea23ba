"""One conversation: whether it was opened, on whose behalf, and whether it is ending."""

from collections.abc import Callable
from typing import Annotated, Literal

from msgspec import Meta

from iat_sidecar.core.caller import Caller
from iat_sidecar.core.errors import (
    InvalidState,
    NotInitialized,
    ShuttingDown,
    UnsupportedProtocol,
)
from iat_sidecar.core.exits import Exit
from iat_sidecar.core.lane import Speaks
from iat_sidecar.core.values import Name
from iat_sidecar.core.wire import Given, Wire

PROTOCOLS = (1,)
SUPPORTS = {"batch": True, "cancel": True, "progress": True, "replay": True}
BATCH, IN_FLIGHT, PAGE = 64, 1_024, 500
BEFORE_INITIALIZE = frozenset({"initialize", "$/ping", "rpc.discover", "exit"})
AFTER_SHUTDOWN = frozenset({"$/ping", "$/cancel", "exit"})

Major = Annotated[int, Meta(ge=1, le=1_000)]


class Versions(Given):
    """The protocol majors a client can speak."""

    min: Major
    max: Major


class Client(Given):
    """The program at the other end."""

    name: Name
    version: Annotated[str, Meta(max_length=100)]


class Server(Wire):
    """This program."""

    name: str
    version: str


class Limits(Wire):
    """What one message, batch, conversation and page may hold."""

    message_bytes: int
    batch: int
    in_flight: int
    page: int


class Initialized(Wire):
    """The handshake's answer."""

    protocol: int
    server: Server
    contract_hash: str
    contract_matches: bool | None
    data_dir: str
    schema_version: int
    last_seq: Annotated[int, Meta(description="The newest event there was; what follows is told.")]
    mode: Literal["normal", "read_only", "recovery"]
    limits: Limits
    supports: dict[str, bool]


class Opened(Wire):
    """What the composition root found when it opened the data directory."""

    server: Server
    contract_hash: str
    data_dir: str
    schema_version: int
    last_seq: int
    caller: Caller


class Session(Speaks):
    """Held by the dispatcher; handlers of the protocol's own methods get it."""

    def __init__(
        self,
        open_data: Callable[[str | None], Opened],
        cancel: Callable[[str | int], None],
        message_bytes: int,
    ) -> None:
        self._open_data, self.cancel = open_data, cancel
        self._message_bytes = message_bytes
        self.caller: Caller | None = None
        self.is_shutting_down = False
        self.is_shut_down = False
        self.ended_by: Exit | None = None

    def admit(self, method: str) -> None:
        """Whether this may be asked now."""
        if self.is_shutting_down and method not in AFTER_SHUTDOWN:
            raise ShuttingDown()
        if self.caller is None and method not in BEFORE_INITIALIZE:
            raise NotInitialized()

    def note(self, method: str) -> None:
        """Shutting down begins when it is asked for, not when its turn comes."""
        if method == "shutdown":
            self.is_shutting_down = True

    def initialize(
        self, protocol: Versions, contract_hash: str | None, user: str | None
    ) -> Initialized:
        if self.caller:
            raise InvalidState("initialize was called before")
        common = [major for major in PROTOCOLS if protocol.min <= major <= protocol.max]
        if not common:
            raise UnsupportedProtocol(list(PROTOCOLS), [protocol.min, protocol.max])
        opened = self._open_data(user)
        self.caller = opened.caller
        return Initialized(
            protocol=max(common),
            server=opened.server,
            contract_hash=opened.contract_hash,
            contract_matches=None
            if contract_hash is None
            else contract_hash == opened.contract_hash,
            data_dir=opened.data_dir,
            schema_version=opened.schema_version,
            last_seq=opened.last_seq,
            mode="normal",
            limits=Limits(
                message_bytes=self._message_bytes, batch=BATCH, in_flight=IN_FLIGHT, page=PAGE
            ),
            supports=SUPPORTS,
        )

    def exit(self) -> None:
        """The process ends once this is answered."""
        self.is_shutting_down = True
        self.ended_by = Exit.ASKED if self.is_shut_down else Exit.ASKED_WITHOUT_SHUTDOWN
