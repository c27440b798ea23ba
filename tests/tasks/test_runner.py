"""Tasks: picked up, worked on, ended once, and taken up again where they were left."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from iat_sidecar.core import clock
from iat_sidecar.core.errors import Conflict, StorageFull
from iat_sidecar.tasks import kinds, queue, runner
from iat_sidecar.tasks.model import Progress
from iat_sidecar.tasks.runner import Running
from tests.tasks.workshop import Host, Made, Words, Workshop

Kind = Callable[[str, Callable[..., Awaitable[Any]]], None]


@pytest.fixture
def kind(monkeypatch: pytest.MonkeyPatch) -> Kind:
    """Register a kind of task for one test."""

    def register(name: str, work: Callable[..., Awaitable[Any]]) -> None:
        async def handler(host: Host, running: Running, params: Words) -> Made:
            return Made(text=str(await work(host, running, params)))

        monkeypatch.setitem(kinds.KINDS, name, handler)

    return register


async def _echo(host: Host, running: Running, params: Words) -> str:
    return params.text


def test_a_task_is_created_started_and_finished_with_its_result(tmp_path: Path, kind: Kind) -> None:
    async def story() -> None:
        async with Workshop(tmp_path) as shop:
            task_id = await shop.add("test/echo", "hello")
            task = await shop.ended(task_id)
            assert (task.status, task.result, task.error) == ("done", {"text": "hello"}, None)
            assert task.attempt == 1
            assert task.started_at and task.finished_at
            assert shop.methods(task_id) == ["task/created", "task/started", "task/finished"]

    kind("test/echo", _echo)
    asyncio.run(story())


def test_a_task_acts_for_whoever_asked(tmp_path: Path, kind: Kind) -> None:
    async def who(host: Host, running: Running, params: Words) -> str:
        return f"{host.caller.username} {host.caller.correlation_id}"

    async def story() -> None:
        async with Workshop(tmp_path) as shop:
            task = await shop.ended(await shop.add("test/who", correlation_id="c1"))
            assert task.result == {"text": "local c1"}
            event = await shop.heard("task/finished", task.id)
            assert (event["actor_user_id"], event["correlation_id"]) == (shop.caller.user_id, "c1")

    kind("test/who", who)
    asyncio.run(story())


def test_an_error_of_ours_is_the_tasks_error(tmp_path: Path, kind: Kind) -> None:
    async def fail(host: Host, running: Running, params: Words) -> None:
        raise Conflict("somebody was quicker")

    async def story() -> None:
        async with Workshop(tmp_path) as shop:
            task = await shop.ended(await shop.add("test/fail"))
            assert (task.status, task.result) == ("failed", None)
            assert task.error and (task.error.code, task.error.message) == (
                2002,
                "somebody was quicker.",
            )
            assert task.error.data["kind"] == "conflict"
            assert task.error.data["details"] == {"reason": "somebody was quicker"}

    kind("test/fail", fail)
    asyncio.run(story())


def test_an_unforeseen_error_tells_only_where_to_look(tmp_path: Path, kind: Kind) -> None:
    async def crash(host: Host, running: Running, params: Words) -> None:
        raise RuntimeError("secret insides")

    async def story() -> None:
        async with Workshop(tmp_path) as shop:
            task = await shop.ended(await shop.add("test/crash"))
            assert task.error and task.error.code == -32603
            assert "secret" not in str(task)
            other = await shop.ended(await shop.add("test/nothing"))
            assert other.status == "failed"

    kind("test/crash", crash)
    asyncio.run(story())


def test_a_queued_task_is_canceled_without_running(tmp_path: Path, kind: Kind) -> None:
    release = asyncio.Event()

    async def wait(host: Host, running: Running, params: Words) -> None:
        await release.wait()

    async def story() -> None:
        async with Workshop(tmp_path) as shop:
            busy = [await shop.add("test/wait") for _ in range(runner.AT_ONCE)]
            for each in busy:
                await shop.heard("task/started", each)
            waiting = await shop.add("test/wait")
            assert (await shop.cancel(waiting)).status == "canceled"
            release.set()
            for each in busy:
                await shop.ended(each)
            task = await shop.get(waiting)
            assert (task.status, task.attempt, task.started_at) == ("canceled", 0, None)
            assert shop.methods(waiting) == ["task/created", "task/finished"]

    kind("test/wait", wait)
    asyncio.run(story())


def test_a_running_task_is_canceled_where_it_waits(tmp_path: Path, kind: Kind) -> None:
    cleaned: list[str] = []

    async def wait(host: Host, running: Running, params: Words) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            cleaned.append(running.id)

    async def story() -> None:
        async with Workshop(tmp_path) as shop:
            task_id = await shop.add("test/wait")
            await shop.heard("task/started", task_id)
            assert (await shop.cancel(task_id)).status == "running"
            task = await shop.ended(task_id)
            assert (task.status, task.result, task.error) == ("canceled", None, None)
            assert cleaned == [task_id]
            assert (await shop.cancel(task_id)).status == "canceled"
            assert shop.methods(task_id).count("task/finished") == 1

    kind("test/wait", wait)
    asyncio.run(story())


def test_a_cancel_that_comes_after_the_end_changes_nothing(tmp_path: Path, kind: Kind) -> None:
    async def story() -> None:
        async with Workshop(tmp_path) as shop:
            done = await shop.ended(await shop.add("test/echo", "x"))
            assert await shop.cancel(done.id) == done
            assert await shop.transact(lambda tx: queue.end_canceled(tx, done.id)) == done

    kind("test/echo", _echo)
    asyncio.run(story())


def test_progress_is_shown_at_most_20_times_a_second_and_kept_to_the_last(
    tmp_path: Path, kind: Kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    monkeypatch.setattr(runner.time, "monotonic", lambda: now[0])

    async def count(host: Host, running: Running, params: Words) -> None:
        for n in range(1, 201):
            now[0] += 0.01
            await running.report(n, 200, "steps")

    async def story() -> None:
        async with Workshop(tmp_path) as shop:
            task = await shop.ended(await shop.add("test/count", progress_token="t7"))
            assert 30 <= len(shop.shown) <= 41
            assert {(task_id, token) for task_id, token, _ in shop.shown} == {(task.id, "t7")}
            done = [progress.done for _, _, progress in shop.shown]
            assert done == sorted(set(done))
            assert task.progress == Progress(done=200, total=200, unit="steps", eta_s=0.0)

    kind("test/count", count)
    asyncio.run(story())


def test_an_estimate_follows_from_what_is_done(
    tmp_path: Path, kind: Kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [0.0]
    monkeypatch.setattr(runner.time, "monotonic", lambda: now[0])

    async def count(host: Host, running: Running, params: Words) -> None:
        await running.report(0, 1_000, "steps")
        now[0] = 1.0
        await running.report(9, 1_000, "steps", "too few to tell")
        now[0] = 4.0
        await running.report(200, 1_000, "steps", "two hundred")

    async def story() -> None:
        async with Workshop(tmp_path) as shop:
            await shop.ended(await shop.add("test/count"))
            assert [progress for _, _, progress in shop.shown] == [
                Progress(done=0, total=1_000, unit="steps", eta_s=None),
                Progress(done=9, total=1_000, unit="steps", eta_s=None, note="too few to tell"),
                Progress(done=200, total=1_000, unit="steps", eta_s=16.0, note="two hundred"),
            ]

    kind("test/count", count)
    asyncio.run(story())


def test_a_stopped_task_rests_at_its_boundary_and_goes_on_at_the_next_start(
    tmp_path: Path, kind: Kind
) -> None:
    reached = asyncio.Event()
    steps: list[int] = []

    async def work(host: Host, running: Running, params: Words) -> int:
        steps.append(running.attempt)
        if running.attempt == 1:
            reached.set()
            while True:
                await asyncio.sleep(0)
                running.checkpoint()
        return running.attempt

    async def first() -> str:
        async with Workshop(tmp_path) as shop:
            task_id = await shop.add("test/steps")
            await reached.wait()
            await shop.stop(grace_s=10)
            task = await shop.get(task_id)
            assert (task.status, task.finished_at) == ("running", None)
            return task_id

    async def second(task_id: str) -> None:
        async with Workshop(tmp_path) as shop:
            task = await shop.ended(task_id)
            assert (task.status, task.result, task.attempt) == ("done", {"text": "2"}, 2)

    kind("test/steps", work)
    asyncio.run(second(asyncio.run(first())))
    assert steps == [1, 2]


def test_what_does_not_come_to_a_boundary_in_time_is_cut_off_and_goes_on_later(
    tmp_path: Path, kind: Kind
) -> None:
    async def work(host: Host, running: Running, params: Words) -> str:
        if running.attempt == 1:
            await asyncio.Event().wait()
        return "at last"

    async def first() -> str:
        async with Workshop(tmp_path) as shop:
            task_id = await shop.add("test/slow")
            await shop.heard("task/started", task_id)
            await shop.stop(grace_s=0)
            assert (await shop.get(task_id)).status == "running"
            return task_id

    async def second(task_id: str) -> None:
        async with Workshop(tmp_path) as shop:
            assert (await shop.ended(task_id)).result == {"text": "at last"}

    kind("test/slow", work)
    asyncio.run(second(asyncio.run(first())))


def test_a_running_task_holds_a_lease_that_progress_renews(
    tmp_path: Path, kind: Kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    leases: list[tuple[Any, ...]] = []

    async def work(host: Host, running: Running, params: Words) -> None:
        async def look() -> None:
            leases.extend(
                await host.read(
                    lambda read: read.tuples("select lease_owner, lease_until from tasks")
                )
            )

        await look()
        monkeypatch.setattr(queue, "LEASE_S", 3_600.0)
        await running.report(1, 2, "steps")
        await look()

    async def story() -> None:
        async with Workshop(tmp_path) as shop:
            await shop.ended(await shop.add("test/lease"))
            after = await shop.db.read(
                shop.caller, lambda read: read.tuples("select lease_owner, lease_until from tasks")
            )
            assert after == [(None, None)]

    kind("test/lease", work)
    asyncio.run(story())
    (owner, until), (same, later) = leases
    assert owner == same and owner
    assert clock.now() < until < later


def test_a_task_is_leased_once(tmp_path: Path) -> None:
    async def story() -> None:
        async with Workshop(tmp_path) as shop:
            await shop.stop()
            task_id = await shop.add("test/none")
            leases = [
                await shop.transact(lambda tx, who=who: queue.start(tx, task_id, who))
                for who in ("one", "two")
            ]
            assert [lease and lease.attempt for lease in leases] == [1, None]

    asyncio.run(story())


def test_urgent_tasks_come_first_then_older_ones(tmp_path: Path) -> None:
    async def story() -> None:
        async with Workshop(tmp_path) as shop:
            await shop.stop()
            ids = [await shop.add("test/none", priority=p) for p in (100, 50, 100, 10)]
            waiting = await shop.db.read(shop.caller, lambda read: queue.waiting(read, 3))
            assert [each.id for each in waiting] == [ids[3], ids[1], ids[0]]

    asyncio.run(story())


def test_only_so_many_run_at_once_and_the_others_follow(tmp_path: Path, kind: Kind) -> None:
    running_now: set[str] = set()
    most: list[int] = []
    full, release = asyncio.Event(), asyncio.Event()

    async def work(host: Host, running: Running, params: Words) -> None:
        running_now.add(running.id)
        most.append(len(running_now))
        if len(running_now) == runner.AT_ONCE:
            full.set()
        await release.wait()
        running_now.discard(running.id)

    async def story() -> None:
        async with Workshop(tmp_path) as shop:
            ids = [await shop.add("test/many") for _ in range(3 * runner.AT_ONCE)]
            await full.wait()
            release.set()
            ended = [await shop.ended(each) for each in ids]
            assert {task.status for task in ended} == {"done"}
            assert max(most) == runner.AT_ONCE

    kind("test/many", work)
    asyncio.run(story())


def test_an_end_that_finds_no_room_is_stored_when_there_is_some(
    tmp_path: Path, kind: Kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "RETRY_S", 0)
    refusals = [StorageFull("here"), StorageFull("here")]
    real = queue.finish

    def finish(*given: Any, **named: Any) -> Any:
        if refusals:
            raise refusals.pop()
        return real(*given, **named)

    async def story() -> None:
        async with Workshop(tmp_path) as shop:
            task = await shop.ended(await shop.add("test/echo", "kept"))
            assert (task.status, task.result, refusals) == ("done", {"text": "kept"}, [])

    monkeypatch.setattr(queue, "finish", finish)
    kind("test/echo", _echo)
    asyncio.run(story())


def test_a_disk_that_is_full_for_a_while_does_not_end_the_runner(
    tmp_path: Path, kind: Kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "RETRY_S", 0)
    refusals = [StorageFull("here")]
    real = queue.start

    def start(*given: Any) -> Any:
        if refusals:
            raise refusals.pop()
        return real(*given)

    async def story() -> None:
        async with Workshop(tmp_path) as shop:
            assert (await shop.ended(await shop.add("test/echo", "x"))).status == "done"

    monkeypatch.setattr(queue, "start", start)
    kind("test/echo", _echo)
    asyncio.run(story())
