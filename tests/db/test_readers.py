"""Reads: in place while they are quick, on a thread when not, and of one moment."""

import threading
import time
from typing import Any

import apsw
import pytest

from iat_sidecar.core.caller import SYSTEM
from iat_sidecar.core.errors import DeadlineExceeded, NotFound, ReadOnly
from iat_sidecar.core.lane import OverBudget
from iat_sidecar.core.wire import Wire
from iat_sidecar.db.page import page_of
from iat_sidecar.db.readers import THREADS, Reading
from iat_sidecar.db.tx import Read, Tx
from tests.db.opened import Opened, say

LONG = """with recursive n (i) as (select 1 union all select i + 1 from n where i < {})
    select count(*) from n"""


class User(Wire):
    """A row to page through."""

    id: str
    username: str


def count(upto: int) -> Any:
    return lambda read: read.value(LONG.format(upto))


def events(read: Read) -> Any:
    return read.value("select count(*) from events")


def test_a_quick_read_runs_in_place(opened: Opened) -> None:
    assert opened.db.in_place.run(count(10), SYSTEM) == 10


@pytest.mark.promise("order.read_budget")
def test_a_long_read_is_stopped_in_place_and_goes_through_on_a_thread(opened: Opened) -> None:
    began = time.perf_counter()
    with pytest.raises(OverBudget):
        opened.db.in_place.run(count(100_000_000), SYSTEM)
    assert time.perf_counter() - began < 1  # a hundred times its budget, and far from the whole
    assert opened.look(count(300_000)) == 300_000


def test_a_stopped_read_leaves_its_connection_free(opened: Opened) -> None:
    for _ in range(3):
        with pytest.raises(OverBudget):
            opened.db.in_place.run(count(100_000_000), SYSTEM)
        opened.now(say(1))
        seq = opened.db.in_place.run(lambda read: read.value("select max(seq) from events"), SYSTEM)
        assert seq == opened.db.seq


def test_a_read_past_its_deadline_says_so(opened: Opened) -> None:
    box: list[Any] = []
    answered = threading.Event()

    def done(value: Any, error: BaseException | None) -> None:
        box.append((value, error))
        answered.set()

    opened.db.readers.submit(Reading(count(10**9), SYSTEM, done, lambda: True, timeout_ms=20))
    answered.wait()
    ((value, error),) = box
    assert value is None
    assert isinstance(error, DeadlineExceeded) and error.timeout_ms == 20
    assert opened.look(count(300_000)) == 300_000


@pytest.mark.parametrize("lane", ["in place", "thread"])
def test_a_reader_cannot_write(opened: Opened, lane: str) -> None:
    def work(read: Read) -> Any:
        return read.value("delete from app_users")

    with pytest.raises(ReadOnly):
        opened.db.in_place.run(work, SYSTEM) if lane == "in place" else opened.look(work)
    assert opened.look(lambda read: read.value("select count(*) from app_users")) == 1


@pytest.mark.parametrize("lane", ["in place", "thread"])
def test_a_read_sees_one_moment(opened: Opened, lane: str) -> None:
    def work(read: Read) -> list[int]:
        seen = [read.value("select count(*) from events")]
        opened.now(say(1))
        return [*seen, read.value("select count(*) from events")]

    look = opened.look if lane == "thread" else lambda work: opened.db.in_place.run(work, SYSTEM)
    assert look(work) == [0, 0]
    assert look(events) == 1


def test_two_reads_run_side_by_side_and_a_third_waits(opened: Opened) -> None:
    meeting = threading.Barrier(THREADS, timeout=30)
    names: set[str] = set()
    answered = threading.Semaphore(0)

    def work(read: Read) -> None:
        meeting.wait()
        names.add(threading.current_thread().name + str(threading.get_ident()))

    for _ in range(2 * THREADS):
        opened.db.readers.submit(Reading(work, SYSTEM, lambda *_: answered.release(), lambda: True))
    for _ in range(2 * THREADS):
        assert answered.acquire(timeout=30)
    assert len(names) == THREADS == 2


