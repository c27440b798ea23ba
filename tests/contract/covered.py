"""What the golden conversations show, read off their lines: each of them is replayed elsewhere."""

import json
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from iat_sidecar.core import resources
from iat_sidecar.script.step import Notice, Reply, Request, Step, parse

TRANSCRIPTS = sorted(Path(resources.path("contracts", "transcripts")).glob("*.jsonl"))

UNSEEN_METHODS: dict[str, str] = {}
"""Methods that no conversation gets a result from, and why."""

UNSEEN_EVENTS = {
    "system/damaged": "the bytes of a file must change behind the program's back: tests/features/test_system.py",
}
"""Notifications that no conversation waits for, and why."""

UNSEEN_ERRORS = {
    "internal_error": "it is a fault of ours: tests/rpc/test_envelope.py",
    "overloaded": "it takes more than 1,024 requests at once: tests/rpc/test_overload.py",
    "storage_full": "it takes a full disk: tests/faults/test_process.py",
    "storage_offline": "a folder must go away meanwhile: tests/features/test_asset.py",
    "damaged": "bytes must change behind the program's back: tests/features/test_package.py",
    "lost_commits": "an older database must be put in place: tests/db/test_lock_and_mark.py",
    "already_running": "it takes two processes: tests/rpc/test_handshake.py",
    "worker_died": "a worker must be killed: tests/e2e/test_run_workers.py",
    "invalid": "what a local engine cannot do is invalid_params before it is asked: tests/providers/test_local.py",
    "auth": "no vendor is called yet",
    "quota": "no vendor is called yet",
    "rate": "no vendor is called yet",
    "moderation": "no vendor is called yet",
    "transient": "no vendor is called yet",
    "timeout_unknown": "no vendor is called yet",
    "bad_response": "no vendor is called yet",
    "budget_reached": "nothing costs money yet",
    "confirmation_required": "no instruction asks for a confirmation yet",
    "secrets_locked": "no secret is kept yet",
}
"""Kinds of the table of errors that no conversation meets, and why."""


def steps() -> list[Step]:
    """Every step of every conversation."""
    return [step for path in TRANSCRIPTS for step in parse(path.read_text("utf-8"))]


def answered() -> set[str]:
    """Methods that answer with a result somewhere."""
    return {method for path in TRANSCRIPTS for method in _answered(parse(path.read_text("utf-8")))}


def told() -> set[str]:
    """Notifications that are waited for somewhere."""
    return {step.method for step in steps() if isinstance(step, Notice)}


def failed() -> set[str]:
    """Kinds of error that are met somewhere: in an answer, or in what a task or a job ended with."""
    expected = [step.expected for step in steps() if isinstance(step, Reply | Notice)]
    return {kind for each in expected for kind in _kinds(each)}


def sent() -> list[str]:
    """Every line that goes out as it stands."""
    return [step.text for step in steps() if isinstance(step, Request)]


def _answered(conversation: list[Step]) -> Iterator[str]:
    """An answer that names no id is that of the oldest request; one that never comes is a result."""
    waiting: dict[str | int, str] = {}
    for step in conversation:
        match step:
            case Request():
                waiting |= dict(_asked(step))
            case Reply(expected=list() as replies):
                for reply in replies:
                    yield from _result(waiting, reply)
            case Reply(expected=dict() as reply):
                yield from _result(waiting, reply)
    yield from waiting.values()


def _asked(step: Request) -> Iterator[tuple[str | int, str]]:
    try:
        message = step.message or json.loads(step.text)
    except ValueError:
        return
    for each in message if isinstance(message, list) else [message]:
        match each:
            case {"id": str() | int() as id, "method": str(method)}:
                yield id, method


def _result(waiting: dict[str | int, str], reply: dict[str, Any]) -> Iterator[str]:
    if (id := reply.get("id", next(iter(waiting), None))) in waiting:
        method = waiting.pop(id)
        if "result" in reply:
            yield method


def _kinds(expected: Any) -> Iterator[str]:
    """`{"code": …, "data": {"kind": …}}` wherever it stands."""
    inner = deque([expected])
    while inner:
        match inner.popleft():
            case {"code": int(), "data": {"kind": str(kind)}}:
                yield kind
            case dict() as each:
                inner.extend(each.values())
            case list() as several:
                inner.extend(several)
