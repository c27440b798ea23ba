"""One sidecar a data directory, and a mark that tells when its log was lost."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from iat_sidecar.core.errors import AlreadyRunning, Damaged, LostCommits, ReadOnly
from iat_sidecar.db import mark
from iat_sidecar.db.database import FILE, Database
from tests.client import Client
from tests.db.opened import Opened, say, seqs
from tests.forms import ROOT

HOLDER = """import sys
from iat_sidecar.db.lock import DirectoryLock
lock = DirectoryLock(sys.argv[1])
print("held", flush=True)
sys.stdin.read()
"""


def _open(data_dir: Path) -> Database:
    return Database(str(data_dir), "test", lambda told: None)


def test_a_second_opening_names_the_process_that_holds_the_directory(opened: Opened) -> None:
    with pytest.raises(AlreadyRunning) as caught:
        _open(opened.data_dir)
    assert caught.value.details == {"data_dir": str(opened.data_dir), "pid": os.getpid()}


def test_a_refused_opening_lets_the_directory_go(tmp_path: Path) -> None:
    (tmp_path / "mark").write_text("5")
    for _ in range(2):
        with pytest.raises(LostCommits):
            _open(tmp_path)
    (tmp_path / "mark").unlink()
    _open(tmp_path).close()


def test_the_lock_dies_with_its_process(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
    )
    assert holder.stdout and holder.stdout.readline() == b"held\n"
    with pytest.raises(AlreadyRunning) as caught:
        _open(tmp_path)
    assert caught.value.pid == holder.pid
    holder.send_signal(signal.SIGKILL)
    holder.communicate()
    _open(tmp_path).close()


def test_a_second_sidecar_is_told_who_runs(start: Callable[..., Client]) -> None:
    first, second = start(), start()
    first.initialize()
    error = second.fail(
        "initialize", protocol={"min": 1, "max": 1}, client={"name": "t", "version": "1"}
    )
    assert (error.kind, error.details["pid"]) == ("already_running", first.process.pid)
    first.kill()
    assert second.initialize()["mode"] == "normal"


def test_closing_keeps_the_mark_of_the_last_commit(tmp_path: Path) -> None:
    opened = Opened(tmp_path)
    for number in range(3):
        opened.now(say(number))
    opened.close()
    assert mark.read(str(tmp_path)) == 3


def test_a_lost_log_is_told_at_initialize(start: Callable[..., Client], tmp_path: Path) -> None:
    first = start()
    first.initialize()
    first.call("project/create", slug="moon", name="Moon")
    data = tmp_path / "data"
    before = {name: (data / name).read_bytes() for name in (FILE, f"{FILE}-wal")}
    first.call("project/create", slug="mars", name="Mars")
    first.close()
    for name, content in before.items():
        (data / name).write_bytes(content)
    last = mark.read(str(data))
    second = start()
    error = second.fail(
        "initialize", protocol={"min": 1, "max": 1}, client={"name": "t", "version": "1"}
    )
    assert error.kind == "lost_commits"
    assert error.details == {"found": last // 2, "expected": last}


def test_an_emptied_database_is_not_taken_for_a_new_one(tmp_path: Path) -> None:
    opened = Opened(tmp_path)
    opened.now(say(1))
    opened.close()
    (tmp_path / FILE).write_bytes(b"")
    with pytest.raises(LostCommits):
        _open(tmp_path)
    assert (tmp_path / FILE).read_bytes() == b""


@pytest.mark.parametrize("kept", [100, 4096 * 3 + 17])
def test_a_cut_database_is_damaged(tmp_path: Path, kept: int) -> None:
    opened = Opened(tmp_path)
    opened.now(say(1))
    opened.close()
    (tmp_path / FILE).write_bytes((tmp_path / FILE).read_bytes()[:kept])
    with pytest.raises((Damaged, LostCommits)):
        _open(tmp_path)


def test_a_page_with_one_changed_bit_is_damaged(tmp_path: Path) -> None:
    opened = Opened(tmp_path)
    opened.now(lambda tx: [say(n)(tx) for n in range(2_000)])
    opened.close()
    content = bytearray((tmp_path / FILE).read_bytes())
    content[len(content) - 4096 + 2_000] ^= 1
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(Damaged, match="checksum"):
        _open(tmp_path)


def test_a_database_ahead_of_its_mark_is_healthy(tmp_path: Path) -> None:
    opened = Opened(tmp_path)
    opened.now(say(1))
    opened.close()
    mark.write(str(tmp_path), 0)
    _open(tmp_path).close()
    assert seqs(tmp_path) == [1]


def test_a_mark_that_is_no_number_is_damaged(tmp_path: Path) -> None:
    (tmp_path / "mark").write_bytes(b"\x00\x00")
    with pytest.raises(Damaged):
        mark.read(str(tmp_path))


def test_a_data_directory_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("not a folder")
    with pytest.raises(ReadOnly):
        _open(tmp_path / "data")
