"""What came over a transport, sorted: replies by id, notifications by method, tasks that ended."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any, Protocol

Message = dict[str, Any]


class Ended(Exception):
    """The sidecar is gone; says what it said last."""


class Transport(Protocol):
    """A way to a sidecar."""

    def send(self, message: bytes) -> None: ...

    def receive(self, timeout_s: float) -> Any:
        """The next message; TimeoutError when none comes, Ended when none can come."""
        ...


class Conversation:
    """One side of it; `take` waits for a single message and puts it where it belongs."""

    def __init__(self, transport: Transport, watch: Callable[[Message], None]) -> None:
        self._transport, self._watch = transport, watch
        self.replies: dict[str | int, Message] = {}
        self.others: list[Any] = []  # answers without an id, and batches
        self.notices: defaultdict[str, list[Message]] = defaultdict(list)
        self.ended_tasks: dict[str, Message] = {}

    def send(self, message: bytes) -> None:
        self._transport.send(message)

    def take(self, timeout_s: float) -> None:
        """Wait for one more message."""
        message = self._transport.receive(timeout_s)
        match message:
            case {"method": str()}:
                self._notice(message)
            case {"id": str() | int() as id}:
                self.replies[id] = message
            case _:
                self.others.append(message)

    def _notice(self, message: Message) -> None:
        self.notices[message["method"]].append(message)
        if message["method"] == "task/finished":
            task = message["params"]["task"]
            self.ended_tasks[task["id"]] = task
        self._watch(message)
