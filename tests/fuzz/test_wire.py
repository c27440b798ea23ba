"""Whatever bytes come in: each message gets at most one answer and the next line works."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.rpc.process import Process

METHODS = ["$/ping", "project/create", "project/get", "project/list", "$/cancel", "no/such", "task/list"]  # fmt: skip

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)  # fmt: skip
requests = st.fixed_dictionaries(
    {"jsonrpc": st.sampled_from(["2.0", "1.0", 2]), "method": st.sampled_from(METHODS) | anything},
    optional={"id": anything, "params": anything, "extra": anything},
)
lines = st.one_of(
    st.binary(max_size=200),
    anything.map(lambda value: json.dumps(value).encode()),
    requests.map(lambda value: json.dumps(value).encode()),
    st.lists(requests, max_size=5).map(lambda value: json.dumps(value).encode()),
)
fuzzed = settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    begun = Process(tmp_path_factory.mktemp("fuzz"))
    begun.open()
    yield begun
    begun.stdin.close()
    assert begun.end()[0] in (10, 11)


def answers(process: Process, line: bytes, mark: str) -> list[Any]:
    """What was said until the ping after the line is answered; events left out."""
    ping = {"jsonrpc": "2.0", "id": mark, "method": "$/ping"}
    write = {"jsonrpc": "2.0", "id": f"{mark} write", "method": "project/purge", "params": {}}
    process.write(line + b"\n", write, ping)
    found: list[Any] = []
    for each in process.messages():
        if isinstance(each, dict) and each.get("id") == mark:
            return found
        if isinstance(each, list) or "method" not in each:
            found.append(each)
    raise AssertionError("it ended")


@pytest.mark.promise("framing.bad_lines")
@fuzzed
@given(lines)
def test_any_line_leaves_the_next_one_working(process: Process, line: bytes) -> None:
    line = line.replace(b"\n", b" ")
    for each in answers(process, line, "the mark"):
        for one in each if isinstance(each, list) else [each]:
            assert one["jsonrpc"] == "2.0"
            assert set(one) in ({"jsonrpc", "id", "result"}, {"jsonrpc", "id", "error"})


@fuzzed
@given(st.binary(min_size=1, max_size=60), st.integers(0, 90))
def test_a_damaged_request_is_answered_or_understood(
    process: Process, noise: bytes, place: int
) -> None:
    whole = b'{"jsonrpc":"2.0","id":"d","method":"project/get","params":{"project":"moon"}}'
    line = (whole[:place] + noise + whole[place:]).replace(b"\n", b" ")
    found = [
        each for each in answers(process, line, "the mark") if each.get("id") != "the mark write"
    ]
    assert len(found) <= 1


@pytest.mark.promise("framing.limit")
def test_a_hundred_megabytes_without_a_newline_cost_no_memory(tmp_path: Path) -> None:
    process = Process(tmp_path)
    ping = {"jsonrpc": "2.0", "id": 1, "method": "$/ping"}
    process.ask(ping)
    before = peak_kib(process.popen.pid)
    chunk = b"x" * (1 << 20)
    for _ in range(100):
        process.write(chunk)
    process.write(b"\n", ping)
    refused, answered = process.read(), process.read()
    assert (refused["id"], refused["error"]["data"]["kind"]) == (None, "too_large")
    assert answered == {"jsonrpc": "2.0", "id": 1, "result": {}}
    assert peak_kib(process.popen.pid) - before < 8 << 10
    process.close()


def peak_kib(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
