"""The worker pool: homes, retries, cancels, limits, and an end that leaves nobody behind."""

import asyncio
import os
import resource
import select
import signal
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from iat_sidecar.core.errors import (
    ImagingFailed,
    InvalidImage,
    InvalidParams,
    NotFound,
    WorkerDied,
)
from iat_sidecar.imaging import worker
from iat_sidecar.imaging.pool import Pool

Look = Callable[[Pool], Coroutine[Any, Any, None]]


def with_pool(look: Look, size: int = 2) -> None:
    """Run a look at a pool that is closed whatever happens."""

    async def main() -> None:
        pool = Pool(size)
        try:
            await asyncio.wait_for(look(pool), 60)
        finally:
            await pool.close()

    asyncio.run(main())


def sketch(root: Path, size: int = 64, **more: Any) -> dict[str, Any]:
    params = {
        "scene": "A pier",
        "prompt": "",
        "cast": [],
        "palette": [],
        "line_weight_px": None,
        "width_px": size,
        "height_px": size,
        "seed": 1,
        "candidate": 0,
        **more,
    }
    return {"params": params, "inputs": {}, "root": str(root), "may_create_root": True}


async def raised(work: Awaitable[Any]) -> Exception:
    try:
        await work
    except Exception as exc:
        return exc
    raise AssertionError("nothing was raised")


def test_a_worker_is_started_when_there_is_work_and_kept() -> None:
    async def look(pool: Pool) -> None:
        assert pool.pids == []
        first = await pool.run("doctor/look", {})
        assert first == {"missing_libraries": [], "missing_codecs": []}
        (pid,) = pool.pids
        await pool.run("doctor/look", {})
        assert pool.pids == [pid]

    with_pool(look)


def test_works_at_once_are_spread_over_the_workers() -> None:
    async def look(pool: Pool) -> None:
        await asyncio.gather(*(pool.run("doctor/look", {}) for _ in range(4)))
        assert len(pool.pids) == 2

    with_pool(look)


def test_the_steps_of_one_job_stay_in_one_worker(tmp_path: Path) -> None:
    async def look(pool: Pool) -> None:
        await asyncio.gather(*(pool.run("doctor/look", {}) for _ in range(2)))
        busy = {pid: _cpu(pid) for pid in pool.pids}
        for seed in range(4):
            await pool.run("sketch/draw", sketch(tmp_path, 256, seed=seed), "job 1")
        worked = {pid for pid in pool.pids if _cpu(pid) > busy[pid] + 5}
        assert len(worked) == 1
        pool.release("job 1")
        pool.release("job 1")

    with_pool(look)


