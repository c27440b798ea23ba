"""Write a bag as a folder or an archive, and read it back, one member a step.

Archives of the same bag are the same bytes: no dates, no owners, nothing compressed, and one
folder around everything, as RFC 8493 §4 wants it.
"""

import gzip
import io
import os
import shutil
import tarfile
import zipfile
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import IO, BinaryIO, Literal

from iat_sidecar.core.errors import Damaged
from iat_sidecar.files.bag import Bag, Member
from iat_sidecar.files.content import sync_folder
from iat_sidecar.files.hashed import CHUNK, Hashed

Format = Literal["zip", "tar.gz", "folder"]
Add = Callable[[Member, Hashed], None]
Steps = Generator[int, None, None]
Found = Iterator[tuple[str, str]]

EPOCH = (1980, 1, 1, 0, 0, 0)  # the first date a zip can say
UNIX = 3
MODE = 0o644
UNREADABLE = (zipfile.BadZipFile, tarfile.TarError, EOFError, KeyError)


def write(bag: Bag, path: str, format: Format, base: str) -> Steps:
    """Write every member and sync what was written; gives the size of each.

    Raises Damaged when a source is not what its member says.
    """
    with WRITERS[format](path, base) as add:
        for member in bag.members:
            _copy(member, add)
            yield member.size_bytes


def copy(member: Member, path: str) -> None:
    """Write one member as a file of its own."""
    _copy(member, lambda _, source: _write_file(path, source))


def reread(bag: Bag, path: str, format: Format, base: str) -> Steps:
    """Read back what was written; gives the size of each member.

    Raises Damaged when the disk gives back other bytes.
    """
    try:
        found = READERS[format](bag, path, base)
        for member, (name, sha256) in zip(bag.members, found, strict=True):
            if (name, sha256) != (member.name, member.sha256):
                raise Damaged(path, f"{member.name} is not what was written")
            yield member.size_bytes
    except UNREADABLE as exc:
        raise Damaged(path, f"it cannot be read back: {exc}") from exc


def _copy(member: Member, add: Add) -> None:
    with _opened(member) as file:
        source = Hashed(file, member.what)
        add(member, source)
    if (source.sha256, source.size_bytes) != (member.sha256, member.size_bytes):
        raise Damaged(member.what, "its bytes differ from its hash")


def _opened(member: Member) -> BinaryIO:
    if isinstance(member.source, bytes):
        return io.BytesIO(member.source)
    try:
        file = open(member.source, "rb")  # noqa: SIM115  the caller closes it
    except FileNotFoundError as exc:
        raise Damaged(member.what, "its file is missing") from exc
    except OSError as exc:
        raise Damaged(member.what, f"its file cannot be read: {exc.strerror}") from exc
    if os.fstat(file.fileno()).st_size != member.size_bytes:
        file.close()
        raise Damaged(member.what, "its file has another length")
    return file


def _write_file(path: str, source: Hashed) -> None:
    with open(path, "xb") as file:
        shutil.copyfileobj(source, file, CHUNK)
        _sync(file)


def _sync(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


# Writers: each gives a function that adds a member, and makes what was added durable at its end.


@contextmanager
def _into_folder(path: str, base: str) -> Iterator[Add]:
    os.makedirs(path)

    def add(member: Member, source: Hashed) -> None:
        target = os.path.join(path, *member.name.split("/"))
        os.makedirs(os.path.dirname(target), exist_ok=True)
        _write_file(target, source)

    yield add
    for folder, _, _ in os.walk(path):
        sync_folder(folder)


@contextmanager
def _into_zip(path: str, base: str) -> Iterator[Add]:
    with open(path, "xb") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:

            def add(member: Member, source: Hashed) -> None:
                entry = zipfile.ZipInfo(f"{base}/{member.name}", EPOCH)
                entry.create_system, entry.external_attr = UNIX, (0o100000 | MODE) << 16
                entry.file_size = member.size_bytes  # decides whether it needs the 64-bit form
                with archive.open(entry, "w") as target:
                    shutil.copyfileobj(source, target, CHUNK)

            yield add
        _sync(file)


@contextmanager
def _into_tar(path: str, base: str) -> Iterator[Add]:
    with open(path, "xb") as file:
        # level 0: other levels give other bytes with other builds of zlib, and no smaller pictures
        with (
            gzip.GzipFile("", "wb", compresslevel=0, fileobj=file, mtime=0) as packed,
            tarfile.TarFile("", "w", packed, tarfile.PAX_FORMAT, copybufsize=CHUNK) as archive,
        ):

            def add(member: Member, source: Hashed) -> None:
                entry = tarfile.TarInfo(f"{base}/{member.name}")
                entry.size, entry.mode, entry.mtime = member.size_bytes, MODE, 0
                archive.addfile(entry, source)

            yield add
        _sync(file)


# Readers: name and hash of each member, in the order of the bag.


def _from_folder(bag: Bag, path: str, base: str) -> Found:
    for member in bag.members:
        with open(os.path.join(path, *member.name.split("/")), "rb") as file:
            yield member.name, _drained(file, path)


def _from_zip(bag: Bag, path: str, base: str) -> Found:
    with zipfile.ZipFile(path) as archive:
        for entry in archive.infolist():
            with archive.open(entry) as file:
                yield entry.filename.removeprefix(f"{base}/"), _drained(file, path)


def _from_tar(bag: Bag, path: str, base: str) -> Found:
    with tarfile.open(path, "r:gz") as archive:
        for entry in archive:
            file = archive.extractfile(entry)
            assert file is not None, "we wrote files alone"
            yield entry.name.removeprefix(f"{base}/"), _drained(file, path)


def _drained(file: IO[bytes], what: str) -> str:
    source = Hashed(file, what)
    while source.read():
        pass
    return source.sha256


WRITERS: dict[Format, Callable[[str, str], AbstractContextManager[Add]]] = {
    "folder": _into_folder,
    "zip": _into_zip,
    "tar.gz": _into_tar,
}
READERS: dict[Format, Callable[[Bag, str, str], Found]] = {
    "folder": _from_folder,
    "zip": _from_zip,
    "tar.gz": _from_tar,
}
