"""A cache of the single file: what is in it, and starting from it."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

from tests.forms import ROOT, SINGLE
from tests.rpc.process import PING

QUESTION = json.dumps(PING).encode() + b"\n"


class Cache:
    """A folder that IAT_CACHE_DIR names; the fall-back lies beside it."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.fallback = place.parent / "tmp"
        self.fallback.mkdir(exist_ok=True)

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "IAT_CACHE_DIR": str(self.place), "TMPDIR": str(self.fallback)}

    @property
    def version(self) -> Path:
        """The one unpacked version."""
        (found,) = (path for path in self.place.iterdir() if path.is_dir())
        return found

    @property
    def program(self) -> Path:
        return self.version / "iat-sidecar"

    def begin(self, **more: Any) -> "subprocess.Popen[bytes]":
        """A start that was asked for a ping, and is not waited for."""
        given = {"env": self.environment, **more}
        process = subprocess.Popen(
            [*SINGLE.command, "--data-dir", str(self.place.parent / "data")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=ROOT,
            **given,
        )
        assert process.stdin
        process.stdin.write(QUESTION)
        process.stdin.flush()
        return process

    def start(self, **more: Any) -> list[str]:
        """Start, have a ping answered, end by the end of input; what it said on stderr."""
        process = self.begin(**more)
        answer, said = process.communicate(timeout=60)
        lines = said.decode().splitlines()
        assert json.loads(answer) == {"jsonrpc": "2.0", "id": "ping", "result": {}}, lines
        assert process.returncode == 10, lines
        return lines

    def left_over(self) -> set[str]:
        """Names in it that a finished start does not leave."""
        return {path.name for path in self.place.iterdir()} - {self.version.name, ".lock"}

    def inodes(self) -> dict[str, int]:
        """Every file of the version: a new number where it was written anew."""
        files = (path for path in self.version.rglob("*") if path.is_file())
        return {
            str(path.relative_to(self.version)): path.stat().st_ino
            for path in files
            if path.name != ".complete"
        }
