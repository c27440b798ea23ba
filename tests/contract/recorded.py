"""A conversation kept as it went: which answer belongs to what was sent, and what was told."""

import json
from dataclasses import dataclass, field
from typing import Any

from iat_sidecar.script.conversation import Transport

Message = dict[str, Any]
MALFORMED = object()
"""Stands for something sent that is no JSON-RPC request, and is to be refused."""


@dataclass
class Said:
    """Everything that went either way."""

    exchanges: list[tuple[Message | None, Message]] = field(default_factory=list)
    """Requests and their answers; None where what was sent is no request."""
    told: list[Message] = field(default_factory=list)
    announced: list[Message] = field(default_factory=list)
    """Requests without an id: they are never answered."""
    unanswered: list[Any] = field(default_factory=list)
    """What waits for its answer, requests and what is none."""
    unasked: list[Message] = field(default_factory=list)
    """Answers to nothing that was sent."""

    def sent(self, line: str) -> None:
        for entry in _entries(line):
            if _is_request(entry) and "id" not in entry:
                self.announced.append(entry)
            else:
                self.unanswered.append(entry)

    def came(self, message: Any) -> None:
        for each in message if isinstance(message, list) else [message]:
            if "method" in each:
                self.told.append(each)
            else:
                self._answered(each)

    def _answered(self, reply: Message) -> None:
        for waiting in self.unanswered:
            if _id_of(waiting) == (reply["id"].__class__, reply["id"]):
                self.unanswered.remove(waiting)
                request = waiting if _is_request(waiting) else None
                return self.exchanges.append((request, reply))
        return self.unasked.append(reply)


class Recorded:
    """A transport that remembers what went either way."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self.said = Said()

    def send(self, message: bytes) -> None:
        self.said.sent(message.decode())
        self._transport.send(message)

    def receive(self, timeout_s: float) -> Any:
        message = self._transport.receive(timeout_s)
        self.said.came(message)
        return message


def _entries(line: str) -> list[Any]:
    """What must be answered one by one: a batch's entries, or the line as a whole."""
    try:
        parsed = json.loads(line)
    except ValueError:
        return [MALFORMED]
    if isinstance(parsed, list) and 0 < len(parsed) <= 64:
        return parsed
    return [MALFORMED if isinstance(parsed, list) else parsed]


def _is_request(entry: Any) -> bool:
    match entry:
        case {"jsonrpc": "2.0", "method": str()}:
            return "id" not in entry or isinstance(entry["id"], str | int)
    return False


def _id_of(entry: Any) -> tuple[type, Any]:
    """The id that its answer carries: null where there is none to be read."""
    id = entry.get("id") if isinstance(entry, dict) else None
    return (id.__class__, id) if isinstance(id, str | int) else (type(None), None)
