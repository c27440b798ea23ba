"""The launcher on machines that are not at hand: compiled for them, and for Windows run under Wine."""

import os
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.forms import IS_BUILT, NOT_BUILT, ROOT

pytestmark = pytest.mark.skipif(not IS_BUILT, reason=NOT_BUILT)

BUILDING = """
import sys
from pathlib import Path
sys.path.insert(0, "build")
from launcher import compile_launcher
from pack import pack
folder, parts, out, machine, system = sys.argv[1:]
pack(Path(folder), Path(parts))
compile_launcher(Path(parts), Path(".work/freeze"), Path(out), machine, system)
"""
BEGINNINGS = {"win32": b"MZ", "darwin": b"\xcf\xfa\xed\xfe"}
WINE = shutil.which("wine")
OLD_KEY = "0123456789abcdef0123456789abcdef"
THREE_WEEKS_S = 21 * 86400


def _built(folder: Path, program: Path | None, machine: str, system: str) -> Path:
    """A launcher around a small folder, with this program in it."""
    content, parts, out = (folder / name for name in ("content", "parts", "launcher.exe"))
    (content / "_internal/deep").mkdir(parents=True)
    parts.mkdir()
    (content / "_internal/deep/Ärger.txt").write_text("a name that is not ASCII")
    (content / "_internal/large.bin").write_bytes(os.urandom(9 << 20))
    if program:
        shutil.copy(program, content / program.name)
    words = [str(word) for word in (content, parts, out, machine, system)]
    subprocess.run([sys.executable, "-c", BUILDING, *words], cwd=ROOT, check=True)
    return out


@pytest.mark.parametrize(("machine", "system"), [("x86_64", "win32"), ("aarch64", "darwin")])
def test_it_compiles_without_a_warning_for(tmp_path: Path, machine: str, system: str) -> None:
    assert _built(tmp_path, None, machine, system).read_bytes().startswith(BEGINNINGS[system])


def test_a_system_without_a_loader_for_the_program_is_told(tmp_path: Path) -> None:
    """As where there is no glibc: the program is there, and what is missing is not it."""
    program = tmp_path / "iat-sidecar"
    program.write_text("#!/there/is/no/loader\n")
    program.chmod(0o700)
    launcher = _built(tmp_path, program, platform.machine(), "linux")
    environment = {**os.environ, "IAT_CACHE_DIR": str(tmp_path / "cache"), "TMPDIR": str(tmp_path)}
    done = subprocess.run([launcher], env=environment, capture_output=True, text=True)
    assert done.returncode == 19
    assert "cannot hold the program: this system has no loader for it" in done.stderr


class Wine:
    """The launcher for Windows, in a Windows of its own."""

    def __init__(self, folder: Path) -> None:
        self.cache = folder / "cache"
        self._environment = {
            **os.environ,
            "WINEPREFIX": str(folder / "prefix"),
            "WINEDEBUG": "-all",
            "IAT_CACHE_DIR": f"Z:{self.cache}",
        }
        self._serve("-p")  # or the first program to start would keep the test's pipes open
        self._launcher = _built(folder, self._program(folder), "x86_64", "win32")
        self._run("wine", "wineboot", "-i")

    def end(self) -> None:
        self._serve("-k")

    def begin(self) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            ["wine", str(self._launcher), "two words"],
            env=self._environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def start(self) -> tuple[int, bytes, bytes]:
        process = self.begin()
        out, err = process.communicate(b"hello\nexit 7\n", timeout=60)
        return process.returncode, out.strip(), err.strip()

    def inodes(self) -> dict[str, int]:
        files = (path for path in self.cache.rglob("*") if path.is_file())
        return {path.name: path.stat().st_ino for path in files if not path.name.startswith(".")}

    def _program(self, folder: Path) -> Path:
        program = folder / "iat-sidecar.exe"
        place = str(ROOT / ".work/zig")
        compiler = [sys.executable, "-m", "ziglang", "cc", "-target", "x86_64-windows-gnu", "-O2"]
        subprocess.run(
            [*compiler, "-o", str(program), str(Path(__file__).with_name("elsewhere.c"))],
            env={**os.environ, "ZIG_GLOBAL_CACHE_DIR": place, "ZIG_LOCAL_CACHE_DIR": place},
            check=True,
        )
        return program

    def _serve(self, word: str) -> None:
        self._run("wineserver", word)

    def _run(self, *words: str) -> None:
        subprocess.run(
            words,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


@pytest.fixture(scope="module")
def wine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wine]:
    if not WINE:
        pytest.skip("Wine is not installed: for Windows the launcher is only compiled")
    started = Wine(tmp_path_factory.mktemp("wine"))
    yield started
    started.end()


def test_on_windows_it_passes_words_lines_and_the_exit_code_on(wine: Wine) -> None:
    assert wine.start() == (7, b"hello", b"two words")


def test_on_windows_the_next_start_writes_nothing(wine: Wine) -> None:
    wine.start()
    before = wine.inodes()
    assert wine.start()[0] == 7
    assert wine.inodes() == before


def test_on_windows_what_is_damaged_is_unpacked_again(wine: Wine) -> None:
    wine.start()
    before = wine.inodes()
    (large,) = wine.cache.rglob("large.bin")
    with large.open("r+b") as file:
        file.write(b"damaged")
    assert wine.start()[0] == 7
    assert set(wine.inodes().values()).isdisjoint(before.values())


def test_on_windows_starts_at_the_same_time_share_one_unpacking(wine: Wine) -> None:
    shutil.rmtree(wine.cache, ignore_errors=True)
    begun = [wine.begin() for _ in range(4)]
    for process in begun:
        assert process.stdin
        process.stdin.write(b"exit 4\n")
        process.stdin.flush()
    assert [process.wait(60) for process in begun] == [4] * 4
    for process in begun:
        _close(process)
    assert sorted(len(path.name) for path in wine.cache.iterdir()) == [len(".lock"), 32]


def test_on_windows_a_version_that_nobody_uses_any_more_is_swept(wine: Wine) -> None:
    shutil.rmtree(wine.cache, ignore_errors=True)
    seal = wine.cache / OLD_KEY / ".complete"
    seal.parent.mkdir(parents=True)
    seal.touch()
    then = time.time() - THREE_WEEKS_S
    os.utime(seal, (then, then))
    assert wine.start()[0] == 7
    assert not seal.parent.exists()


def test_on_windows_the_program_ends_with_the_launcher(wine: Wine) -> None:
    process = wine.begin()
    assert process.stdin and process.stdout
    process.stdin.write(b"hello\n")
    process.stdin.flush()
    assert process.stdout.readline().strip() == b"hello"
    process.kill()
    assert process.stdout.read() == b""  # nobody holds the other end any more
    process.wait(60)
    _close(process)


def _close(process: "subprocess.Popen[bytes]") -> None:
    for pipe in (process.stdin, process.stdout, process.stderr):
        assert pipe
        pipe.close()
