"""Files to read from that know the hash of what was read."""

import hashlib
from typing import IO

from iat_sidecar.core.errors import Damaged

CHUNK = 1 << 20


class Hashed:
    """Hash and length of what passed so far; `what` names it when it cannot be read."""

    def __init__(self, file: IO[bytes], what: str) -> None:
        self._file, self._what = file, what
        self._digest, self.size_bytes = hashlib.sha256(), 0

    def read(self, size: int = CHUNK) -> bytes:
        try:
            chunk = self._file.read(size)
        except OSError as exc:
            raise Damaged(self._what, f"its file cannot be read: {exc.strerror}") from exc
        self._digest.update(chunk)
        self.size_bytes += len(chunk)
        return chunk

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()


def sha256_of(path: str) -> str:
    """The hash of a whole file."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
