"""A transcript's lines as steps.

    --> {"method": "project/create", "params": {"slug": "moon", "name": "Moon"}}
    <-- {"result": {"id": "$project_id", "…": "…"}}
    <~~ {"method": "project/created", "params": "…"}
    await $task_id
    # what the user is told, with $names filled in

A request without `"jsonrpc"` gets that and an id; one with it, and what is no JSON object at all,
is sent as it stands. An indented line continues the one before it.
"""

import json
import re
from dataclasses import dataclass
from typing import Any

_AWAIT = re.compile(r"await \$(\w+)(?: as \$(\w+))?\Z")


class Malformed(Exception):
    """A line that is no step; says where and why."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line, self.reason = line, reason


@dataclass(frozen=True)
class Request:
    """Something to send; `message` is None where `text` is sent as it stands."""

    line: int
    text: str
    message: dict[str, Any] | None


@dataclass(frozen=True)
class Reply:
    """An answer that must come next: to the oldest open request, or to the id it names."""

    line: int
    expected: Any


@dataclass(frozen=True)
class Notice:
    """A notification that must come, sooner or later."""

    line: int
    method: str
    expected: dict[str, Any]


@dataclass(frozen=True)
class Await:
    """A task to wait for; its result is known as `name` from here on."""

    line: int
    task_id: str
    name: str


@dataclass(frozen=True)
class Comment:
    """Something to tell the user."""

    line: int
    text: str


Step = Request | Reply | Notice | Await | Comment


def parse(text: str) -> list[Step]:
    """The steps of a transcript; Malformed names the first line that is none."""
    return [_step(number, line) for number, line in _lines(text)]


def _lines(text: str) -> list[tuple[int, str]]:
    """Lines with their numbers, continued ones joined."""
    found: list[tuple[int, str]] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        if line[0].isspace() and found:
            first, before = found[-1]
            found[-1] = (first, f"{before} {line.strip()}")
        else:
            found.append((number, line.strip()))
    return found


def _step(number: int, line: str) -> Step:
    mark, _, rest = line.partition(" ")
    match mark:
        case "-->":
            return _request(number, rest.strip())
        case "<--":
            return Reply(number, _json(number, rest))
        case "<~~":
            return _notice(number, rest)
        case "await" if found := _AWAIT.match(line):
            return Await(number, found[1], found[2] or "task")
    if line.startswith("#"):
        return Comment(number, line[1:].strip())
    raise Malformed(number, f"a line begins with -->, <--, <~~, await $name or #, not {mark!r}")


def _request(number: int, text: str) -> Request:
    try:
        message = json.loads(text)
    except ValueError:
        return Request(number, text, None)
    if isinstance(message, dict) and "method" in message and "jsonrpc" not in message:
        return Request(number, text, {"jsonrpc": "2.0", "id": f"#{number}", **message})
    return Request(number, text, None)


def _notice(number: int, text: str) -> Notice:
    match _json(number, text):
        case {"method": str(method)} as expected:
            return Notice(number, method, expected)
    raise Malformed(number, "a notification is an object with a method")


def _json(number: int, text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as exc:
        raise Malformed(number, f"this is not JSON: {exc}") from exc
