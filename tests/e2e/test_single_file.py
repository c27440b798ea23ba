"""The single file: unpacked once a version, whole, from there one process, and nothing left behind."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.cache import Cache
from tests.forms import FOLDER, IS_BUILT, NOT_BUILT, SINGLE
from tests.mounting import tmpfs

pytestmark = pytest.mark.skipif(not IS_BUILT, reason=NOT_BUILT)

END = ["iat-sidecar: exit 10: end of input, nothing was running"]
KILLS, TOGETHER = 12, 6
OLD_KEY = "0123456789abcdef0123456789abcdef"
DAY_S = 86400


def test_the_first_start_unpacks_and_the_second_writes_nothing(cache: Cache) -> None:
    assert cache.start() == END
    first = cache.inodes()
    assert cache.start() == END
    assert cache.inodes() == first
    assert cache.left_over() == set()


def test_what_is_unpacked_is_the_folder_form(unpacked: Cache) -> None:
    ours, packed = _content(unpacked.version), _content(Path(FOLDER.command[0]).parent)
    assert ours.pop(".complete")
    assert ours == packed


def _content(folder: Path) -> dict[str, tuple[str, bool]]:
    """The hash of every file, or where a link leads, and whether it may be executed."""
    found = {}
    for path in folder.rglob("*"):
        if path.is_symlink():
            found[str(path.relative_to(folder))] = (os.readlink(path), False)
        elif path.is_file():
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            found[str(path.relative_to(folder))] = (digest, os.access(path, os.X_OK))
    return found


def test_what_runs_is_one_process_the_program_in_the_cache(unpacked: Cache) -> None:
    process = unpacked.begin()
    assert process.stdout
    process.stdout.readline()
    assert os.readlink(f"/proc/{process.pid}/exe") == str(unpacked.program)
    assert Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text() == ""
    process.communicate()


def test_starts_at_the_same_time_share_one_unpacking(cache: Cache) -> None:
    begun = [cache.begin() for _ in range(TOGETHER)]
    ended = [process.communicate(timeout=60) for process in begun]
    assert [answer.count(b'"result"') for answer, _ in ended] == [1] * TOGETHER
    assert [said.decode().splitlines() for _, said in ended] == [END] * TOGETHER
    assert cache.left_over() == set()


def test_a_start_that_is_killed_while_it_unpacks_is_made_good_by_the_next(cache: Cache) -> None:
    for kill in range(KILLS):
        process = cache.begin()
        _unpacks(process, cache, kill * 10)
        process.kill()
        process.communicate()
        assert cache.start() == END
        assert cache.left_over() == set()
        shutil.rmtree(cache.version)


def test_a_killed_program_leaves_nothing_behind(unpacked: Cache) -> None:
    before = unpacked.inodes()
    process = unpacked.begin()
    assert process.stdout
    process.stdout.readline()
    process.kill()
    process.communicate()
    assert unpacked.left_over() == set()
    assert list(unpacked.fallback.iterdir()) == []
    assert unpacked.start() == END
    assert unpacked.inodes() == before


def _truncated(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def _overwritten_in_secret(file: Path) -> None:
    """One byte of it, and the times it had before."""
    times = file.stat()
    with file.open("r+b") as opened:
        opened.seek(times.st_size // 2)
        byte = opened.read(1)
        opened.seek(-1, os.SEEK_CUR)
        opened.write(bytes([byte[0] ^ 1]))
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))


@pytest.mark.parametrize("damage", [_truncated, _overwritten_in_secret, os.unlink])
@pytest.mark.parametrize("name", ["libpython*.so*", "*/_multiarray_umath*.so", "0001_core.sql"])
def test_a_damaged_file_is_noticed_and_all_is_unpacked_again(
    unpacked: Cache, name: str, damage: Callable[[Path], None]
) -> None:
    before, whole = unpacked.version.stat().st_ino, unpacked.inodes().keys()
    damage(next((unpacked.version / "_internal").rglob(name)))
    assert unpacked.start() == END
    assert unpacked.version.stat().st_ino != before
    assert unpacked.inodes().keys() == whole
    assert unpacked.left_over() == set()


@pytest.mark.parametrize("text", ["", "half", "x\n" * 3])
def test_a_seal_that_says_nothing_is_made_anew_without_unpacking(
    unpacked: Cache, text: str
) -> None:
    before = unpacked.inodes()
    seal = unpacked.version / ".complete"
    whole = seal.read_text()
    seal.write_text(text)
    assert unpacked.start() == END
    assert unpacked.inodes() == before
    assert seal.read_text() == "\n" + whole.partition("\n")[2]


def test_files_of_an_earlier_run_of_the_machine_are_read_through_once(unpacked: Cache) -> None:
    """A power cut may have kept less than was written."""
    before = unpacked.inodes()
    seal = unpacked.version / ".complete"
    boot, _, line = seal.read_text().partition("\n")
    assert boot == Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    seal.write_text(f"00000000-0000-0000-0000-000000000000\n{line}")
    assert unpacked.start() == END
    assert (unpacked.inodes(), seal.read_text()) == (before, f"\n{line}")


def test_files_that_were_only_touched_stay(unpacked: Cache) -> None:
    before = unpacked.inodes()
    (unpacked.version / "_internal" / "base_library.zip").touch()
    assert unpacked.start() == END
    assert unpacked.inodes() == before


def test_a_program_that_runs_goes_on_while_its_files_are_replaced(unpacked: Cache) -> None:
    running = unpacked.begin()
    assert running.stdout and running.stdin
    running.stdout.readline()
    _truncated(next((unpacked.version / "_internal").rglob("_multiarray_umath*.so")))
    assert unpacked.start() == END
    running.stdin.write(b'{"jsonrpc":"2.0","id":2,"method":"rpc.discover"}\n')
    running.stdin.flush()
    assert b'"openrpc"' in running.stdout.readline()
    running.communicate()
    assert running.returncode == 10


@pytest.fixture
def old(cache: Cache) -> Path:
    """A version that was last started three weeks ago."""
    folder = cache.place / OLD_KEY
    folder.mkdir(parents=True, mode=0o700)
    cache.place.chmod(0o700)
    _aged(folder / ".complete", days=21)
    return folder


def _aged(file: Path, days: int) -> None:
    file.touch()
    then = time.time() - days * DAY_S
    os.utime(file, (then, then))


def test_versions_that_nobody_uses_any_more_are_swept(cache: Cache, old: Path) -> None:
    foreign = cache.place / "not-ours"
    recent = cache.place / OLD_KEY[::-1]
    for folder, days in ((foreign, 400), (recent, 3)):
        folder.mkdir()
        _aged(folder / ".complete", days)
    assert cache.start(env={**cache.environment}) == END
    assert (old.exists(), recent.exists(), foreign.exists()) == (False, True, True)


def test_an_old_version_that_runs_is_kept(cache: Cache, old: Path) -> None:
    with (old / ".complete").open() as held:
        fcntl.flock(held, fcntl.LOCK_SH)
        assert cache.start() == END
        assert old.exists()


def test_a_running_program_holds_its_version(unpacked: Cache) -> None:
    process = unpacked.begin()
    assert process.stdout
    process.stdout.readline()
    with (unpacked.version / ".complete").open() as seal:
        with pytest.raises(BlockingIOError):
            fcntl.flock(seal, fcntl.LOCK_EX | fcntl.LOCK_NB)
        process.communicate()
        fcntl.flock(seal, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_a_start_is_written_down_once_a_day(unpacked: Cache) -> None:
    seal = unpacked.version / ".complete"
    _aged(seal, days=5)
    assert unpacked.start() == END
    assert time.time() - seal.stat().st_mtime < DAY_S


def _refused(cache: Cache, why: str) -> str:
    return (
        f"iat-sidecar: {cache.place} cannot hold the program: {why}; "
        "unpacking in the folder for temporary files instead"
    )


def test_a_cache_that_others_may_write_in_is_not_trusted(cache: Cache) -> None:
    cache.place.mkdir()
    cache.place.chmod(0o777)
    assert cache.start() == [_refused(cache, "others may write in it"), *END]
    assert list(cache.place.iterdir()) == []


def test_a_cache_of_somebody_else_is_not_trusted(cache: Cache) -> None:
    cache.place.mkdir(mode=0o700)
    try:
        os.chown(cache.place, 65534, -1)
    except PermissionError:
        pytest.skip("only root can give a folder away")
    assert cache.start() == [_refused(cache, "it belongs to another user"), *END]


def test_a_cache_that_is_a_file_is_told(cache: Cache) -> None:
    cache.place.write_text("mine")
    assert cache.start() == [_refused(cache, "Not a directory"), *END]


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ("size=20m", "No space left on device"),
        ("ro", "Read-only file system"),
        ("noexec", "nothing may be executed from that disk"),
    ],
)
def test_a_cache_that_cannot_hold_it_is_told_in_one_line_and_passed_over(
    cache: Cache, options: str, why: str
) -> None:
    cache.place.mkdir()
    with tmpfs(cache.place, f"mode=700,{options}"):
        assert cache.start() == [_refused(cache, why), *END]
        assert {path.name for path in cache.place.iterdir()} <= {".lock"}
        (kept,) = cache.fallback.iterdir()
        assert kept.name == f"iat-sidecar-{os.geteuid()}"
        assert cache.start() == [_refused(cache, why), *END]


def test_without_any_place_it_says_what_to_do_and_ends_with_19(cache: Cache) -> None:
    cache.place.write_text("mine")
    shutil.rmtree(cache.fallback)
    cache.fallback.write_text("mine too")
    done = subprocess.run([*SINGLE.command], env=cache.environment, capture_output=True, text=True)
    assert done.returncode == 19
    assert done.stderr.splitlines()[1:] == [
        f"iat-sidecar: {cache.fallback}/iat-sidecar-{os.geteuid()} cannot hold the program: "
        "Not a directory; set IAT_CACHE_DIR to a folder of yours on a disk with room",
        "iat-sidecar: exit 19: the program could not be unpacked",
    ]


def test_without_a_home_it_unpacks_among_the_temporary_files(cache: Cache) -> None:
    said = cache.start(env={"TMPDIR": str(cache.fallback)})
    assert said[0].startswith("iat-sidecar: the cache cannot hold the program: neither")
    assert said[1:] == END


def _unpacks(process: "subprocess.Popen[bytes]", cache: Cache, files: int) -> None:
    """Until it has written so many files, or is through with all of them."""
    fresh, until = cache.place / ".new-program", time.monotonic() + 30
    while sum(len(names) for _, _, names in os.walk(fresh)) <= files and process.poll() is None:
        if (
            (cache.place / ".lock").exists()
            and len(os.listdir(cache.place)) > 1
            and not fresh.exists()
        ):
            return
        assert time.monotonic() < until
