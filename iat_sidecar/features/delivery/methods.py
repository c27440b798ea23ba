"""`delivery/create`"""

import asyncio
import os

from iat_sidecar.core.errors import (
    Conflict,
    ImagingFailed,
    InvalidImage,
    InvalidParams,
    InvalidState,
    LicenceRefused,
    ReadOnly,
    StorageFull,
    StorageOffline,
)
from iat_sidecar.core.values import Id, Path, ProjectId
from iat_sidecar.features.delivery import choosing, naming, rules
from iat_sidecar.features.delivery.model import AssetIds, BleedMm, DeliveryTask, Dpi, Naming
from iat_sidecar.files import staging
from iat_sidecar.imaging.delivery.terms import Alpha, Color, Format, ProfileRequest
from iat_sidecar.rpc.registry import Effect, method
from iat_sidecar.sidecar import Sidecar
from iat_sidecar.tasks.model import Started
from iat_sidecar.tasks.queue import enqueue


@method(
    "delivery/create",
    errors=(
        Conflict,
        ImagingFailed,
        InvalidImage,
        InvalidParams,
        InvalidState,
        LicenceRefused,
        ReadOnly,
        StorageFull,
        StorageOffline,
    ),
    effect=Effect.WRITE,
    example={
        "project": "moon",
        "run_id": "0190c2f0-0000-7000-8000-000000000000",
        "path": "/home/studio/for-the-printer",
        "format": "pdf",
        "bleed_mm": 3,
    },
)
async def create(
    sidecar: Sidecar,
    project: ProjectId,
    path: Path,
    format: Format,
    run_id: Id | None = None,
    asset_ids: AssetIds | None = None,
    dpi: Dpi | None = None,
    bleed_mm: BleedMm = 0,
    color: Color = "srgb",
    icc_path: Path | None = None,
    naming: Naming | None = None,
    alpha: Alpha | None = None,
) -> Started:
    """Write a run's finished pictures in story order, or assets, for a printer or a page.

    `path` is a folder that is not there yet, or empty; it gets the files and `delivery.json`,
    which says what each is and what reading it back found. Every file is decoded again before it
    counts. A pdf has one page a picture; pictures whose names are equal share a document.
    Otherwise a name that is taken gets digits of the picture's hash.

    `naming` takes {project} {index} {asset} {name} and for runs {run} {chapter} {page} {number}
    {job_key} {candidate}; {page:03} fills up with zeros. `dpi` is 300 in print, 72 on screens.
    The bleed is mirrored from the picture's edge and lies outside it. cmyk needs the printer's
    profile in `icc_path`; the intent is relative colorimetric with black point compensation.
    Transparency stays where `alpha` is not flatten; JPEGs and inks are laid on white.
    """
    task = _task(path, format, run_id, asset_ids, dpi, bleed_mm, color, icc_path, naming, alpha)
    rules.check(task)
    await asyncio.to_thread(staging.check_free, task.path, may_be_empty=True)
    await sidecar.read(lambda read: choosing.chosen(read, project, task))
    if task.icc_path is not None:
        await sidecar.imaging.run("delivery/profile", ProfileRequest(path=task.icc_path))
    return await sidecar.conclude(
        lambda tx: Started(task_id=enqueue(tx, "delivery/create", project, task).id)
    )


def _task(
    path: str,
    format: Format,
    run_id: str | None,
    asset_ids: list[str] | None,
    dpi: int | None,
    bleed_mm: float,
    color: Color,
    icc_path: str | None,
    pattern: str | None,
    alpha: Alpha | None,
) -> DeliveryTask:
    """The request with nothing left open."""
    of_run = run_id is not None
    if pattern is not None:
        naming.check(pattern, of_run=of_run)
    return DeliveryTask(
        run_id=run_id,
        asset_ids=asset_ids,
        path=os.path.normpath(path),
        format=format,
        color=color,
        alpha=rules.alpha_of(alpha, format, color),
        dpi=rules.dpi_of(dpi, format, color, bleed_mm),
        bleed_mm=bleed_mm,
        icc_path=icc_path,
        naming=pattern or naming.default(format, of_run=of_run),
    )
