"""The event loop's thread: started with the first task or `async def` method, and ended with it."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from iat_sidecar.core import log
from iat_sidecar.core.caller import SYSTEM, Caller
from iat_sidecar.core.errors import Canceled, DeadlineExceeded, ShuttingDown

if TYPE_CHECKING:
    import asyncio

    from iat_sidecar.core.wire import Wire
    from iat_sidecar.db.database import Database
    from iat_sidecar.db.tx import Tx
    from iat_sidecar.imaging.pool import Pool
    from iat_sidecar.rpc.call import Call
    from iat_sidecar.rpc.session import Session
    from iat_sidecar.sidecar import Sidecar
    from iat_sidecar.tasks.model import Progress
    from iat_sidecar.tasks.runner import Runner

CLOSE_S = 1.0

Show = Callable[[str, "str | int | None", "Progress"], None]


class Loop:
    """Async methods, tasks and the worker pool; imports asyncio on its own thread."""

    def __init__(
        self, db: Database, show: Show, session: Session, on_failed: Callable[[], None]
    ) -> None:
        self._db, self._show, self._session = db, show, session
        self._on_failed = on_failed
        self._lock = threading.Lock()
        self._backlog: list[Callable[[], None]] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self._calls: set[asyncio.Task[None]] = set()
        self._answering: dict[tuple[str, str], asyncio.Future[None]] = {}
        self._runner: Runner
        self._pool: Pool
        self._thread = threading.Thread(target=self._serve, name="loop", daemon=True)
        self._thread.start()

    def run(self, call: Call) -> None:
        """Answer an `async def` method; called from the thread that reads the wire."""
        self._soon(lambda: self._begin(call))

    def stir(self) -> None:
        """Something changed in the table of tasks."""
        self._soon(lambda: self._runner.stir())

    def close(self) -> None:
        """Cancel what runs and end the workers."""
        self._soon(self._stop)
        self._thread.join(CLOSE_S)

    def _soon(self, act: Callable[[], None]) -> None:
        with self._lock:
            if self._loop is None:
                self._backlog.append(act)
            else:
                with contextlib.suppress(RuntimeError):  # it has ended, and nobody waits any more
                    self._loop.call_soon_threadsafe(act)

    def _serve(self) -> None:
        import asyncio

        try:
            asyncio.run(self._main())
        except Exception as exc:  # without its loop it would leave requests unanswered
            log.error("loop/failed", error=repr(exc))
            self._on_failed()

    async def _main(self) -> None:
        import asyncio

        from iat_sidecar.features.config import values as config
        from iat_sidecar.features.project import storage
        from iat_sidecar.features.user import store as users
        from iat_sidecar.imaging.pool import Pool
        from iat_sidecar.tasks.runner import Runner

        self._ended = asyncio.Event()
        await asyncio.to_thread(_sweep, await self._db.read(SYSTEM, storage.every_root))
        count = await self._db.read(SYSTEM, lambda read: config.value(read, "workers.count"))
        self._pool = Pool(count)
        self._runner = Runner(self._sidecar, users.caller_by_id, self._show)
        with self._lock:
            self._loop = asyncio.get_running_loop()
            for act in self._backlog:
                self._loop.call_soon(act)
        system = self._sidecar(SYSTEM)
        serving = asyncio.create_task(self._runner.serve(system))
        await self._ended.wait()
        serving.cancel()
        await self._runner.stop(0)
        await self._pool.close()

    def _stop(self) -> None:
        for task in self._calls:
            task.cancel()
        self._ended.set()

    def _sidecar(self, caller: Caller, **more: Any) -> Sidecar:
        from iat_sidecar.sidecar import Sidecar

        return Sidecar(self._db, self._pool, self._runner, caller, self._session, **more)

    def _begin(self, call: Call) -> None:
        import asyncio

        assert self._loop
        loop, task = self._loop, asyncio.create_task(self._answer(call))
        self._calls.add(task)
        task.add_done_callback(self._calls.discard)
        call.stop = lambda: loop.call_soon_threadsafe(task.cancel)
        if call.is_claimed:  # canceled while it waited here, so nobody will call `stop`
            task.cancel()
        elif call.ends_at is not None:
            late = DeadlineExceeded(call.timeout_ms)
            timer = loop.call_at(call.ends_at, call.abort, late)
            task.add_done_callback(lambda _: timer.cancel())

    async def _answer(self, call: Call) -> None:
        """Run the handler; its conclusion, or its end, claims the request."""
        import asyncio

        conclusion = Conclusion(call, self._db)
        try:
            body = await self._alone(call, conclusion)
        except asyncio.CancelledError:  # the loop ends; who canceled the call has answered it
            conclusion.leave()
        except Exception as exc:
            conclusion.end(None, exc)
        else:
            conclusion.end(body, None)

    async def _alone(self, call: Call, conclusion: Conclusion) -> bytes:
        """A repeated idempotency key waits for the answer in flight and gets the same."""
        import asyncio

        if call.caller.idempotency_key is None:
            return await self._handle(call, conclusion)
        key = (call.caller.user_id, call.caller.idempotency_key)
        while earlier := self._answering.get(key):
            await asyncio.shield(earlier)
        mine = self._answering[key] = asyncio.get_running_loop().create_future()
        try:
            return await self._handle(call, conclusion)
        finally:
            del self._answering[key]
            mine.set_result(None)

    async def _handle(self, call: Call, conclusion: Conclusion) -> bytes:
        from iat_sidecar.call import given_before, resolved
        from iat_sidecar.rpc.message import encode

        found = await self._db.read(call.caller, lambda read: given_before(read, call))
        if found is not None:
            return found
        arguments = await self._db.read(call.caller, lambda read: resolved(read, call))
        conclusion.arguments = arguments
        sidecar = self._sidecar(call.caller, conclude=conclusion.transact)
        result = await call.method.run(sidecar, arguments)
        if conclusion.body is None and call.caller.idempotency_key is not None:
            await conclusion.transact(lambda tx: result)
        return conclusion.body or encode(result)


def _sweep(roots: list[str]) -> None:
    """Remove what a process that died was still writing; no worker of ours writes yet."""
    from iat_sidecar.files import content

    for root in roots:
        try:
            content.sweep_temporary(root)
        except OSError as exc:  # a root that cannot be written now is told when it is used
            log.warning("files/not_swept", root=root, error=str(exc))


class Conclusion:
    """The transaction that answers: claims the request once, also when its batch runs again."""

    def __init__(self, call: Call, db: Database) -> None:
        self._call, self._db = call, db
        self._is_claimed = self._is_left = self._is_urgent = False
        self._outcome: tuple[bytes | None, BaseException | None] | None = None
        self.arguments: dict[str, Any] = {}
        self.body: bytes | None = None

    async def transact(self, work: Callable[[Tx], Wire]) -> Wire:
        from iat_sidecar.db.waiting import Waiting
        from iat_sidecar.db.writer import Write

        waiting: Waiting[Wire] = Waiting()

        def done(value: Any, error: BaseException | None) -> None:
            self._settle(error)
            waiting.done(value, error)

        self._db.submit(Write(self._answering(work), self._call.caller, done, waiting.claim))
        return await waiting.wait()

    def end(self, body: bytes | None, error: BaseException | None) -> None:
        """Answer with what the handler came to."""
        if self._claim():
            self._call.finish(body, error)

    def leave(self) -> None:
        """The handler was cut off: the transaction's answer stands if it got that far."""
        if self._call.abort(ShuttingDown()):
            return
        self._is_left = True
        if self._outcome:
            self._call.finish(*self._outcome)

    def _claim(self) -> bool:
        self._is_claimed = self._is_claimed or self._call.claim()
        return self._is_claimed

    def _answering(self, work: Callable[[Tx], Wire]) -> Callable[[Tx], Wire]:
        from iat_sidecar.call import check_still_usable, concluded, given_before

        def run(tx: Tx) -> Wire:
            if not self._claim():
                raise Canceled()
            given_before(tx, self._call)  # a conflict, when another method took the key meanwhile
            check_still_usable(tx, self._call, self.arguments)
            result = work(tx)
            self._is_urgent = tx.answers_first
            self.body = concluded(tx, self._call, self.arguments, result)
            return result

        return run

    def _settle(self, error: BaseException | None) -> None:
        """On the writer's thread, after the commit and before the events of a started task."""
        if not self._is_claimed:
            return
        self._outcome = (None, error) if error else (self.body, None)
        if self._is_left or (self._is_urgent and error is None):
            self._call.finish(*self._outcome)
