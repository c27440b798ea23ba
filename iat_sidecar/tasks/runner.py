"""Runs queued tasks on the event loop: leases, progress, cancellation, stopping at a boundary."""

import asyncio
import time
from collections.abc import Callable
from typing import Any, Protocol

import msgspec

from iat_sidecar.core import ids, log
from iat_sidecar.core.caller import Caller
from iat_sidecar.core.errors import SidecarError
from iat_sidecar.db.tx import Read, Tx
from iat_sidecar.tasks import kinds, queue
from iat_sidecar.tasks.failure import failure_of
from iat_sidecar.tasks.model import Progress, Task
from iat_sidecar.tasks.queue import Waiting

AT_ONCE = 4
SHOWN_PER_S = 20
GUESSED_AFTER = 0.01  # before a hundredth is done a guess of what is left is a bad one
KEPT_EVERY_S = 1.0
RETRY_S = 1.0


class Stopped(Exception):
    """The sidecar is shutting down: the task rests at a step boundary and goes on at the next start."""


class Host(Protocol):
    """What the runner needs of the running sidecar."""

    async def transact(self, work: Callable[[Tx], Any]) -> Any: ...
    async def read(self, work: Callable[[Read], Any]) -> Any: ...


class Running:
    """One task while it runs; handed to its handler."""

    def __init__(self, waiting: Waiting, runner: "Runner") -> None:
        self.id, self.kind, self._project_id = waiting.id, waiting.kind, waiting.project_id
        self.attempt = waiting.attempt + 1
        self.progress = Progress()
        self._runner, self._token = runner, waiting.progress_token
        self._began = time.monotonic()
        self._shown = self._kept = -KEPT_EVERY_S

    @property
    def project_id(self) -> str:
        """The project whose task this is; kinds that belong to none do not ask."""
        assert self._project_id is not None, f"{self.kind} was enqueued without its project"
        return self._project_id

    @property
    def is_canceled(self) -> bool:
        """Whether somebody asked this task to stop, rather than the whole sidecar."""
        return self._runner.is_canceled(self.id)

    def checkpoint(self) -> None:
        """Call between steps: raises Stopped while the sidecar shuts down."""
        if self._runner.is_stopping:
            raise Stopped

    async def report(self, done: int, total: int | None, unit: str, note: str = "") -> None:
        """Tell how far this is: at most 20 times a second on the wire, once a second in the row."""
        now = time.monotonic()
        self.progress = Progress(
            done=done, total=total, unit=unit, note=note, eta_s=self._eta(done, total, now)
        )
        if now - self._shown >= 1 / SHOWN_PER_S:
            self._shown = now
            self._runner.show(self.id, self._token, self.progress)
        if now - self._kept >= KEPT_EVERY_S:
            self._kept = now
            await self._runner.keep(self)

    def _eta(self, done: int, total: int | None, now: float) -> float | None:
        if not total or done < total * GUESSED_AFTER:
            return None
        return round((now - self._began) / done * (total - done), 1)


