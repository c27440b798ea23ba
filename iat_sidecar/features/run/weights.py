"""The model files that a job's cutout and upscale use: which bytes, whose licence, where they lie."""

import asyncio
import os
from functools import lru_cache, partial

from msgspec.structs import asdict

from iat_sidecar.core.errors import Damaged, WeightsMissing
from iat_sidecar.db.tx import Read
from iat_sidecar.features.config.values import value
from iat_sidecar.features.job.model import JobSpec
from iat_sidecar.features.run.model import Snapshot
from iat_sidecar.features.weights import rules, shelf, store
from iat_sidecar.features.weights.model import WeightsUse
from iat_sidecar.features.weights.used import named
from iat_sidecar.providers.provider import ModelFile, ModelUse
from iat_sidecar.sidecar import Sidecar


async def models_of(
    sidecar: Sidecar, spec: JobSpec, snapshot: Snapshot
) -> dict[ModelUse, ModelFile]:
    """The files of a job's models. A file that was named by its path is judged by its content.

    Raises WeightsMissing, LicenceRefused, and Damaged for a file that changed since the run froze.
    """
    if not (wanted := named(spec.post)):
        return {}
    folder, threads, execution = await sidecar.read(_settings)
    found: dict[ModelUse, ModelFile] = {}
    for use, name in wanted.items():
        frozen = snapshot.weights.get(name)
        path = shelf.path_of(folder, name) if frozen else name
        sha256, md5 = await asyncio.to_thread(_hashes, path)
        if frozen and frozen.sha256 != sha256:
            raise Damaged(name, "its file is not the one that was installed")
        look = partial(_of_file, path=path, sha256=sha256, md5=md5)
        judged = frozen if frozen is not None else await sidecar.read(look)
        rules.check_licence(judged, is_commercial=snapshot.commercial)
        found[use] = ModelFile(path=path, threads=threads, execution=execution, **asdict(judged))
    return found


def _settings(read: Read) -> tuple[str, int, str]:
    return store.folder(read), value(read, "models.threads"), value(read, "models.execution")


def _of_file(read: Read, path: str, sha256: str, md5: str) -> WeightsUse:
    """A file of the user's own: what it was installed as, or what the catalogue knows it as."""
    if row := store.by_sha256(read, sha256):
        return rules.use_of(row)
    return rules.use_of_file(os.path.basename(path), sha256, md5)


def _hashes(path: str) -> tuple[str, str]:
    if not (os.path.isabs(path) and os.path.isfile(path)):
        raise WeightsMissing(os.path.basename(path) or path)
    stat = os.stat(path)
    return _hashed(path, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=64)
def _hashed(path: str, modified_ns: int, size_bytes: int) -> tuple[str, str]:
    return shelf.hashes_of(path)
