"""Files that go where a person wants them, outside of what the projects keep."""

import contextlib
import os
from collections.abc import Iterator

from iat_sidecar.core.disk import NO_ROOM
from iat_sidecar.core.errors import InvalidParams, ReadOnly, StorageFull


def check_target(path: str, extension: str) -> None:
    """InvalidParams for what cannot name such a file."""
    if not os.path.isabs(path):
        raise InvalidParams(f"{path} is not an absolute path", "$.path")
    if not path.endswith(extension):
        raise InvalidParams(f"{path} must end in {extension}", "$.path")
    if os.path.isdir(path):
        raise InvalidParams(f"{path} is a folder", "$.path")


def write(path: str, data: bytes) -> None:
    """Write a file whole or not at all: under a temporary name first."""
    temporary = f"{path}.{os.getpid()}.part"
    with writable(path):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        try:
            with open(temporary, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, path)
        finally:
            with contextlib.suppress(FileNotFoundError, NotADirectoryError):
                os.unlink(temporary)


@contextlib.contextmanager
def writable(path: str) -> Iterator[None]:
    """What the operating system says of a place that a person chose, as an error to act on."""
    try:
        yield
    except OSError as exc:
        if exc.errno in NO_ROOM:
            raise StorageFull(path) from exc
        raise ReadOnly(f"{path}: {exc.strerror}") from exc