class Runner:
    """Lives on the event loop; `stir` may be called from any thread."""

    def __init__(
        self,
        host_for: Callable[[Caller], Host],
        actor: Callable[[Read, str], Caller],
        show: Callable[[str, str | int | None, Progress], None],
    ) -> None:
        self._host_for, self._actor, self.show = host_for, actor, show
        self._owner = ids.new()
        self._running: dict[str, asyncio.Task[None]] = {}
        self._begun: set[str] = set()
        self._canceled: set[str] = set()
        self._stirred = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self.is_stopping = False
        self._system: Host

    async def serve(self, system: Host) -> None:
        """Pick up tasks until told to stop; a database that cannot be written is tried again."""
        self._system = system
        while not self.is_stopping:
            self._stirred.clear()
            try:
                await self._pick_up()
            except Exception as exc:
                log.warning("task/not_picked_up", error=repr(exc), reason=str(exc))
                await asyncio.sleep(RETRY_S)
                continue
            await self._stirred.wait()

    def stir(self) -> None:
        """Something changed in the table of tasks."""
        self._loop.call_soon_threadsafe(self._stirred.set)

    def is_canceled(self, task_id: str) -> bool:
        return task_id in self._canceled

    @property
    def is_working(self) -> bool:
        return bool(self._running)

    async def stop(self, grace_s: float) -> None:
        """Let tasks rest at their next boundary; cut off what does not come to one in time."""
        self.is_stopping = True
        self._stirred.set()
        running = list(self._running.values())
        if running:
            _, late = await asyncio.wait(running, timeout=grace_s)
            for one in late:
                one.cancel()
            await asyncio.gather(*running, return_exceptions=True)

    async def keep(self, running: Running) -> None:
        progress = running.progress
        await self._system.transact(lambda tx: queue.keep_progress(tx, running.id, progress))

    async def _pick_up(self) -> None:
        for task_id in await self._system.read(queue.canceled_while_running):
            if task_id in self._canceled or task_id not in self._begun:
                continue  # a handler that has not begun could not clean up
            if one := self._running.get(task_id):
                self._canceled.add(task_id)
                one.cancel()
        free = AT_ONCE - len(self._running)
        if free <= 0 or self.is_stopping:
            return
        for waiting in await self._system.read(lambda read: queue.waiting(read, free)):
            await self._start(waiting)

    async def _start(self, waiting: Waiting) -> None:
        leased = await self._system.transact(lambda tx: queue.start(tx, waiting.id, self._owner))
        if leased:
            one = asyncio.create_task(self._run(waiting), name=waiting.kind)
            self._running[waiting.id] = one
            one.add_done_callback(lambda done: self._leave(done, waiting.id))

    def _leave(self, one: asyncio.Task[None], task_id: str) -> None:
        self._running.pop(task_id, None)
        self._begun.discard(task_id)
        self._canceled.discard(task_id)
        self._stirred.set()
        if not one.cancelled() and (exc := one.exception()):
            log.error("task/end_not_kept", task_id=task_id, error=repr(exc))

    async def _run(self, waiting: Waiting) -> None:
        """Work and write down what came of it; what stopped without an end goes on at the next start."""
        host, running = self._system, Running(waiting, self)
        try:
            host = await self._host(waiting)
            self._begun.add(waiting.id)
            self._stirred.set()  # a cancel may have come before
            result = await self._work(host, waiting, running)
        except Stopped:
            return
        except asyncio.CancelledError:
            if waiting.id in self._canceled:
                await self._end(host, running, lambda tx: queue.end_canceled(tx, waiting.id))
        except Exception as exc:
            failure = failure_of(exc, task_id=waiting.id, kind=waiting.kind)
            await self._end(host, running, lambda tx: queue.finish(tx, waiting.id, error=failure))
        else:
            await self._end(host, running, lambda tx: queue.finish(tx, waiting.id, result))

    async def _host(self, waiting: Waiting) -> Host:
        """The sidecar on behalf of whoever asked for the task."""
        caller = await self._system.read(lambda read: self._actor(read, waiting.actor_user_id))
        return self._host_for(
            msgspec.structs.replace(caller, correlation_id=waiting.correlation_id)
        )

    async def _work(self, host: Host, waiting: Waiting, running: Running) -> Any:
        handler = kinds.find(waiting.kind)
        params = msgspec.convert(waiting.params, kinds.params_type(handler))
        return await handler(host, running, params)

    async def _end(self, host: Host, running: Running, end: Callable[[Tx], Task]) -> None:
        """Store the end and the last progress; a cancel comes too late, a full disk is waited for."""

        def work(tx: Tx) -> None:
            queue.keep_progress(tx, running.id, running.progress)
            end(tx)

        while True:
            try:
                return await asyncio.shield(host.transact(work))
            except SidecarError as exc:
                if self.is_stopping or not exc.retryable:
                    raise
                log.warning("task/end_waits", task_id=running.id, reason=str(exc))
            await asyncio.sleep(RETRY_S)
