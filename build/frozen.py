"""Where the frozen forms of the program lie, and whether they are made of today's sources."""

import platform
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DIST = ROOT / ".dist"
SUFFIX = ".exe" if sys.platform == "win32" else ""
BUILT = DIST / "built"  # written last; as old as the forms
MADE_OF = ("iat_sidecar", "contracts", "schemas", "build")
KINDS = {".py", ".css", ".js", ".json", ".jsonl", ".sha256", ".sql", ".lock", ".spec", ".c", ".h"}

MACHINES = {"AMD64": "x86_64", "arm64": "aarch64"}
SYSTEMS = {"linux": "unknown-linux-gnu", "darwin": "apple-darwin", "win32": "pc-windows-msvc"}


def triple() -> str:
    """The Rust target triple of this machine, by which Tauri finds the file it bundles."""
    machine = platform.machine()
    return f"{MACHINES.get(machine, machine)}-{SYSTEMS[sys.platform]}"


def folder() -> Path:
    return DIST / "iat-sidecar" / f"iat-sidecar{SUFFIX}"


def single() -> Path:
    return DIST / f"iat-sidecar-{triple()}{SUFFIX}"


def is_fresh() -> bool:
    """Whether both forms are there and nothing they are made of has changed since."""
    if not (BUILT.is_file() and folder().is_file() and single().is_file()):
        return False
    return _newest() <= BUILT.stat().st_mtime_ns


def _newest() -> int:
    return max(
        path.stat().st_mtime_ns
        for name in MADE_OF
        for path in (ROOT / name).rglob("*")
        if path.suffix in KINDS
        and "node_modules" not in path.parts
        and "typescript" not in path.parts
    )
