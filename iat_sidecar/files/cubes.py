"""Colour tables as files: how large they may be, and which bytes they are."""

import os

from iat_sidecar.core.errors import NotFound, TooLarge
from iat_sidecar.files.hashed import sha256_of

MAX_BYTES = 32 << 20


def fingerprint(path: str) -> str:
    """The sha256 of a .cube file; NotFound without it, TooLarge where it cannot be one."""
    if not os.path.isfile(path):
        raise NotFound("file", path)
    if os.path.getsize(path) > MAX_BYTES:
        raise TooLarge(path, MAX_BYTES)
    try:
        return sha256_of(path)
    except PermissionError as closed:
        raise NotFound("readable file", path) from closed
