"""`page/compose`"""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from iat_sidecar.core.errors import (
    ImagingFailed,
    InvalidParams,
    InvalidState,
    ReadOnly,
    StorageFull,
    StorageOffline,
)
from iat_sidecar.core.values import Id, Path, ProjectId
from iat_sidecar.core.wire import Given, Wire
from iat_sidecar.db.tx import Read, Tx
from iat_sidecar.features.asset import links
from iat_sidecar.features.asset import store as assets
from iat_sidecar.features.asset.model import Asset
from iat_sidecar.features.job import store as jobs
from iat_sidecar.features.job.model import Chapter, Job, PanelNumber
from iat_sidecar.features.project import storage
from iat_sidecar.features.run import store as runs
from iat_sidecar.files import outside
from iat_sidecar.imaging.step_terms import MadeFile
from iat_sidecar.rpc.registry import Effect, method
from iat_sidecar.sidecar import Sidecar

GutterPx = Annotated[int, Meta(ge=0, le=400)]
PanelsInRow = Annotated[int, Meta(ge=1, le=50)]


class Rows(Given):
    """How many panels each row has, from the top."""

    rows: Annotated[list[PanelsInRow], Meta(min_length=1, max_length=100)]


class ComposedPage(Wire):
    """The page as an asset, and where it lies."""

    asset_id: Id
    path: str


@method(
    "page/compose",
    errors=(InvalidState, InvalidParams, ImagingFailed, ReadOnly, StorageFull, StorageOffline),
    effect=Effect.WRITE,
    example={
        "project": "moon",
        "run_id": "0190c2f0-0000-7000-8000-000000000000",
        "chapter": "1",
        "page": 1,
        "layout": {"rows": [2, 1, 3]},
    },
)
async def compose(
    sidecar: Sidecar,
    project: ProjectId,
    run_id: Id,
    chapter: Chapter | None = None,
    page: PanelNumber | None = None,
    layout: Literal["grid", "strip"] | Rows = "grid",
    gutter_px: GutterPx = 24,
    path: Path | None = None,
) -> ComposedPage:
    """Set the finished panels of a page into one picture, in their order.

    Without chapter and page all finished panels of the run. A copy is written to `path`.
    """
    if path is not None:
        outside.check_target(path, ".png")
    panels = await sidecar.read(lambda read: _panels(read, project, run_id, chapter, page))
    if isinstance(layout, Rows) and sum(layout.rows) != len(panels):
        raise InvalidParams(
            f"The rows hold {sum(layout.rows)} panels; there are {len(panels)}", "$.layout.rows"
        )
    root = await sidecar.read(lambda read: storage.root(read, project))
    request = {
        "paths": [panel.path for panel in panels],
        "rows": layout.rows if isinstance(layout, Rows) else None,
        "layout": "grid" if isinstance(layout, Rows) else layout,
        "gutter_px": gutter_px,
        "root": root.path,
        "copy_to": path,
    }
    made = msgspec.convert(await sidecar.imaging.run("page/compose", request), MadeFile)
    return await sidecar.conclude(lambda tx: _keep(tx, project, panels, made, path))


def _panels(
    read: Read, project: str, run_id: str, chapter: str | None, page: int | None
) -> list[Asset]:
    runs.get(read, project, run_id)
    told = jobs.of_run(read, project, run_id)
    wanted = [job for job in told if job.final_asset_id and _is_on(job, chapter, page)]
    if not wanted:
        raise InvalidState("no finished panel of this run is on such a page")
    chapters = list(dict.fromkeys(job.panel.chapter for job in told))
    wanted.sort(
        key=lambda job: (
            chapters.index(job.panel.chapter),
            job.panel.page,
            job.panel.number,
            job.position,
        )
    )
    return assets.get_many(read, project, [job.final_asset_id or "" for job in wanted])


def _is_on(job: Job, chapter: str | None, page: int | None) -> bool:
    right_chapter = chapter is None or job.panel.chapter == chapter
    return right_chapter and (page is None or job.panel.page == page)


def _keep(
    tx: Tx, project: str, panels: list[Asset], made: MadeFile, path: str | None
) -> ComposedPage:
    asset = assets.add_made(tx, project, "other", made, {"role": "page"})
    for panel in panels:
        links.add(tx, project, panel.id, asset.id, "derived_from")
    return ComposedPage(asset_id=asset.id, path=path or asset.here)
