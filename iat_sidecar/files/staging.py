"""A folder beside a target in which something is made, sealed when it is whole, and moved out of.

What a process that died left here is either not sealed, and thrown away, or sealed, and moved on.
"""

import os
import shutil

from iat_sidecar.core.errors import Conflict
from iat_sidecar.files.content import sync_folder

SEAL = "sealed"


class Staging:
    """`.<key>.tmp` in `folder`, which is on the same disk as the target; `key` is the work's id."""

    def __init__(self, folder: str, key: str) -> None:
        self._folder, self._path = folder, os.path.join(folder, f".{key}.tmp")

    def path(self, name: str) -> str:
        return os.path.join(self._path, name)

    def has(self, name: str) -> bool:
        """Whether a part is still here, and not moved."""
        return os.path.lexists(self.path(name))

    def clear(self) -> None:
        """Begin anew."""
        self.remove()
        os.makedirs(self._path, mode=0o700)

    def seal(self, note: bytes) -> None:
        """All of it is whole and durable; `note` is for who moves it on."""
        with open(self.path(f"{SEAL}.new"), "xb") as file:
            file.write(note)
            file.flush()
            os.fsync(file.fileno())
        os.replace(self.path(f"{SEAL}.new"), self.path(SEAL))
        sync_folder(self._path)
        sync_folder(self._folder)

    def sealed(self) -> bytes | None:
        """The note of the seal, if there is one."""
        if not os.path.exists(self.path(SEAL)):
            return None
        with open(self.path(SEAL), "rb") as file:
            return file.read()

    def move(self, name: str, target: str, *, may_replace: bool) -> None:
        """Give a sealed part its final name; what was moved before a crash stays where it is."""
        if not self.has(name):
            return
        staged = self.path(name)
        if may_replace:
            remove(target)
        check_free(target, may_be_empty=os.path.isdir(staged))
        if os.path.isdir(target):
            os.rmdir(target)  # Windows moves onto nothing
        os.replace(staged, target)
        sync_folder(os.path.dirname(target))

    def remove(self) -> None:
        remove(self._path)


def check_free(path: str, *, may_be_empty: bool) -> None:
    """Conflict when something is there that would be lost; an empty folder may be taken over."""
    is_empty = may_be_empty and os.path.isdir(path) and not os.listdir(path)
    if os.path.lexists(path) and not is_empty:
        raise Conflict(f"there is something at {path} already")


def remove(path: str) -> None:
    """Remove a file or a folder with all that is in it, if it is there."""
    if os.path.isdir(path) and not os.path.islink(path):
        shutil.rmtree(path)
    elif os.path.lexists(path):
        os.unlink(path)
