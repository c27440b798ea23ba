"""Where model files lie: the folder of this installation, and where rembg keeps its own."""

import contextlib
import hashlib
import os
from collections.abc import Iterator

from iat_sidecar.core.disk import NO_ROOM
from iat_sidecar.core.errors import NotFound, ReadOnly, StorageFull
from iat_sidecar.files import content, outside
from iat_sidecar.imaging.matte.models import Model

FOLDER = "weights"
INCOMING = "incoming"
CHUNK = 4 << 20


def folder_of(data_dir: str, setting: str | None) -> str:
    """The folder that installed models lie in."""
    return setting or os.path.join(data_dir, FOLDER)


def path_of(folder: str, name: str) -> str:
    """The file of an installed model; names come from our own grammar."""
    return os.path.join(folder, f"{name}.onnx")


def staging_of(folder: str, name: str) -> str:
    """Where a model waits until it is judged."""
    place = os.path.join(folder, INCOMING)
    with outside.writable(place):
        os.makedirs(place, mode=0o700, exist_ok=True)
    return os.path.join(place, f"{name}.onnx")


def found_at(model: Model) -> str | None:
    """Where rembg has left this model on this machine."""
    homes = [os.environ.get("REMBG_HOME"), os.environ.get("U2NET_HOME"), "~/.rembg", "~/.u2net"]
    for home in filter(None, homes):
        root = os.path.expanduser(home)
        for parts in ((root, "models", model.name), (root,)):
            path = os.path.join(*parts, model.file_name)
            if model.file_name and os.path.isfile(path):
                return path
    return None


def copy(source: str, target: str) -> Iterator[int]:
    """Copy a file from outside, telling how many bytes are done; a pipe or a device is none."""
    if not os.path.isfile(source):
        raise NotFound("file", source)
    try:
        with open(source, "rb") as taken, open(target, "wb") as given:
            done = 0
            while chunk := taken.read(CHUNK):
                given.write(chunk)
                done += len(chunk)
                yield done
            given.flush()
            os.fsync(given.fileno())
    except FileNotFoundError as missing:
        raise NotFound("file", source) from missing
    except PermissionError as closed:
        if closed.filename == target:
            raise ReadOnly(f"{target}: {closed.strerror}") from closed
        raise NotFound("readable file", source) from closed
    except OSError as fault:
        if fault.errno in NO_ROOM:
            raise StorageFull(os.path.dirname(target)) from fault
        raise


def hashes_of(path: str) -> tuple[str, str]:
    """sha256 and md5 of a file; the catalogue knows its older models by md5 alone."""
    sha256, md5 = hashlib.sha256(), hashlib.md5(usedforsecurity=False)
    with open(path, "rb") as file:
        while chunk := file.read(CHUNK):
            sha256.update(chunk)
            md5.update(chunk)
    return sha256.hexdigest(), md5.hexdigest()


def put(staging: str, target: str) -> None:
    """From waiting to installed, durably."""
    with outside.writable(target):
        os.replace(staging, target)
    content.sync_folder(os.path.dirname(target))


def discard(path: str) -> None:
    """Remove a file; one that is gone, or still open on Windows, is left to the next install."""
    with contextlib.suppress(FileNotFoundError, PermissionError):
        os.unlink(path)