def _cpu(pid: int) -> int:
    """Processor time of a process in ticks."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def test_a_worker_lets_everybody_else_go_first() -> None:
    async def look(pool: Pool) -> None:
        await pool.run("doctor/look", {})
        (pid,) = pool.pids
        assert os.getpriority(os.PRIO_PROCESS, pid) == 10

    with_pool(look)


def test_a_worker_that_died_while_idle_costs_nothing() -> None:
    async def look(pool: Pool) -> None:
        await pool.run("doctor/look", {})
        (pid,) = pool.pids
        os.kill(pid, signal.SIGKILL)
        assert await pool.run("doctor/look", {})
        assert pool.pids != [pid]

    with_pool(look, 1)


def test_a_worker_that_dies_at_every_try_is_told() -> None:
    async def look(pool: Pool) -> None:
        pool._workers[0]._argv = ["false"]
        error = await raised(pool.run("doctor/look", {}))
        assert isinstance(error, WorkerDied)
        assert (error.operation, error.reason) == ("doctor/look", "exit code 1")
        assert pool.pids == []

    with_pool(look, 1)


def test_a_cancel_kills_the_worker_and_the_next_work_gets_another(tmp_path: Path) -> None:
    async def look(pool: Pool) -> None:
        await pool.run("doctor/look", {})
        (pid,) = pool.pids
        watched = os.pidfd_open(pid)
        work = asyncio.create_task(pool.run("sketch/draw", sketch(tmp_path, 4096)))
        while not pool._workers[0].lock.locked():
            await asyncio.sleep(0)
        work.cancel()
        with pytest.raises(asyncio.CancelledError):
            await work
        assert select.select([watched], [], [], 30)[0]
        os.close(watched)
        assert await pool.run("doctor/look", {})
        assert pid not in pool.pids

    with_pool(look, 1)


def test_a_cancel_while_waiting_leaves_the_worker_to_others(tmp_path: Path) -> None:
    async def look(pool: Pool) -> None:
        await pool.run("doctor/look", {})
        before = pool.pids
        first = asyncio.create_task(pool.run("sketch/draw", sketch(tmp_path, 512)))
        second = asyncio.create_task(pool.run("doctor/look", {}))
        await asyncio.sleep(0)
        second.cancel()
        assert set(await first) == {"outputs", "facts", "own_ms"}
        assert pool.pids == before

    with_pool(look, 1)


def test_closing_ends_every_worker() -> None:
    watched: list[int] = []

    async def look(pool: Pool) -> None:
        await asyncio.gather(*(pool.run("doctor/look", {}) for _ in range(2)))
        watched.extend(os.pidfd_open(pid) for pid in pool.pids)

    with_pool(look)
    for each in watched:
        assert select.select([each], [], [], 0)[0]
        os.close(each)
    assert len(watched) == 2


def test_an_operation_that_needs_too_much_memory_is_told_and_the_worker_stays(
    tmp_path: Path,
) -> None:
    async def look(pool: Pool) -> None:
        await pool.run("sketch/draw", sketch(tmp_path))
        (pid,) = pool.pids
        limit = _data_bytes(pid) + 20_000_000
        resource.prlimit(pid, resource.RLIMIT_DATA, (limit, limit))
        error = await raised(pool.run("sketch/draw", sketch(tmp_path, 4096)))
        assert isinstance(error, ImagingFailed)
        assert (error.operation, error.reason) == (
            "sketch/draw",
            "it needs more memory than it may use",
        )
        assert pool.pids == [pid]
        assert (await pool.run("sketch/draw", sketch(tmp_path)))["outputs"]

    with_pool(look, 1)


def _data_bytes(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    (kib,) = (line.split()[1] for line in status.splitlines() if line.startswith("VmData:"))
    return int(kib) * 1024


def test_a_workers_memory_is_bounded_from_the_start() -> None:
    async def look(pool: Pool) -> None:
        await pool.run("doctor/look", {})
        (pid,) = pool.pids
        assert resource.prlimit(pid, resource.RLIMIT_DATA) == (3 << 30, 3 << 30)

    with_pool(look, 1)


def test_errors_of_a_worker_keep_their_kind_and_facts(tmp_path: Path) -> None:
    async def look(pool: Pool) -> None:
        text = tmp_path / "a.png"
        text.write_text("no picture")
        request = {"path": str(text), "root": str(tmp_path), "may_create_root": True, "note": {}}
        error = await raised(pool.run("picture/import", request))
        assert isinstance(error, InvalidImage)
        assert error.path == str(text)
        error = await raised(pool.run("picture/import", {"path": 5}))
        assert isinstance(error, InvalidParams)
        error = await raised(pool.run("picture/imagine", {}))
        assert isinstance(error, NotFound)
        assert len(pool.pids) == 1

    with_pool(look, 1)


def test_prints_of_a_library_do_not_reach_the_pipe(tmp_path: Path) -> None:
    async def look(pool: Pool) -> None:
        source = tmp_path / "a.png"
        Image.new("RGB", (8, 8)).save(source)
        request = {
            "path": str(source),
            "root": str(tmp_path / "root"),
            "may_create_root": True,
            "note": {},
        }
        for _ in range(2):
            answer = await pool.run("picture/import", request)
            assert answer["picture"]["mime_type"] == "image/png"

    with_pool(look, 1)


def test_a_worker_that_waits_lets_go_of_what_it_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    taken, given = os.pipe()
    monkeypatch.setattr(worker, "IDLE_S", 0)

    class Bench:
        def clear(self) -> None:
            os.write(given, b"the next order\n")

    with os.fdopen(taken, "rb") as orders:
        assert worker._next(orders, Bench()) == b"the next order\n"
    os.close(given)
