"""The hash of a user's model file: part of what a cutout depends on."""

import asyncio
import os
from functools import lru_cache
from typing import Any

from iat_sidecar.core.errors import WeightsMissing
from iat_sidecar.features.job.model import JobSpec
from iat_sidecar.files.hashed import sha256_of
from iat_sidecar.providers.local_matte import METHODS


def model_of(spec: JobSpec) -> str | None:
    """The model file that a job's cutout names; None where it names a method or nothing."""
    model = spec.post.cutout.model if spec.post and spec.post.cutout else None
    return None if model in METHODS else model


async def facts_of(spec: JobSpec) -> dict[str, Any]:
    """What a shot knows of its model from the start; WeightsMissing where there is no such file."""
    if (path := model_of(spec)) is None:
        return {}
    return {"weights_sha256": await asyncio.to_thread(_sha256, path)}


def _sha256(path: str) -> str:
    if not (os.path.isabs(path) and os.path.isfile(path)):
        raise WeightsMissing(os.path.basename(path) or path)
    stat = os.stat(path)
    return _hashed(path, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=64)
def _hashed(path: str, modified_ns: int, size_bytes: int) -> str:
    return sha256_of(path)
