"""The single file is interrupted while it unpacks: nobody is left, and the next start is whole."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from iat_sidecar.core.exits import Exit
from tests.e2e.app import OWN_PID, App
from tests.e2e.cache import Cache
from tests.e2e.family import PATIENCE_S, draw, is_deserted, needs_proc
from tests.forms import IS_BUILT, NOT_BUILT, SINGLE
from tests.rpc.process import Process

pytestmark = [needs_proc, pytest.mark.skipif(not IS_BUILT, reason=NOT_BUILT)]

END = ["iat-sidecar: exit 10: end of input, nothing was running"]
GONE = "iat-sidecar: exit 15: the parent process is gone"


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[Cache]:
    yield Cache(tmp_path / "cache")
    shutil.rmtree(tmp_path)  # 150 MB each


def test_that_nothing_can_be_unpacked_is_an_exit_of_the_table(cache: Cache) -> None:
    cache.place.write_text("no folder")
    cache.fallback.rmdir()
    cache.fallback.write_text("no folder either")
    done = subprocess.run([*SINGLE.command], env=cache.environment, capture_output=True, text=True)
    why = Exit.NOT_UNPACKED
    last = f"iat-sidecar: exit {why.value}: {why.reason}"
    assert (done.returncode, done.stderr.splitlines()[-1]) == (why, last)


def wait_until_it_unpacks(cache: Cache) -> None:
    until = time.monotonic() + PATIENCE_S
    while not any(cache.place.glob(".new-program/_internal/*")):
        assert time.monotonic() < until


def check_whole(cache: Cache) -> None:
    assert cache.start() == END
    assert cache.left_over() == set()
    assert list(cache.fallback.iterdir()) == []


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT", "SIGHUP"])
def test_a_signal_ends_it_at_once(cache: Cache, name: str) -> None:
    process = cache.begin(start_new_session=True)
    wait_until_it_unpacks(cache)
    process.send_signal(signal.Signals[name])
    assert process.communicate(timeout=PATIENCE_S) == (b"", b"")
    assert process.returncode == -signal.Signals[name]
    assert is_deserted(process.pid)
    check_whole(cache)


@pytest.fixture
def command(tmp_path: Path) -> list[str]:
    return [*SINGLE.command, "--data-dir", str(tmp_path / "data")]


@pytest.mark.promise("handshake.end_of_input")
@pytest.mark.parametrize("is_watched", [False, True])
def test_an_app_that_is_killed_leaves_nobody(
    cache: Cache, command: list[str], tmp_path: Path, is_watched: bool
) -> None:
    watch = ["--parent-pid", OWN_PID] if is_watched else []
    app = App([*command, *watch], tmp_path / "stderr", env=cache.environment)
    wait_until_it_unpacks(cache)
    app.kill()
    assert app.last_words() in ([GONE, *END] if is_watched else END)
    assert is_deserted(app.session)
    app.close()
    unpacked = cache.inodes()
    check_whole(cache)
    assert cache.inodes() == unpacked


@pytest.mark.promise("handshake.parent")
def test_a_parent_that_was_gone_before_is_noticed_after_unpacking(
    cache: Cache, command: list[str], tmp_path: Path
) -> None:
    gone = os.posix_spawn("/bin/true", ["true"], {})
    os.waitpid(gone, 0)
    app = App([*command, "--parent-pid", str(gone)], tmp_path / "stderr", env=cache.environment)
    assert app.last_words() == GONE
    app.close()
    check_whole(cache)


def test_a_run_that_is_killed_leaves_the_version_and_nothing_else(
    cache: Cache, tmp_path: Path
) -> None:
    given = {"env": cache.environment, "start_new_session": True}
    process = Process(tmp_path / "data", form=SINGLE, **given)
    draw(process)
    process.popen.kill()
    assert is_deserted(process.popen.pid)
    process.close()
    assert cache.left_over() == set()
    assert list(cache.fallback.iterdir()) == []
