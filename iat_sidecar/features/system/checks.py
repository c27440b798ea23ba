"""What is looked at to say how the sidecar is: quickly, or like a doctor."""

import asyncio
import os
import shutil
from collections.abc import Iterable

from iat_sidecar.core import keychain
from iat_sidecar.core.errors import SidecarError
from iat_sidecar.db import health as database
from iat_sidecar.features.system import store
from iat_sidecar.features.system.model import Check, CheckStatus, Health
from iat_sidecar.features.weights import shelf
from iat_sidecar.features.weights import store as models
from iat_sidecar.sidecar import Sidecar

ROOMY_BYTES, TIGHT_BYTES = 2 << 30, 256 << 20
REINSTALL = "install the program again"
KEYCHAIN_S = 5.0
RESTORE = "restore a backup; system/verify {deep: true} tells more"


def judged(checks: Iterable[Check]) -> Health:
    found = list(checks)
    is_well = all(check.status == "ok" for check in found)
    return Health(status="ok" if is_well else "degraded", checks=found)


async def quick(sidecar: Sidecar) -> list[Check]:
    """What can be said at once."""
    return [
        await _writable(sidecar),
        disk(shutil.disk_usage(sidecar.data_dir).free),
        page_checksums(database.has_page_checksums()),
        await _roots(sidecar),
        await _tasks(sidecar),
        workers(len(sidecar.imaging.pids), sidecar.imaging.size),
    ]


async def thorough(sidecar: Sidecar) -> list[Check]:
    """As `quick`, and what takes a while: the database read through, a worker started."""
    pages = await sidecar.read(database.broken_pages)
    references = await sidecar.read(database.broken_references)
    return [
        *await quick(sidecar),
        said("database_pages", pages, "every page and row can be read"),
        said("database_references", references, "every row points at rows that are there"),
        await _imaging(sidecar),
        await _cutout(sidecar),
        await _keychain(),
        await _weights(sidecar),
    ]


def disk(free_bytes: int) -> Check:
    """Room where the data lies."""
    detail = f"{free_bytes} bytes are free"
    if free_bytes >= ROOMY_BYTES:
        return Check(name="disk", status="ok", detail=detail)
    way_out = "free some space; storage/reclaim removes what no project needs"
    status: CheckStatus = "warning" if free_bytes >= TIGHT_BYTES else "failed"
    return Check(name="disk", status=status, detail=detail, way_out=way_out)


def page_checksums(are_on: bool) -> Check:
    if are_on:
        return Check(name="page_checksums", status="ok", detail="every page is checked when read")
    return Check(
        name="page_checksums",
        status="warning",
        detail="this SQLite cannot check pages, so silent damage is found late",
        way_out=REINSTALL,
    )


def workers(running: int, size: int) -> Check:
    detail = f"{running} of up to {size} imaging processes are running"
    return Check(name="workers", status="ok", detail=detail)


def said(name: str, problems: list[str], when_well: str) -> Check:
    """A check of the database: what it complained of, if anything."""
    if not problems:
        return Check(name=name, status="ok", detail=when_well)
    return Check(name=name, status="failed", detail="; ".join(problems), way_out=RESTORE)


async def _weights(sidecar: Sidecar) -> Check:
    """Model files are welcome and never needed; those that were installed should be there."""
    rows, folder = await sidecar.read(lambda read: (models.every(read), models.folder(read)))
    return weights([(row.name, row.size_bytes, shelf.path_of(folder, row.name)) for row in rows])


def weights(installed: list[tuple[str, int, str]]) -> Check:
    """Names, sizes and paths of the models that were installed."""
    if not installed:
        detail = "none installed; drawing and cutting out need none"
        return Check(name="weights", status="ok", detail=detail)
    gone = [name for name, size, path in installed if not _has_size(path, size)]
    if not gone:
        return Check(name="weights", status="ok", detail=f"{len(installed)} installed")
    way_out = "weights/remove and weights/install bring them again"
    detail = f"{', '.join(gone)}: the file is missing or was changed"
    return Check(name="weights", status="warning", detail=detail, way_out=way_out)


def _has_size(path: str, size_bytes: int) -> bool:
    return os.path.isfile(path) and os.path.getsize(path) == size_bytes


async def _writable(sidecar: Sidecar) -> Check:
    try:
        await sidecar.transact(database.touch)
    except SidecarError as exc:
        way_out = "free space on the disk of the data directory, and make it writable"
        return Check(name="database", status="failed", detail=str(exc), way_out=way_out)
    return Check(name="database", status="ok", detail="it can be written")


async def _roots(sidecar: Sidecar) -> Check:
    """Folders that users chose may be on a disk that is away."""
    roots = await sidecar.read(store.project_roots)
    away = [root.path for _, root in roots if root.is_own and not os.path.isdir(root.path)]
    if not away:
        return Check(name="storage", status="ok", detail=f"{len(roots)} projects are in reach")
    return Check(
        name="storage",
        status="warning",
        detail=f"out of reach: {', '.join(away)}",
        way_out="reconnect the disk, or choose another folder with storage/update",
    )


async def _tasks(sidecar: Sidecar) -> Check:
    waiting, running = await sidecar.read(store.unfinished_tasks)
    return Check(name="tasks", status="ok", detail=f"{running} run, {waiting} wait")


async def _imaging(sidecar: Sidecar) -> Check:
    """Start a worker and have it load everything."""
    try:
        found = await sidecar.imaging.run("doctor/look", {})
    except SidecarError as exc:
        return Check(name="imaging", status="failed", detail=str(exc), way_out=REINSTALL)
    if missing := found["missing_libraries"] + found["missing_codecs"]:
        detail = f"missing: {', '.join(missing)}"
        return Check(name="imaging", status="failed", detail=detail, way_out=REINSTALL)
    return Check(name="imaging", status="ok", detail="a worker starts and has all it works with")


async def _cutout(sidecar: Sidecar) -> Check:
    """Run a tiny model the way cutouts do, and the way rembg does."""
    try:
        found = await sidecar.imaging.run("doctor/cut_out", {})
    except SidecarError as exc:
        return Check(name="cutout_models", status="failed", detail=str(exc), way_out=REINSTALL)
    if not found["is_alike"]:
        detail = f"ours and rembg's masks of one model are {found['difference']:.3f} apart"
        return Check(name="cutout_models", status="warning", detail=detail, way_out=REINSTALL)
    detail = "models run, and give the masks that rembg gives"
    return Check(name="cutout_models", status="ok", detail=detail)


async def _keychain() -> Check:
    """Where keys could be kept; nothing needs one while no vendor is set up."""
    try:
        found = await asyncio.wait_for(asyncio.to_thread(keychain.look), KEYCHAIN_S)
    except TimeoutError:
        detail = "the keychain does not answer"
        way_out = "unlock it, or look whether it waits for an answer of yours"
        return Check(name="keychain", status="warning", detail=detail, way_out=way_out)
    usable = [each.backend for each in found if not each.reason]
    if usable:
        return Check(name="keychain", status="ok", detail=f"{usable[0]} can be used")
    reasons = "; ".join(f"{each.backend}: {each.reason}" for each in found)
    return Check(name="keychain", status="ok", detail=f"none in reach, and none needed: {reasons}")
