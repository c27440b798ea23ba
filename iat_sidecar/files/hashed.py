"""Hashes of what is read, taken while it passes."""

import hashlib
from typing import BinaryIO

CHUNK = 1 << 20


class Hashed:
    """A file to read from that knows the hash and the length of what was read so far."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._digest, self.size = file, hashlib.sha256(), 0

    def read(self, size: int = CHUNK) -> bytes:
        chunk = self._file.read(size)
        self._digest.update(chunk)
        self.size += len(chunk)
        return chunk

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()


def sha256_of(path: str) -> str:
    """The hash of a whole file."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
