"""Worker processes on demand: one picture at a time each, replaced when they die.

The steps of one job ask for the same `affinity` and so meet in one worker, which still holds the
last pictures decoded.
"""

import asyncio
import os
import subprocess
from collections.abc import Sequence
from typing import Any

import msgspec

from iat_sidecar.core import log
from iat_sidecar.core.errors import KINDS, ImagingFailed, WorkerDied
from iat_sidecar.core.program import command
from iat_sidecar.imaging.worker import Answer, Order

TRIES = 2
END_S = 1.0
KEEPS_PAGES = {"MALLOC_MMAP_MAX_": "0", "MALLOC_TRIM_THRESHOLD_": str(1 << 30)}
"""For glibc: frames of 64 MB come out of memory that is kept; fetching its pages anew each time
takes a worker a fifth of its time."""


class Worker:
    """One process and the pipe to it."""

    def __init__(self, argv: Sequence[str]) -> None:
        self._argv = argv
        self._process: asyncio.subprocess.Process | None = None
        self._ids = 0
        self.lock = asyncio.Lock()
        self.waiting = 0

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    async def ask(self, operation: str, request: dict[str, Any]) -> dict[str, Any]:
        """The result; WorkerDied when the process ends meanwhile. A cancel kills it."""
        process = self._process or await self._start()
        self._ids += 1
        order = Order(id=self._ids, operation=operation, request=request)
        try:
            line = await self._exchange(process, msgspec.json.encode(order) + b"\n")
        except asyncio.CancelledError:
            await self.kill()
            raise
        if not line:
            code = await process.wait()
            self._process = None
            raise WorkerDied(operation, _ending(code))
        return _result(msgspec.json.decode(line, type=Answer))

    async def _exchange(self, process: asyncio.subprocess.Process, message: bytes) -> bytes:
        assert process.stdin and process.stdout
        try:
            process.stdin.write(message)
            await process.stdin.drain()
            return await process.stdout.readline()
        except (ConnectionError, ValueError):
            return b""

    async def _start(self) -> asyncio.subprocess.Process:
        self._process = await asyncio.create_subprocess_exec(
            *self._argv,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            limit=1 << 24,
            env={**os.environ, **KEEPS_PAGES, "PYTHONUNBUFFERED": "1"},
            close_fds=True,
        )
        log.debug("worker/started", pid=self._process.pid)
        return self._process

    async def kill(self) -> None:
        process, self._process = self._process, None
        if process and process.returncode is None:
            process.kill()
            await process.wait()

    async def end(self) -> None:
        """Close its stdin and let it go; kill it when it lingers."""
        process, self._process = self._process, None
        if process is None or process.returncode is not None:
            return
        assert process.stdin
        process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), END_S)
        except TimeoutError:
            process.kill()
            await process.wait()


class Pool:
    """As many workers as cores; each started when there is work for it."""

    def __init__(self, size: int | None = None, argv: Sequence[str] | None = None) -> None:
        self.size = size or max(1, os.cpu_count() or 1)
        self._workers = [Worker(argv or command("worker")) for _ in range(self.size)]
        self._homes: dict[str, Worker] = {}
        self.computing: dict[str, asyncio.Future[None]] = {}  # by name, so nothing is begun twice

    async def run(
        self, operation: str, request: msgspec.Struct | dict[str, Any], affinity: str | None = None
    ) -> dict[str, Any]:
        """Run an operation; a worker that dies costs one retry."""
        given = msgspec.to_builtins(request)
        for attempt in range(1, TRIES + 1):
            worker = self._home(affinity)
            worker.waiting += 1
            try:
                async with worker.lock:
                    return await worker.ask(operation, given)
            except WorkerDied as exc:
                log.warning("worker/died", operation=operation, reason=exc.reason, attempt=attempt)
                if attempt == TRIES:
                    raise
            finally:
                worker.waiting -= 1
        raise ImagingFailed(operation, "no worker answered")

    def release(self, affinity: str) -> None:
        """Forget where a job's steps met."""
        self._homes.pop(affinity, None)

    @property
    def pids(self) -> list[int]:
        return [worker.pid for worker in self._workers if worker.pid]

    async def close(self) -> None:
        await asyncio.gather(*(worker.end() for worker in self._workers))

    def _home(self, affinity: str | None) -> Worker:
        if affinity and (home := self._homes.get(affinity)):
            return home
        idle = min(self._workers, key=lambda worker: (worker.waiting, worker.pid is None))
        if affinity:
            self._homes[affinity] = idle
        return idle


def _result(answer: Answer) -> dict[str, Any]:
    if answer.error_kind is None:
        return answer.result or {}
    error = KINDS.get(answer.error_kind)
    if error is None:
        raise ImagingFailed("the worker", answer.error_kind)
    raise error(**answer.error_fields)


def _ending(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"
