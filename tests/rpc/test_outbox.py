"""The way out keeps one order, loses nothing, and stays small while nobody reads."""

import json
import os
import random
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from iat_sidecar.rpc import outbox as module
from iat_sidecar.rpc.outbox import Outbox

PATIENCE_S = 30
BOUND = 3_000
PAGE = 5

steps = st.lists(
    st.one_of(
        st.tuples(st.just("send"), st.integers(0, 9_000)),
        st.tuples(st.just("tell"), st.integers(1, 12)),
        st.tuples(st.just("show"), st.sampled_from("ab")),
        st.tuples(st.just("read"), st.integers(1, 40_000)),
    ),
    max_size=40,
)


class Wire:
    """An outbox over a real pipe, the table of events behind it, and the reader at the other end."""

    def __init__(self) -> None:
        self.out, inner = os.pipe()
        self.inner = inner
        self.table: list[tuple[int, bytes]] = []
        self.fetched = 0
        self.broken = threading.Event()
        self.got = b""
        self.outbox = Outbox(inner, "lines", self.fetch, self.broken.set)

    def fetch(self, after: int, upto: int) -> list[tuple[int, bytes]]:
        self.fetched += 1
        return self.table[after : min(upto, after + PAGE)]

    def event(self, size: int = 200) -> tuple[int, bytes]:
        seq = len(self.table) + 1
        self.table.append((seq, message(seq=seq, pad="e" * size)))
        return self.table[-1]

    def read(self, size: int) -> None:
        os.set_blocking(self.out, False)
        try:
            self.got += os.read(self.out, size)
        except BlockingIOError:
            return

    def rest(self) -> list[dict[str, Any]]:
        """Everything that was or will be said, once all of it is."""
        os.set_blocking(self.out, True)
        last = message(last=True)
        self.outbox.send(last)
        while not self.got.endswith(last + b"\n"):
            self.got += os.read(self.out, 65_536)
        return [json.loads(line) for line in self.got.splitlines()[:-1]]

    def close(self) -> None:
        assert self.outbox.flush(PATIENCE_S)
        os.close(self.out)
        os.close(self.inner)


def message(**members: Any) -> bytes:
    return json.dumps(members).encode()


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Iterator[Wire]:
    monkeypatch.setattr(module, "EVENTS_BYTES", BOUND)
    begun = Wire()
    yield begun
    begun.close()


@pytest.mark.promise("order.slow_reader")
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
def test_everything_arrives_once_and_in_the_order_it_was_said(
    monkeypatch: pytest.MonkeyPatch, schedule: list[tuple[str, Any]]
) -> None:
    monkeypatch.setattr(module, "EVENTS_BYTES", BOUND)
    wire = Wire()
    said: list[tuple[str, int]] = []
    shown: dict[str, int] = {}
    for n, (what, value) in enumerate(schedule):
        match what:
            case "send":
                wire.outbox.send(message(answer=n, pad="a" * value))
                said.append(("answer", n))
            case "tell":
                events = [wire.event() for _ in range(value)]
                wire.outbox.tell(events)
                said += [("seq", seq) for seq, _ in events]
            case "show":
                wire.outbox.show(value, message(shown=value, at=n))
                shown[value] = n
            case "read":
                wire.read(value)
    arrived = wire.rest()
    wire.close()
    assert [_fact(each) for each in arrived if "shown" not in each] == said
    for key, newest in shown.items():
        seen = [each["at"] for each in arrived if each.get("shown") == key]
        assert seen == sorted(set(seen))
        assert seen[-1] == newest


@pytest.mark.promise("order.slow_reader")
def test_a_client_that_does_not_read_costs_a_bounded_memory_and_no_event(wire: Wire) -> None:
    for _ in range(5_000):
        wire.outbox.tell([wire.event()])
    assert wire.outbox._waiting_bytes <= BOUND
    assert len(wire.outbox._waiting) < 100
    assert [each["seq"] for each in wire.rest()] == list(range(1, 5_001))
    assert wire.fetched > 900


def test_an_answer_waits_for_the_events_told_before_it_also_when_they_must_be_fetched(
    wire: Wire,
) -> None:
    for n in range(600):
        wire.outbox.tell([wire.event()])
        wire.outbox.send(message(answer=n, pad="a" * 100))
    arrived = [_fact(each) for each in wire.rest()]
    assert arrived == [fact for n in range(600) for fact in (("seq", n + 1), ("answer", n))]
    assert wire.fetched > 0


