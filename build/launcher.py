"""The launcher of the single file, compiled by the C compiler and with the zstd that the lock pins."""

import hashlib
import os
import subprocess
import sys
import tarfile
from pathlib import Path

from frozen import ROOT, triple

SOURCES = ROOT / "build" / "launcher"
COMMON = ("main", "cache", "unpack", "payload", "sha256")
LOCK = ROOT / "build" / "requirements-freeze.lock"

STRICT = ("-std=c23", "-Wall", "-Wextra", "-Werror", "-O2")
# zig's name of a machine, the file that speaks to its system, and what its linker is told
SYSTEMS = {
    "linux": ("linux-musl", "posix", ("-s", "-static", "-Wl,--gc-sections")),
    "darwin": ("macos", "posix", ("-s",)),
    "win32": ("windows-gnu", "windows", ("-s", "-static")),
}


def compile_launcher(
    parts: Path, work: Path, out: Path, machine: str | None = None, system: str = sys.platform
) -> None:
    """Compile it around the packed parts, for this machine or another."""
    name, platform, linked = SYSTEMS[system]
    target = f"{machine or triple().split('-')[0]}-{name}"
    zstd = _zstd(work)
    compiled = zstd / f"{target}.o"
    if not compiled.exists():
        _compile(target, "-O2", "-c", "-o", compiled, zstd / "zstd.c")
    sources = [SOURCES / f"{source}.c" for source in (*COMMON, platform)]
    places = ("-I", zstd, f"--embed-dir={parts}")
    _compile(target, *STRICT, *linked, *places, "-o", out, *sources, compiled)


def _compile(target: str, *words: object) -> None:
    cache = str(ROOT / ".work" / "zig")
    places = {"ZIG_GLOBAL_CACHE_DIR": cache, "ZIG_LOCAL_CACHE_DIR": cache}
    command = [sys.executable, "-m", "ziglang", "cc", "-target", target, *map(str, words)]
    if subprocess.run(command, env={**os.environ, **places}).returncode:
        sys.exit(f"the launcher does not compile for {target}")


def _zstd(work: Path) -> Path:
    """zstd as one source file, out of the source release whose hash the lock holds.

    A lock that pins another release or compiler has another place: nothing old is compiled in.
    """
    pins = _pinned("zstandard") + _pinned("ziglang")
    place = work / f"zstd-{hashlib.sha256(pins.encode()).hexdigest()[:12]}"
    if not (place / "zstd.c").exists():
        place.mkdir(parents=True, exist_ok=True)
        with tarfile.open(_source_release(place)) as archive:
            for member in archive:
                if "/zstd/" in member.name and (file := archive.extractfile(member)):
                    (place / Path(member.name).name).write_bytes(file.read())
    return place


def _source_release(to: Path) -> Path:
    pinned = to / "pinned.txt"
    pinned.write_text(_pinned("zstandard"))
    command = [
        sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "download",
        "--no-deps", "--no-build-isolation", "--no-binary", ":all:", "--require-hashes",
        "--requirement", str(pinned), "--dest", str(to),
    ]  # fmt: skip
    if subprocess.run(command).returncode:
        sys.exit("the sources of zstandard cannot be had")
    (release,) = to.glob("zstandard-*.tar.gz")
    return release


def _pinned(name: str) -> str:
    """A package's part of the lock: its version and hashes."""
    lines = LOCK.read_text().splitlines()
    first = next(at for at, line in enumerate(lines) if line.startswith(f"{name}=="))
    last = next(at for at, line in enumerate(lines[first:], first) if not line.endswith("\\"))
    return "\n".join(lines[first : last + 1]) + "\n"
