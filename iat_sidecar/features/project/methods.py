"""`project/*`"""

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from iat_sidecar.core.change import changes, check_unchanged
from iat_sidecar.core.errors import Conflict, InvalidParams, InvalidState, NotFound
from iat_sidecar.core.values import Cursor, Limit, Name, ProjectId, ProjectRef, Slug, Text, Time
from iat_sidecar.core.wire import Wire
from iat_sidecar.db.page import Page
from iat_sidecar.db.tx import Read, Tx
from iat_sidecar.features.project import rules, storage, store
from iat_sidecar.features.project.guard import thresholds_of
from iat_sidecar.features.project.model import (
    Project,
    ProjectCreated,
    ProjectDeleted,
    ProjectSettings,
    ProjectStatus,
    ProjectUpdated,
)
from iat_sidecar.features.prompt_template import store as prompt_templates
from iat_sidecar.features.user import store as users
from iat_sidecar.files import content
from iat_sidecar.rpc.registry import Effect, method
from iat_sidecar.sidecar import Sidecar
from iat_sidecar.tasks import queue

MOON = {"project": "moon"}


class Purged(Wire):
    """A project that is gone for good."""

    project_id: str


@method(
    "project/create",
    errors=(Conflict, InvalidParams),
    effect=Effect.WRITE,
    example={"slug": "moon", "name": "Moon"},
)
def create(
    tx: Tx,
    slug: Slug,
    name: Name,
    description: Text = "",
    settings: ProjectSettings = ProjectSettings(),  # noqa: B008  it is frozen
) -> Project:
    """Make an empty project with version 1 of one prompt template a stage."""
    _check_settings(settings)
    project = store.add(tx, users.workspace_id(tx), slug, name, description, settings)
    tx.emit(ProjectCreated(project=project), project.id)
    prompt_templates.seed(tx, project.id)
    return project


@method("project/get", errors=(NotFound,), example=MOON)
def get(read: Read, project: ProjectRef) -> Project:
    """A project by id or slug."""
    return store.named(read, project)


@method("project/list", example={"status": "active"})
def list_(
    read: Read,
    status: ProjectStatus | None = None,
    limit: Limit = 50,
    cursor: Cursor | None = None,
) -> Page[Project]:
    """Your projects, newest first; deleted ones only when asked for by status."""
    return store.page(read, status, limit, cursor)


@method(
    "project/update",
    errors=(Conflict, InvalidParams, InvalidState),
    effect=Effect.WRITE,
    example={"project": "moon", "name": "Moonlight"},
)
def update(
    tx: Tx,
    project: ProjectId,
    slug: Slug | UnsetType = UNSET,
    name: Name | UnsetType = UNSET,
    description: Text | None | UnsetType = UNSET,
    settings: ProjectSettings | None | UnsetType = UNSET,
    if_updated_at: Time | None = None,
) -> Project:
    """Change what is given; an absent field stays, null clears, settings are replaced whole."""
    before = store.get(tx, project)
    rules.check_writable(before)
    check_unchanged("project", before.updated_at, if_updated_at)
    if slug is not UNSET:
        rules.check_slug(slug)
    if isinstance(settings, ProjectSettings):
        _check_settings(settings)
    given = changes(
        {"slug": slug, "name": name, "description": description, "settings": settings},
        {"description": "", "settings": ProjectSettings()},
    )
    return _told(tx, store.change(tx, before, replace(before, **given)))


@method("project/archive", errors=(InvalidState,), effect=Effect.WRITE, example=MOON)
def archive(tx: Tx, project: ProjectId) -> Project:
    """Put a project aside: it can be read, not changed."""
    before = store.get(tx, project)
    rules.check_rests(before, queue.unfinished_kinds(tx, project))
    return _move(tx, project, "archived")


@method("project/restore", errors=(InvalidState, Conflict), effect=Effect.WRITE, example=MOON)
def restore(tx: Tx, project: ProjectId) -> Project:
    """Bring an archived or deleted project back, under its old slug when that is free."""
    return _move(tx, project, "active")


@method("project/delete", errors=(InvalidState,), effect=Effect.DESTROY, example=MOON)
def delete(tx: Tx, project: ProjectId) -> Project:
    """Delete a project: its slug is free again, its rows and files stay until `project/purge`."""
    before = store.get(tx, project)
    rules.check_move(before, "deleted")
    rules.check_rests(before, queue.unfinished_kinds(tx, project))
    freed = replace(before, status="deleted", slug=rules.freed_slug(before))
    deleted = store.change(tx, before, freed)
    tx.emit(ProjectDeleted(project=deleted), project)
    return deleted


@method(
    "project/purge",
    errors=(InvalidParams, InvalidState),
    effect=Effect.DESTROY,
    example={"project": "0190c2f0-0000-7000-8000-000000000000", "confirm": "moon"},
)
async def purge(sidecar: Sidecar, project: ProjectId, confirm: Slug) -> Purged:
    """Remove a deleted project's rows and files for good; `confirm` repeats its slug."""
    import asyncio  # projects are asked for at start, and it would cost a third of that

    root = await sidecar.read(lambda read: storage.root(read, project))
    purged = await sidecar.conclude(lambda tx: _purge(tx, project, confirm))
    await asyncio.to_thread(content.remove_root, root.path)
    return purged


def _purge(tx: Tx, project: str, confirm: str) -> Purged:
    before = store.get(tx, project)
    if before.status != "deleted":
        raise InvalidState("only a deleted project can be purged; call project/delete first")
    if confirm != rules.slug_before(before.slug):
        raise InvalidParams("It must repeat the project's slug", "$.confirm")
    store.purge(tx, project)
    tx.emit(ProjectDeleted(project=before), project)
    return Purged(project_id=project)


def _check_settings(settings: ProjectSettings) -> None:
    """Refuse at once what every run would refuse later."""
    thresholds_of(settings.guard.thresholds, "$.settings.guard.thresholds")


def _move(tx: Tx, project: str, to: ProjectStatus) -> Project:
    before = store.get(tx, project)
    rules.check_move(before, to)
    slug = rules.slug_before(before.slug)
    return _told(tx, store.change(tx, before, replace(before, status=to, slug=slug)))


def _told(tx: Tx, project: Project) -> Project:
    tx.emit(ProjectUpdated(project=project), project.id)
    return project
