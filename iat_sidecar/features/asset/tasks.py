"""Imports too long for one answer."""

from functools import partial

from msgspec import UNSET

from iat_sidecar.core.wire import Wire
from iat_sidecar.features.asset import receive
from iat_sidecar.features.asset.model import Imported, ImportedFile, ImportKind, Metadata
from iat_sidecar.sidecar import Sidecar
from iat_sidecar.tasks.kinds import task
from iat_sidecar.tasks.runner import Running

TOGETHER = 16


class ImportTask(Wire):
    """What `asset/import` was asked for."""

    paths: list[str]
    kind: ImportKind
    metadata: Metadata


@task("asset/import")
async def import_(sidecar: Sidecar, running: Running, params: ImportTask) -> Imported:
    """Import in portions; those that a crash left behind are found again by their hash."""
    items: list[ImportedFile] = []
    for start in range(0, len(params.paths), TOGETHER):
        running.checkpoint()
        portion = params.paths[start : start + TOGETHER]
        judged = await receive.judge_all(
            sidecar, running.project_id, portion, params.kind, params.metadata
        )
        items += await sidecar.transact(partial(receive.keep, files=judged))
        await running.report(len(items), len(params.paths), "files")
    return Imported(items=items, task_id=UNSET)
