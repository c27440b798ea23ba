"""A database with a task runner on it, in this process; what it tells is awaited, not timed."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

from iat_sidecar.core.caller import SYSTEM, Caller
from iat_sidecar.core.wire import Wire
from iat_sidecar.db.database import Database
from iat_sidecar.db.tx import Read, Told, Tx
from iat_sidecar.features.user import store as users
from iat_sidecar.tasks import queue
from iat_sidecar.tasks.model import Progress, Task
from iat_sidecar.tasks.runner import Runner

PATIENCE_S = 30


class Made(Wire):
    """What a task of the tests answers."""

    text: str


class Words(Wire):
    """What a task of the tests is asked."""

    text: str = ""


class Host:
    """The part of the sidecar that tasks use here."""

    def __init__(self, db: Database, caller: Caller) -> None:
        self._db, self.caller = db, caller

    async def transact(self, work: Callable[[Tx], Any]) -> Any:
        return await self._db.transact(self.caller, work)

    async def read(self, work: Callable[[Read], Any]) -> Any:
        return await self._db.read(self.caller, work)


class Workshop:
    """`async with Workshop(folder)`: opened, and its runner serving."""

    def __init__(self, data_dir: Path, *, is_crashing: bool = False) -> None:
        self._data_dir, self._is_crashing = data_dir, is_crashing
        self.told: list[tuple[str, dict[str, Any]]] = []
        self.shown: list[tuple[str, str | int | None, Progress]] = []
        self.runner: Runner

    async def __aenter__(self) -> Self:
        self._loop, self._heard = asyncio.get_running_loop(), asyncio.Condition()
        self.db = Database(str(self._data_dir), "test", self._publish)
        await self.db.transact(SYSTEM, users.seed)
        self.caller = await self.db.read(SYSTEM, lambda read: users.caller(read, "local"))
        await self.db.transact(SYSTEM, queue.release_running)
        self.runner = Runner(lambda caller: Host(self.db, caller), users.caller_by_id, self._show)
        self._serving = asyncio.create_task(self.runner.serve(Host(self.db, SYSTEM)))
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()
        self.db.close()

    async def stop(self, grace_s: float = 0) -> None:
        self._serving.cancel()
        await self.runner.stop(grace_s)

    async def transact(self, work: Callable[[Tx], Any], caller: Caller | None = None) -> Any:
        return await self.db.transact(caller or self.caller, work)

    async def add(
        self, kind: str, text: str = "", priority: int = queue.PRIORITY, **more: Any
    ) -> str:
        """Enqueue a task; its id."""
        caller = Caller(user_id=self.caller.user_id, username="local", role="admin", **more)
        task: Task = await self.transact(
            lambda tx: queue.enqueue(tx, kind, None, Words(text=text), priority), caller
        )
        return task.id

    async def get(self, task_id: str) -> Task:
        task: Task = await self.db.read(self.caller, lambda read: queue.get(read, task_id))
        return task

    async def cancel(self, task_id: str) -> Task:
        task: Task = await self.transact(lambda tx: queue.ask_cancel(tx, task_id))
        return task

    async def ended(self, task_id: str) -> Task:
        await self.heard("task/finished", task_id)
        return await self.get(task_id)

    async def heard(self, method: str, task_id: str) -> dict[str, Any]:
        """The params of an event about this task, told or still to come."""

        def found() -> list[dict[str, Any]]:
            return [p for m, p in self.told if m == method and p["task"]["id"] == task_id]

        async with asyncio.timeout(PATIENCE_S), self._heard:
            await self._heard.wait_for(found)
            return found()[0]

    def methods(self, task_id: str) -> list[str]:
        return [method for method, params in self.told if params["task"]["id"] == task_id]

    def _publish(self, told: list[Told]) -> None:
        events = [(each.method, json.loads(bytes(each.params))) for each in told]
        self._loop.call_soon_threadsafe(lambda: asyncio.ensure_future(self._hear(events)))

    async def _hear(self, events: list[tuple[str, dict[str, Any]]]) -> None:
        async with self._heard:
            self.told += events
            self._heard.notify_all()
        self.runner.stir()

    def _show(self, task_id: str, token: str | int | None, progress: Progress) -> None:
        self.shown.append((task_id, token, progress))
