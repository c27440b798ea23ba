"""Content-addressed files: `content/<sha256[:2]>/<sha256>.<ext>`, whole or not at all.

Written to a temporary name, fsynced, read again and hashed, renamed, the folder fsynced; only
then may a row name the file. Paths are built from hashes and our own extensions, from nothing else.
"""

import contextlib
import errno
import hashlib
import os
import re
import shutil
import time
from collections.abc import Iterator
from typing import BinaryIO

from iat_sidecar.core import ids
from iat_sidecar.core.disk import NO_ROOM
from iat_sidecar.core.errors import Damaged, ReadOnly, StorageFull, StorageOffline
from iat_sidecar.core.wire import Wire
from iat_sidecar.files.hashed import CHUNK, sha256_of

JOURNAL = "assets.jsonl"
PREFIXES = tuple(f"{number:02x}" for number in range(256))

_URI = re.compile(r"content/([0-9a-f]{2})/(\1[0-9a-f]{62})\.([a-z0-9]{1,8})\Z")
_EXTENSION = re.compile(r"[a-z0-9]{1,8}\Z")


class Placed(Wire):
    """A file that is durably where its hash says; `uri` is relative to the root."""

    uri: str
    sha256: str
    size_bytes: int


def uri_of(sha256: str, extension: str) -> str:
    uri = f"content/{sha256[:2]}/{sha256}.{extension}"
    if not _URI.match(uri):
        raise ValueError(f"not a content address: {uri!r}")
    return uri


def path_of(root: str, uri: str) -> str:
    """The absolute path of a content file; a uri outside our grammar is refused."""
    if not _URI.match(uri):
        raise ValueError(f"not a content address: {uri!r}")
    return os.path.join(root, *uri.split("/"))


def open_root(root: str, *, may_create: bool) -> None:
    """Make sure the root can be written to; a root of a project's own is never made up."""
    if not (may_create or os.path.isdir(root)):
        raise StorageOffline(root)
    with on_disk(root):
        for name in ("content", "tmp"):
            folder = os.path.join(root, name)
            if not os.path.isdir(folder):
                os.makedirs(folder, mode=0o700, exist_ok=True)
                sync_folder(root)


def place_bytes(root: str, data: bytes, extension: str) -> Placed:
    """Store bytes under their hash."""
    return _place(root, iter((data,)), extension)


def place_copy(root: str, source: str, extension: str) -> Placed:
    """Store a copy of a file from outside under its hash."""
    return _place(root, _chunks(source), extension)


def verify(root: str, uri: str) -> None:
    """Read a content file again; Damaged says whether it is missing or differs."""
    path = path_of(root, uri)
    if not os.path.isdir(root):
        raise StorageOffline(root)
    if not os.path.exists(path):
        raise Damaged(uri, "the file is missing")
    expected = uri.rsplit("/", 1)[1].partition(".")[0]
    if sha256_of(path) != expected:
        raise Damaged(uri, "its bytes differ from its hash")


def note(root: str, line: bytes) -> None:
    """Append one JSON line about an asset, so that the database can be rebuilt from the files."""
    with on_disk(root), open(os.path.join(root, JOURNAL), "a+b") as file:
        file.write(line + b"\n" if _is_whole(file) else b"\n" + line + b"\n")
        file.flush()
        os.fsync(file.fileno())


def sweep_temporary(root: str) -> int:
    """Remove half-written files of a process that is gone; how many there were."""
    folder = os.path.join(root, "tmp")
    names = os.listdir(folder) if os.path.isdir(folder) else []
    for name in names:
        os.unlink(os.path.join(folder, name))
    return len(names)


def older_than(root: str, prefix: str, age_s: float) -> list[tuple[str, str]]:
    """(sha256, path) of the content under a prefix that was last written longer ago than this."""
    folder = os.path.join(root, "content", prefix)
    if not os.path.isdir(folder):
        return []
    latest = time.time() - age_s
    with os.scandir(folder) as entries:
        return [
            (entry.name.partition(".")[0], entry.path)
            for entry in entries
            if entry.is_file(follow_symlinks=False) and entry.stat().st_mtime <= latest
        ]


def remove(paths: list[str]) -> None:
    """Remove files; one that is gone already is as wished."""
    for path in paths:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(path)


def remove_root(root: str) -> None:
    """Remove a purged project's files."""
    shutil.rmtree(root, ignore_errors=True)


def _place(root: str, chunks: Iterator[bytes], extension: str) -> Placed:
    if not _EXTENSION.match(extension):
        raise ValueError(f"not an extension of ours: {extension!r}")
    temporary = os.path.join(root, "tmp", ids.new())
    try:
        with on_disk(root):
            sha256, size = _write(temporary, chunks)
            if sha256_of(temporary) != sha256:
                raise Damaged(temporary, "the disk gave back other bytes than were written")
            uri = uri_of(sha256, extension)
            _settle(temporary, path_of(root, uri), sha256)
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(temporary)
    return Placed(uri=uri, sha256=sha256, size_bytes=size)


def _write(path: str, chunks: Iterator[bytes]) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with open(path, "xb") as file:
        for chunk in chunks:
            file.write(chunk)
            digest.update(chunk)
            size += len(chunk)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest(), size


def _settle(temporary: str, path: str, sha256: str) -> None:
    """Rename into place, unless the same bytes are there already; what is damaged is replaced."""
    folder = os.path.dirname(path)
    os.makedirs(folder, exist_ok=True)
    if not os.path.exists(path) or sha256_of(path) != sha256:
        os.replace(temporary, path)
    sync_folder(folder)  # also for what was there: its maker may have died before this
    sync_folder(os.path.dirname(folder))


def sync_folder(folder: str) -> None:
    """Make a rename durable; Windows does so by itself."""
    if os.name == "nt":
        return
    fd = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def _is_whole(journal: BinaryIO) -> bool:
    """Whether the last line came to its end; one that a crash cut off must not take the next along."""
    size = journal.seek(0, os.SEEK_END)
    if not size:
        return True
    journal.seek(size - 1)
    return journal.read(1) == b"\n"


def _chunks(source: str) -> Iterator[bytes]:
    with open(source, "rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


@contextlib.contextmanager
def on_disk(root: str) -> Iterator[None]:
    """What the operating system says of the disk that holds `root`, as an error to act on."""
    try:
        yield
    except OSError as exc:
        if exc.errno in NO_ROOM:
            raise StorageFull(root) from exc
        if exc.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise ReadOnly(f"{root}: {exc.strerror}") from exc
        if not os.path.isdir(root):
            raise StorageOffline(root) from exc
        raise
