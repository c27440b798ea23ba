"""The single file where something is amiss that is not its fault: limits, lost modes, other folders."""

import os
import resource
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.cache import Cache
from tests.forms import IS_BUILT, NOT_BUILT, SINGLE

pytestmark = pytest.mark.skipif(not IS_BUILT, reason=NOT_BUILT)

OTHER_KEY = "0123456789abcdef0123456789abcdef"


@pytest.mark.parametrize("name", [OTHER_KEY, ".old-photos", ".new-songs"])
def test_a_folder_that_is_not_the_launchers_is_never_swept(cache: Cache, name: str) -> None:
    """IAT_CACHE_DIR may name a folder with other things in it."""
    theirs = cache.place / name
    theirs.mkdir(parents=True)
    cache.place.chmod(0o700)
    (theirs / "precious").write_text("mine")
    assert _version(cache) == (0, [])
    assert [path.name for path in theirs.iterdir()] == ["precious"]


def test_what_a_start_left_that_was_killed_while_it_swept_is_swept(unpacked: Cache) -> None:
    before = unpacked.inodes()
    (unpacked.place / ".old-program" / "_internal").mkdir(parents=True)
    assert _version(unpacked) == (0, [])
    assert unpacked.left_over() == set()
    assert unpacked.inodes() == before


def test_a_program_that_may_no_longer_be_executed_is_unpacked_again(unpacked: Cache) -> None:
    """As after a copy by way of a disk that keeps no modes."""
    unpacked.program.chmod(0o600)
    assert _version(unpacked) == (0, [])
    assert os.access(unpacked.program, os.X_OK)


def test_what_is_intact_runs_where_its_seal_cannot_be_written(unpacked: Cache) -> None:
    before = unpacked.inodes()
    unpacked.program.touch()
    assert _version(unpacked, preexec_fn=_no_files) == (0, [])
    assert _version(unpacked) == (0, [])
    assert unpacked.inodes() == before


def test_a_limit_on_the_size_of_files_is_told_like_a_full_disk(cache: Cache) -> None:
    code, said = _version(cache, preexec_fn=_no_files)
    assert (code, len(said)) == (19, 3)
    assert said[0].startswith(f"iat-sidecar: {cache.place} cannot hold the program: File too large")
    assert [path.name for path in cache.place.iterdir()] == [".lock"]


def _no_files() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (16, 16))


@pytest.mark.parametrize("length", [4030, 4085])
def test_a_cache_whose_path_is_too_long_is_told(cache: Cache, length: int) -> None:
    room = length - len(str(cache.place))
    cache.place = cache.place.joinpath(*["a" * 99] * (room // 100), "b" * (room % 100 or 1))
    code, (said,) = _version(cache)
    why = "Filename too long; unpacking in the folder for temporary files instead"
    assert (code, said) == (0, f"iat-sidecar: {cache.place} cannot hold the program: {why}")


def test_it_finds_its_files_where_there_is_no_proc(unpacked: Cache) -> None:
    """As in some sandboxes: there only its first word tells where the program lies."""
    without = ("unshare", "--mount", "sh", "-c", 'umount --lazy /proc && exec "$0" "$@"')
    if subprocess.run([*without, "true"], capture_output=True).returncode:
        pytest.skip("only root can take /proc away")
    assert _version(unpacked, *without) == (0, [])


def test_a_cache_that_others_could_put_another_in_the_place_of_is_not_trusted(
    cache: Cache,
) -> None:
    shared = cache.place / "shared"
    (shared / "mine").mkdir(parents=True, mode=0o700)
    shared.chmod(0o777)
    cache.place = shared / "mine"
    _, said = _version(cache)
    assert said[0].startswith(
        f"iat-sidecar: {shared}/mine cannot hold the program: others may write in a folder above it"
    )
    shared.chmod(0o1777)  # as /tmp: only its owner may rename what is in it
    assert _version(cache) == (0, [])


def test_a_cache_must_be_named_by_its_whole_path(cache: Cache) -> None:
    cache.place = Path("cache")
    _, said = _version(cache)
    assert said[0].startswith("iat-sidecar: cache cannot hold the program: it is not a whole path")


def _version(
    cache: Cache, *before: str, preexec_fn: Callable[[], None] | None = None
) -> tuple[int, list[str]]:
    """How it ends when it is asked for its version, and what it says on stderr."""
    done = subprocess.run(
        [*before, *SINGLE.command, "--version"],
        env=cache.environment,
        preexec_fn=preexec_fn,
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stderr.splitlines()
