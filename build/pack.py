"""The folder form as what the launcher embeds: an index, and all contents compressed in parts."""

import hashlib
import os
import struct
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import zstandard

LEVEL = 19
PART_BYTES = 8 << 20  # each part is unpacked on a thread of its own
NAME_MAX_BYTES = 512  # as in build/launcher/payload.h
ENTRY, PART = struct.Struct("<cHQ32s"), struct.Struct("<QQ")

Entry = tuple[bytes, str, bytes]


def pack(folder: Path, out: Path) -> str:
    """Write index.bin, parts.bin, packed.zst and key.txt for build/launcher/payload.c; the key.

    The key names the version in users' caches: it is made of every name and every content.
    """
    index, ends = b"", []
    parts = list(_parts(sorted(_entries(folder), key=_likes_together)))
    with (out / "packed.zst").open("wb") as packed, ThreadPoolExecutor(os.cpu_count()) as threads:
        for part, frame in zip(parts, threads.map(_compressed, parts), strict=True):
            index += b"".join(map(_line, part))
            packed.write(frame)
            ends.append(PART.pack(len(index), packed.tell()))
    key = hashlib.sha256(index).hexdigest()[:32]
    (out / "index.bin").write_bytes(index)
    (out / "parts.bin").write_bytes(b"".join(ends))
    (out / "key.txt").write_text(key)
    return key


def _entries(folder: Path) -> Iterator[Entry]:
    """The kind, the name and the content of every file and link."""
    for place, folders, files in os.walk(folder):
        for path in (Path(place, name) for name in [*folders, *files]):
            name = path.relative_to(folder).as_posix()
            if path.is_symlink():
                yield b"l", name, os.readlink(path).encode()
            elif path.is_file():
                yield (b"x" if os.access(path, os.X_OK) else b"f"), name, path.read_bytes()


def _likes_together(entry: Entry) -> tuple[str, str]:
    """What resembles each other compresses best as neighbours."""
    name = entry[1]
    return os.path.splitext(name)[1], name


def _parts(entries: list[Entry]) -> Iterator[list[Entry]]:
    part: list[Entry] = []
    for entry in entries:
        part.append(entry)
        if sum(len(content) for _, _, content in part) >= PART_BYTES:
            yield part
            part = []
    if part:
        yield part


def _compressed(part: list[Entry]) -> bytes:
    contents = b"".join(content for _, _, content in part)
    return zstandard.ZstdCompressor(level=LEVEL, write_checksum=True).compress(contents)


def _line(entry: Entry) -> bytes:
    kind, name, content = entry
    encoded = name.encode()
    if len(encoded) >= NAME_MAX_BYTES:
        raise ValueError(f"the launcher takes no name of {len(encoded)} bytes: {name}")
    digest = hashlib.sha256(content).digest()
    return ENTRY.pack(kind, len(encoded), len(content), digest) + encoded