def test_events_told_while_earlier_ones_are_fetched_come_after_them(wire: Wire) -> None:
    first = message(answer=0, pad="a" * 200_000)
    entered, go = threading.Event(), threading.Event()

    def slow(after: int, upto: int) -> list[tuple[int, bytes]]:
        entered.set()
        assert go.wait(PATIENCE_S)
        return wire.fetch(after, upto)

    wire.outbox._fetch = slow
    wire.outbox.send(first)
    wire.outbox.tell([wire.event() for _ in range(100)])
    while len(wire.got) < len(first) + 1:
        wire.got += os.read(wire.out, len(first) + 1 - len(wire.got))
    assert entered.wait(PATIENCE_S)
    wire.outbox.tell([wire.event() for _ in range(50)])
    wire.outbox.send(message(answer=1))
    go.set()
    seqs = [("seq", seq) for seq in range(1, 151)]
    assert [_fact(each) for each in wire.rest()] == [("answer", 0), *seqs, ("answer", 1)]


@pytest.mark.promise("events.latest")
def test_only_the_latest_of_volatile_messages_is_sent_in_the_place_of_the_first(
    wire: Wire,
) -> None:
    wire.outbox.send(message(answer=0, pad="a" * 200_000))
    wire.outbox.send(message(answer=1))
    for at in range(1_000):
        wire.outbox.show("task", message(shown="task", at=at))
    wire.outbox.tell([wire.event()])
    assert [_fact(each) for each in wire.rest()] == [
        ("answer", 0),
        ("answer", 1),
        ("at", 999),
        ("seq", 1),
    ]


def test_many_threads_speak_and_no_line_is_torn(wire: Wire) -> None:
    random.seed(7)

    def answers(first: int) -> Callable[[], None]:
        sizes = [random.choice([10, 1_000, 6_000]) for _ in range(150)]

        def speak() -> None:
            for n, size in enumerate(sizes):
                wire.outbox.send(message(answer=first + n, pad="a" * size))

        return speak

    def tell() -> None:
        for _ in range(300):
            wire.outbox.tell([wire.event()])

    def read() -> None:
        while wire.got.count(b"\n") < 600:
            wire.got += os.read(wire.out, 65_536)

    threads = [threading.Thread(target=work) for work in (answers(0), answers(1_000), tell, read)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_S)
    arrived = wire.rest()
    assert [each["seq"] for each in arrived if "seq" in each] == list(range(1, 301))
    said = [each["answer"] for each in arrived if "answer" in each]
    assert [n for n in said if n < 1_000] == list(range(150))
    assert [n for n in said if n >= 1_000] == list(range(1_000, 1_150))


def test_a_reader_that_is_gone_is_told_of_once_and_speaking_goes_on_without_effect() -> None:
    wire = Wire()
    os.close(wire.out)
    wire.outbox.send(message(answer=1))
    wire.outbox.send(message(answer=2, pad="a" * 10_000))
    wire.outbox.tell([wire.event()])
    assert wire.broken.wait(PATIENCE_S)
    assert wire.outbox.flush(PATIENCE_S)
    os.close(wire.inner)


def test_a_reader_that_leaves_in_the_middle_of_a_long_message_breaks_the_wire() -> None:
    wire = Wire()
    wire.outbox.send(message(answer=1, pad="a" * 1_000_000))
    wire.outbox.send(message(answer=2))
    os.read(wire.out, 10_000)
    os.close(wire.out)
    assert wire.broken.wait(PATIENCE_S)
    assert wire.outbox.flush(PATIENCE_S)
    os.close(wire.inner)


def test_more_answers_than_may_wait_make_it_full_until_they_are_read(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "ANSWERS_BYTES", 100_000)
    for n in range(50):
        wire.outbox.send(message(answer=n, pad="a" * 10_000))
    assert wire.outbox.is_full
    assert not wire.outbox.wait_for_room(0.01)
    assert [each["answer"] for each in wire.rest()] == list(range(50))
    assert wire.outbox.wait_for_room(PATIENCE_S)
    assert not wire.outbox.is_full


def _fact(each: dict[str, Any]) -> tuple[str, int]:
    name = next(name for name in ("answer", "seq", "at") if name in each)
    return name, each[name]
