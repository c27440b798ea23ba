"""Make the frozen forms: a folder by PyInstaller, and one file that unpacks it into the user's cache.

`python3 build/dev.py freeze [--sign COMMAND]` runs this inside .venv. COMMAND gets the path of every
program and library in the folder, before it is packed, and then that of the single file: what a
system wants signed must be signed inside as well. What is made on the way lies in .work/freeze.
"""

import argparse
import os
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from frozen import BUILT, DIST, ROOT, folder, single
from launcher import compile_launcher
from pack import pack

WORK = ROOT / ".work" / "freeze"
PING = b'{"jsonrpc":"2.0","id":1,"method":"$/ping"}\n'
STARTS = 9
CODE = (b"\x7fELF", b"MZ", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python3 build/dev.py freeze")
    parser.add_argument("--sign", metavar="COMMAND", help="given the path of each file to sign")
    command = shlex.split(parser.parse_args().sign or "")
    began = time.time()
    BUILT.unlink(missing_ok=True)
    make_folder()
    sign(command, [path for path in sorted(DIST.glob("iat-sidecar/**/*")) if is_code(path)])
    make_single()
    sign(command, [single()])
    show()
    BUILT.touch()
    os.utime(BUILT, (began, began))  # what was edited meanwhile is newer
    print(f"frozen in {time.time() - began:.0f} s")
    return 0


def is_code(path: Path) -> bool:
    """Whether it is a program or a library of this kind of machine."""
    if path.is_symlink() or not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(4).startswith(CODE)


def sign(command: list[str], paths: list[Path]) -> None:
    for path in paths if command else []:
        run(*command, path)


def make_folder() -> None:
    """.dist/iat-sidecar/, by PyInstaller."""
    print("Freezing the folder ...", flush=True)
    run(
        sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR",
        "--workpath", WORK / "pyinstaller", "--distpath", DIST, ROOT / "build" / "sidecar.spec",
    )  # fmt: skip
    # Python's own library alone: stripping breaks numpy's, and the others gain little
    if strip := shutil.which("strip"):
        for library in (folder().parent / "_internal").glob("libpython*.so.*"):
            run(strip, "--strip-unneeded", library)


def make_single() -> None:
    """.dist/iat-sidecar-TRIPLE: the launcher with the folder inside."""
    print("Packing the single file ...", flush=True)
    parts = WORK / "parts"
    parts.mkdir(parents=True, exist_ok=True)
    key = pack(folder().parent, parts)
    compile_launcher(parts, WORK, single())
    print(f"It unpacks into {key} in users' caches.")


def show() -> None:
    """Size, and time to the first reply, of both forms."""
    with tempfile.TemporaryDirectory(dir=WORK) as cache:
        first = first_reply(single(), cache)
        print(f"{'':12} {'size':>9} {'first start':>12} {'next starts':>12}")
        row("folder", size(folder().parent), None, again(folder(), cache))
        row("single file", size(single()), first, again(single(), cache))


def row(name: str, size_bytes: int, first_s: float | None, next_s: float) -> None:
    first = f"{first_s * 1e3:.0f} ms" if first_s else ""
    print(f"{name:12} {size_bytes / 1e6:6.1f} MB {first:>12} {next_s * 1e3:9.0f} ms", flush=True)


def size(path: Path) -> int:
    files = [path] if path.is_file() else path.rglob("*")
    return sum(each.lstat().st_size for each in files if not each.is_dir())


def again(program: Path, cache: str) -> float:
    return statistics.median(first_reply(program, cache) for _ in range(STARTS))


def first_reply(program: Path, cache: str) -> float:
    """Seconds from the start of a process to its first reply."""
    began = time.perf_counter()
    process = subprocess.Popen(
        [program, "--data-dir", os.path.join(cache, "data")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "IAT_CACHE_DIR": cache},
    )
    assert process.stdin and process.stdout
    process.stdin.write(PING)
    process.stdin.flush()
    answer = process.stdout.readline()
    took = time.perf_counter() - began
    process.kill()
    process.communicate()
    if b'"result"' not in answer:
        sys.exit(f"{program} does not answer: {answer!r}")
    return took


def run(*words: object) -> None:
    done = subprocess.run([str(word) for word in words], cwd=ROOT)
    if done.returncode:
        sys.exit(done.returncode)


if __name__ == "__main__":
    sys.exit(main())
