"""The real process, killed and out of room."""

import random
import resource
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.client import Client, RpcError
from tests.db.opened import is_healthy, seqs
from tests.mounting import tmpfs

KILLS, TOGETHER = 15, 24
ENOUGH = 3_000
ROOM_BYTES = 500_000
UNLIMITED = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)

Start = Callable[..., Client]


def _create(client: Client, number: int) -> int:
    return client.send(
        "project/create", slug=f"p{number}", name="P", _meta={"idempotency_key": f"key-{number}"}
    )


def _killed(client: Client, asked: dict[int, int], after: int) -> dict[int, Any]:
    """Kill it after so many answers; every answer that came, by number."""
    answers: dict[int, Any] = {}

    def take(message: dict[str, Any]) -> None:
        if message.get("id") in asked:
            answers[asked[message["id"]]] = message["result"]

    while len(answers) < after:
        take(client.raw())
    client.kill()
    while (message := client.raw()) is not None:
        take(message)
    return answers


def test_what_was_acknowledged_survives_being_killed(start: Start, tmp_path: Path) -> None:
    chance = random.Random(20260220)
    acknowledged: dict[int, Any] = {}
    for kill in range(KILLS):
        client = start()
        client.initialize()
        for number, project in chance.sample(sorted(acknowledged.items()), min(3, kill)):
            assert client.call("project/get", project=project["id"]) == project
            assert client.result(_create(client, number)) == project
        first = kill * TOGETHER
        asked = {_create(client, n): n for n in range(first, first + TOGETHER)}
        acknowledged |= _killed(client, asked, chance.randint(0, TOGETHER - 1))
        told = seqs(tmp_path / "data")
        assert told == list(range(1, len(told) + 1))
    client = start()
    client.initialize()
    for number in range(KILLS * TOGETHER):
        project = client.result(_create(client, number))
        assert acknowledged.setdefault(number, project) == project
    client.close()
    assert len({project["id"] for project in acknowledged.values()}) == KILLS * TOGETHER
    assert is_healthy(tmp_path / "data")


def _until_full(client: Client) -> tuple[list[dict[str, Any]], RpcError]:
    """Create projects until one is refused."""
    made: list[dict[str, Any]] = []
    for number in range(ENOUGH):
        try:
            made.append(client.call("project/create", slug=f"q{number}", name="x" * 200))
        except RpcError as error:
            return made, error
    raise AssertionError("there was always room")


def _check_recovery(client: Client, start: Start, make_room: Callable[[], object]) -> None:
    made, error = _until_full(client)
    assert (error.code, error.kind) == (2004, "storage_full")
    assert error.error["data"]["retryable"] is True
    assert client.call("project/get", project=made[-1]["id"]) == made[-1]
    make_room()
    after = client.call("project/create", slug="after", name="After")
    client.close()
    again = start(data_dir=client.data_dir)
    again.initialize()
    for project in (*made[-20:], after):
        assert again.call("project/get", project=project["id"]) == project
    again.close()
    told = seqs(client.data_dir)
    assert told == list(range(1, len(told) + 1))


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="prlimit is Linux's alone")
def test_a_file_size_limit_is_a_full_disk_until_it_is_lifted(client: Client, start: Start) -> None:
    pid, size = client.process.pid, (client.data_dir / "iat.db-wal").stat().st_size
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (size + ROOM_BYTES, resource.RLIM_INFINITY))
    _check_recovery(client, start, lambda: resource.prlimit(pid, resource.RLIMIT_FSIZE, UNLIMITED))


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A file system of 8 MB."""
    folder = tmp_path / "small"
    folder.mkdir()
    with tmpfs(folder, "size=8m"):
        yield folder


def _filled(folder: Path, leaving: int) -> Path:
    """A file that takes the room there is."""
    filler = folder / "filler"
    filler.write_bytes(bytes(shutil.disk_usage(folder).free - leaving))
    return filler


def test_a_full_file_system_is_told_and_nothing_is_lost(small: Path, start: Start) -> None:
    client = start(data_dir=small / "data")
    client.initialize()
    client.call("project/create", slug="first", name="First")
    filler = _filled(small, leaving=ROOM_BYTES)
    _check_recovery(client, start, filler.unlink)


def test_a_start_on_a_full_file_system_says_so(small: Path, start: Start) -> None:
    filler = _filled(small, leaving=0)
    client = start(data_dir=small / "data")
    hello = {"protocol": {"min": 1, "max": 1}, "client": {"name": "t", "version": "1"}}
    assert client.fail("initialize", **hello).kind == "storage_full"
    filler.unlink()
    assert client.initialize()["mode"] == "normal"
