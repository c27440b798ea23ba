"""Group commit: many requests, one commit, and each comes out as if it had been alone."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import apsw
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from iat_sidecar.core.caller import SYSTEM
from iat_sidecar.core.errors import Conflict, StorageFull
from iat_sidecar.db.database import Database
from iat_sidecar.db.tx import Tx
from iat_sidecar.db.writer import Write
from tests.db.opened import Opened, is_healthy, say, seqs, stored

OK, FAILING, POISONED, ENDED, SWALLOWED, CLAIMED = (
    "ok", "failing", "poisoned", "ended", "swallowed", "claimed",
)  # fmt: skip
KINDS = st.lists(
    st.sampled_from([OK, OK, OK, FAILING, POISONED, ENDED, SWALLOWED, CLAIMED]), max_size=24
)


class Asked:
    """One write of a batch, and what became of it."""

    def __init__(self, opened: Opened, kind: str, number: int) -> None:
        self.kind, self.number, self.opened = kind, number, opened
        self.runs = 0
        self.answered = threading.Event()
        self.answers: list[tuple[Any, BaseException | None]] = []

    def work(self, tx: Tx) -> int:
        self.runs += 1
        say(self.number)(tx)
        match self.kind:
            case "failing":
                raise Conflict("it was to fail")
            case "poisoned":
                tx.run("insert into project_storage (id, project_id, created_at, updated_at)"
                       " values ('x', 'nobody', '', '')")  # fmt: skip
            case "ended":  # as a full disk does
                tx._cursor.execute("rollback")
            case "swallowed":
                tx._cursor.execute("rollback")
                raise Conflict("a caught error hides that the transaction is gone")
        return self.number

    def done(self, value: Any, error: BaseException | None) -> None:
        numbers = stored(self.opened.data_dir, "select params_json from events")
        self.was_stored = any(f'"number":{self.number}}}' in text for (text,) in numbers)
        self.opened.log.append(("answered", self.number))
        self.answers.append((value, error))
        self.answered.set()

    @property
    def write(self) -> Write:
        return Write(self.work, SYSTEM, self.done, lambda: self.kind != CLAIMED)


class Gate:
    """Holds the writer, so that what is submitted meanwhile becomes one batch."""

    def __init__(self, opened: Opened) -> None:
        self._opened, self._open, self.passed = opened, threading.Event(), threading.Event()

    def __enter__(self) -> None:
        entered = threading.Event()

        def wait(tx: Tx) -> None:
            entered.set()
            self._open.wait()

        self._opened.db.submit(
            Write(wait, SYSTEM, lambda value, error: self.passed.set(), lambda: True)
        )
        entered.wait()

    def __exit__(self, *_: object) -> None:
        self._open.set()
        self.passed.wait()


def _ask(opened: Opened, kinds: list[str], first: int = 0) -> list[Asked]:
    """Submit writes of these kinds as one batch and wait for their answers."""
    batch = [Asked(opened, kind, number) for number, kind in enumerate(kinds, first)]
    with Gate(opened):
        for each in batch:
            opened.db.submit(each.write)
    for each in batch:
        if each.kind != CLAIMED:
            each.answered.wait()
    return batch


@settings(
    max_examples=40, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(kinds=KINDS)
def test_a_batch_of_anything_leaves_what_was_acknowledged(opened: Opened, kinds: list[str]) -> None:
    before = opened.db.seq
    opened.log.clear()
    opened.told.clear()
    batch = _ask(opened, kinds)
    good = [each for each in batch if each.kind == OK]
    assert [each.answers for each in good] == [[(each.number, None)] for each in good]
    assert all(each.was_stored for each in good)
    for each in batch:
        assert len(each.answers) == (each.kind != CLAIMED)
        assert each.kind == OK or all(error for _, error in each.answers)
    assert [told.seq for told in opened.told] == list(range(before + 1, before + 1 + len(good)))
    assert opened.db.seq == before + len(good)
    told = [entry for each in good for entry in (("told", 0), ("answered", each.number))]
    heard = [(what, 0 if what == "told" else n) for what, n in opened.log
             if what == "told" or batch[n].kind == OK]  # fmt: skip
    assert heard == told
    assert seqs(opened.data_dir) == list(range(1, opened.db.seq + 1))


def test_requests_that_wait_together_share_a_commit(opened: Opened) -> None:
    batch = _ask(opened, [OK] * 50)
    assert [each.runs for each in batch] == [1] * 50


def test_a_request_that_fails_by_rule_does_not_make_the_others_run_again(opened: Opened) -> None:
    batch = _ask(opened, [OK, FAILING, OK])
    assert [each.runs for each in batch] == [1, 1, 1]
    assert [type(each.answers[0][1]) for each in batch] == [type(None), Conflict, type(None)]


def test_a_poisoned_batch_runs_again_one_by_one(opened: Opened) -> None:
    batch = _ask(opened, [OK, POISONED, OK])
    assert [each.runs for each in batch] == [2, 2, 1]
    assert isinstance(batch[1].answers[0][1], apsw.ConstraintError)
    assert [each.was_stored for each in batch] == [True, False, True]


def test_nothing_goes_on_in_a_transaction_that_ended_inside_a_handler(opened: Opened) -> None:
    batch = _ask(opened, [OK, ENDED, SWALLOWED, OK])
    assert [each.answers[0][1] is None for each in batch] == [True, False, False, True]
    assert [each.was_stored for each in batch] == [True, False, False, True]


def test_a_canceled_request_never_runs(opened: Opened) -> None:
    batch = _ask(opened, [CLAIMED, OK])
    assert [each.runs for each in batch] == [0, 1]


def test_a_task_starting_request_is_answered_before_its_events(opened: Opened) -> None:
    def work(tx: Tx) -> int:
        tx.answers_first = True
        return say(7)(tx)

    answered = threading.Event()
    opened.log.clear()

    def done(value: Any, error: BaseException | None) -> None:
        opened.log.append(("answered", value))
        answered.set()

    opened.db.submit(Write(work, SYSTEM, done, lambda: True))
    answered.wait()
    opened.now(say(8))
    assert opened.log == [("answered", 7), ("told", 1), ("told", 2)]


@pytest.mark.promise("events.before_answer")
def test_what_was_told_is_what_the_table_says(opened: Opened) -> None:
    opened.now(say(1))
    ((seq, method, params),) = stored(
        opened.data_dir, "select seq, method, params_json from events"
    )
    (told,) = opened.told
    assert (told.seq, told.method, bytes(told.params).decode()) == (seq, method, params)
    assert method == "number/said"


@pytest.mark.promise("events.gapless")
def test_numbers_stay_gapless_over_a_restart(tmp_path: Path) -> None:
    for start in (0, 10):
        opened = Opened(tmp_path)
        _ask(opened, [OK, FAILING, POISONED, OK], start)
        opened.close()
    assert (seqs(tmp_path), is_healthy(tmp_path)) == ([1, 2, 3, 4], True)


def test_a_listener_that_fails_does_not_end_the_writer(opened: Opened) -> None:
    def refuse(*_: object) -> None:
        raise RuntimeError("nobody listens")

    opened.db.submit(Write(say(1), SYSTEM, refuse, lambda: True))
    assert opened.now(say(2)) == 2
    assert opened.db.seq == 2


def test_a_full_database_says_so_and_works_again_with_room(opened: Opened) -> None:
    def limit(pages: int) -> Callable[[Tx], None]:
        return lambda tx: tx._cursor.execute(f"pragma max_page_count = {pages}").fetchall()

    opened.now(limit(1))
    errors: list[BaseException] = []
    for _ in range(50):
        try:
            opened.now(lambda tx: [say(n)(tx) for n in range(500)])
        except StorageFull as exc:
            errors.append(exc)
    assert errors and opened.db.seq == len(seqs(opened.data_dir))
    opened.now(limit(1_000_000))
    before = opened.db.seq
    opened.now(lambda tx: [say(n)(tx) for n in range(500)])
    assert opened.db.seq == before + 500


def test_what_a_batch_leads_to_is_said_together(tmp_path: Path) -> None:
    said: list[str] = []

    @contextmanager
    def together() -> Iterator[None]:
        said.append("begin")
        yield
        said.append("end")

    db = Database(str(tmp_path), "test", lambda told: said.append("told"), together)
    opened_gate, entered = threading.Event(), threading.Event()

    def hold(tx: Tx) -> None:
        entered.set()
        opened_gate.wait()

    done = threading.Event()
    db.submit(Write(hold, SYSTEM, lambda *_: said.append("held"), lambda: True))
    entered.wait()
    db.submit(Write(say(1), SYSTEM, lambda *_: said.append("first"), lambda: True))
    db.submit(Write(say(2), SYSTEM, lambda *_: (said.append("second"), done.set()), lambda: True))
    opened_gate.set()
    done.wait()
    db.close()
    assert said == ["held", "begin", "told", "first", "told", "second", "end"]