def test_an_error_of_the_work_is_its_answer(opened: Opened) -> None:
    def work(read: Read) -> None:
        raise NotFound("moon", "x")

    with pytest.raises(NotFound):
        opened.look(work)
    with pytest.raises(apsw.SQLError):
        opened.look(lambda read: read.value("select nothing from nowhere"))


def test_a_listener_that_fails_does_not_end_the_reader(opened: Opened) -> None:
    def refuse(*_: object) -> None:
        raise RuntimeError("nobody listens")

    for _ in range(2 * THREADS):
        opened.db.readers.submit(Reading(count(1), SYSTEM, refuse, lambda: True))
    assert opened.look(count(3)) == 3


def named(name: str) -> str:
    """An id that sorts as its short name does."""
    return f"{ord(name[0]):02x}{name[1:]:0>6}-0000-7000-8000-000000000000"


def test_pages_stay_as_they_are_while_rows_come(opened: Opened) -> None:
    def add(*names: str) -> None:
        def work(tx: Tx) -> None:
            for name in names:
                tx.run(
                    """insert into app_users (id, username, display_name, created_at, updated_at)
                    values ($1, $1, '', '', '')""",
                    named(name),
                )

        opened.now(work)

    def pages(order: Any, between: Any) -> list[list[str]]:
        cursor, found = None, []
        while True:
            page = opened.look(
                lambda read, at=cursor: page_of(
                    read, User, "select id, username from app_users where role = $1",
                    ("member",), 3, at, order,
                )
            )  # fmt: skip
            found.append([each.id for each in page.items])
            if (cursor := page.next_cursor) is None:
                return found
            between()

    add(*(f"m{n}" for n in range(8)))
    extra = iter(range(100))
    newest = pages("desc", lambda: add(f"z{next(extra):02d}"))
    expected = [["m7", "m6", "m5"], ["m4", "m3", "m2"], ["m1", "m0"]]
    assert newest == [[named(name) for name in page] for page in expected]
    oldest = pages("asc", lambda: add(f"a{next(extra):02d}"))
    seen = [*(f"m{n}" for n in range(8)), "z00", "z01"]
    assert [each for page in oldest for each in page] == [named(name) for name in seen]


def test_a_row_that_leaves_takes_no_other_from_the_next_page(opened: Opened) -> None:
    def add(tx: Tx) -> None:
        for n in range(5):
            tx.run(
                """insert into app_users (id, username, display_name, created_at, updated_at)
                values ($1, $1, '', '', '')""",
                named(f"m{n}"),
            )

    def page(cursor: str | None) -> Any:
        select = "select id, username from app_users where role = $1"
        return opened.look(lambda read: page_of(read, User, select, ("member",), 2, cursor))

    opened.now(add)
    first = page(None)
    opened.now(lambda tx: tx.run("delete from app_users where id = $1", first.next_cursor))
    assert [each.id for each in page(first.next_cursor).items] == [named("m2"), named("m1")]


def test_a_read_in_place_sees_every_commit_before_it(opened: Opened) -> None:
    def newest() -> Any:
        return opened.db.in_place.run(
            lambda read: read.value("select max(seq) from events"), SYSTEM
        )

    for number in range(1, 30):
        opened.now(say(number))
        assert (newest(), newest()) == (number, number)


def test_an_idle_reader_does_not_keep_the_log_from_starting_anew(opened: Opened) -> None:
    def log_bytes() -> int:
        return (opened.data_dir / "iat.db-wal").stat().st_size

    opened.now(lambda tx: tx._cursor.execute("pragma wal_autocheckpoint = 100").fetchall())
    sizes = []
    for _ in range(5):
        opened.db.in_place.run(events, SYSTEM)
        for _ in range(10):
            opened.now(lambda tx: [say(n)(tx) for n in range(500)])
        sizes.append(log_bytes())
    assert sizes[-1] == sizes[1]
