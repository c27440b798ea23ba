"""A disk that fails when told to: full, broken, or without power at the n-th write or sync.

It must be registered before the page-checksum VFS is loaded, which builds on what is the default
then; so it is used in processes of their own.
"""

import contextlib
import os
import random
from collections.abc import Callable
from pathlib import Path

import apsw

SECTOR = 512
LOST, TORN = 0.35, 0.6

Op = tuple[str, int, bytes]


class Disk:
    """Counts operations and decides which of them fails."""

    def __init__(self) -> None:
        self.operations = 0
        self.forget()

    def forget(self) -> None:
        """Work from now on; count from zero."""
        self.operations, self._fail_at = 0, 0
        self._error: Callable[[], Exception] | None = None
        self._is_lasting = self.is_watched = self.is_dead = False
        self.durable: dict[str, bytes] = {}
        self.pending: dict[str, list[Op]] = {}

    def fail(self, at: int, error: Callable[[], Exception], *, is_lasting: bool) -> None:
        """Raise at the n-th operation from now, and ever after if it lasts."""
        self.operations, self._fail_at = 0, at
        self._error, self._is_lasting = error, is_lasting

    def cut_power(self, at: int) -> None:
        """Let nothing through from the n-th operation on."""
        self.operations, self._fail_at, self._error = 0, at, None
        self.is_watched = True

    def touch(self) -> None:
        if self.is_dead:
            raise apsw.IOError("the power is off")
        self.operations += 1
        if not self._fail_at or self.operations < self._fail_at:
            return
        if self.is_watched:
            self.is_dead = True
            raise apsw.IOError("the power is off")
        if self._error and (self._is_lasting or self.operations == self._fail_at):
            raise self._error()

    def watch(self, name: str) -> None:
        """Take what is in a file now as durable."""
        if self.is_watched and name and name not in self.durable:
            path = Path(name)
            self.durable[name] = path.read_bytes() if path.exists() else b""
            self.pending[name] = []

    def written(self, name: str, op: Op) -> None:
        if self.is_watched and name:
            self.pending[name].append(op)

    def synced(self, name: str) -> None:
        if self.is_watched and name:
            self.durable[name] = _applied(self.durable[name], self.pending[name], None)
            self.pending[name] = []

    def left_behind(self, chance: random.Random, folder: Path) -> None:
        """Write what the disk holds after the power cut: unsynced writes may be lost or torn."""
        folder.mkdir()
        for name, content in self.durable.items():
            left = _applied(content, self.pending[name], chance)
            if not name.endswith("-shm") and (left or not name.endswith("-wal")):
                (folder / os.path.basename(name)).write_bytes(left)


def _applied(content: bytes, ops: list[Op], chance: random.Random | None) -> bytes:
    image = bytearray(content)
    for kind, offset, data in ops:
        fate = chance.random() if chance else 1.0
        if fate < LOST:
            continue
        if kind == "truncate":
            del image[offset:]
        elif chance and fate < TORN:
            for start in range(0, len(data), SECTOR):
                if chance.random() < 0.5:
                    _put(image, offset + start, data[start : start + SECTOR])
        else:
            _put(image, offset, data)
    return bytes(image)


def _put(image: bytearray, offset: int, data: bytes) -> None:
    image.extend(b"\0" * (offset - len(image)))
    image[offset : offset + len(data)] = data


class FaultyFile(apsw.VFSFile):
    """A file on the disk."""

    def __init__(self, disk: Disk, name: str | apsw.URIFilename | None, flags: list[int]) -> None:
        self._disk = disk
        self._name = name.filename() if isinstance(name, apsw.URIFilename) else name or ""
        disk.watch(self._name)
        super().__init__("unix", name, flags)

    def xWrite(self, data: bytes, offset: int) -> None:
        self._disk.touch()
        super().xWrite(data, offset)
        self._disk.written(self._name, ("write", offset, bytes(data)))

    def xTruncate(self, size: int) -> None:
        self._disk.touch()
        super().xTruncate(size)
        self._disk.written(self._name, ("truncate", size, b""))

    def xSync(self, flags: int) -> None:
        self._disk.touch()
        super().xSync(flags)
        self._disk.synced(self._name)


class FaultyVFS(apsw.VFS):
    """The default VFS of a process that proves something about faults."""

    def __init__(self, disk: Disk) -> None:
        self._disk = disk
        super().__init__("faulty", "unix", makedefault=True)

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> FaultyFile:
        return FaultyFile(self._disk, name, flags)

    def xDelete(self, name: str, sync: bool) -> None:
        if self._disk.is_dead:
            raise apsw.IOError("the power is off")
        with contextlib.suppress(KeyError):
            del self._disk.durable[name], self._disk.pending[name]
        super().xDelete(name, sync)


def full() -> Exception:
    return apsw.FullError("no room")


def broken() -> Exception:
    return apsw.IOError("the disk fails")
