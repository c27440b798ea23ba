"""Methods that exist in tests only: slow ones, failing ones, ones that start tasks."""

from collections import Counter
from typing import Any

from iat_sidecar.core.errors import Conflict
from iat_sidecar.core.wire import Wire
from iat_sidecar.db.tx import Read, Tx
from iat_sidecar.rpc.registry import METHODS, Effect, method
from iat_sidecar.sidecar import Sidecar
from iat_sidecar.tasks import queue
from iat_sidecar.tasks.kinds import KINDS
from iat_sidecar.tasks.runner import Running
from tests.rpc.wired import Gate

COUNTING = """with recursive counting(n) as (select 1 union all select n + 1 from counting where n < $1)
    select count(*) from counting"""

gates: dict[str, Gate] = {}
runs: Counter[str] = Counter()


class Said(Wire):
    """What was asked, and how often."""

    text: str
    run: int


class Began(Wire):
    """A task that was started."""

    task_id: str


class RestParams(Wire):
    """Which gate the task waits at."""

    gate: str


def _ran(text: str) -> Said:
    runs[text] += 1
    return Said(text=text, run=runs[text])


def write(tx: Tx, text: str, fails: bool = False) -> Said:
    """Counted; fails when asked to."""
    said = _ran(text)
    if fails:
        raise Conflict("it was asked to fail")
    return said


def count(read: Read, upto: int) -> Said:
    """As slow as `upto` says."""
    return Said(text=str(read.value(COUNTING, upto)), run=0)


def crash(read: Read) -> Said:
    """Fails in a way nobody foresaw."""
    raise ZeroDivisionError("a secret of ours")


async def wait(sidecar: Sidecar, text: str, gate: str, fails: bool = False) -> Said:
    """Waits at a gate, then answers without a transaction."""
    await gates[gate].wait()
    said = _ran(text)
    if fails:
        raise Conflict("it was asked to fail")
    return said


async def conclude(sidecar: Sidecar, text: str, gate: str) -> Said:
    """Answers in a transaction, then waits at a gate."""
    said = await sidecar.conclude(lambda tx: _ran(text))
    await gates[gate].wait()
    return said


async def start(sidecar: Sidecar, gate: str, then: str) -> Began:
    """Starts a task, then waits at a gate of its own."""

    def begin(tx: Tx) -> Began:
        return Began(task_id=queue.enqueue(tx, "trial/rest", None, RestParams(gate=gate)).id)

    began = await sidecar.conclude(begin)
    await gates[then].wait()
    return began


def enqueue(tx: Tx, gate: str) -> Began:
    """Starts a task."""
    return Began(task_id=queue.enqueue(tx, "trial/rest", None, RestParams(gate=gate)).id)


async def rest(sidecar: Sidecar, task: Running, params: RestParams) -> Said:
    """Tells that it began, waits at its gate, ends."""
    await task.report(1, 2, "steps")
    await gates[params.gate].wait()
    return Said(text=params.gate, run=1)


def publish() -> list[str]:
    """Add all of them to the registry; their names."""
    handlers: dict[str, Any] = {
        "write": write, "count": count, "crash": crash, "wait": wait,
        "conclude": conclude, "start": start, "enqueue": enqueue,
    }  # fmt: skip
    for verb, handler in handlers.items():
        method(f"trial/{verb}", errors=(Conflict,), effect=Effect.WRITE)(handler)
    KINDS["trial/rest"] = rest
    return [f"trial/{verb}" for verb in handlers]


def withdraw(names: list[str]) -> None:
    for name in names:
        del METHODS[name]
    del KINDS["trial/rest"]
    gates.clear()
    runs.clear()
