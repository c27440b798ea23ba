"""The table `projects`."""

from iat_sidecar.core import clock, ids
from iat_sidecar.core.errors import Conflict, NotFound
from iat_sidecar.db.page import Page, page_of
from iat_sidecar.db.tx import Read, Tx
from iat_sidecar.features.project import rules
from iat_sidecar.features.project.model import Known, Project, ProjectSettings, ProjectStatus

_COLUMNS = """id, workspace_id, owner_user_id, slug, name, description, status, settings_json,
    created_at, updated_at"""
_NAMED, _KNOWN = (
    (
        f"select {columns} from projects where owner_user_id = $1 and id = $2",
        f"select {columns} from projects where owner_user_id = $1 and slug = $2",
    )
    for columns in (_COLUMNS, "id, slug, status")
)


def get(read: Read, project_id: str) -> Project:
    if project := read.one(Project, f"select {_COLUMNS} from projects where id = $1", project_id):
        return project
    raise NotFound("project", project_id)


def named(read: Read, ref: str) -> Project:
    """The caller's own project by id or slug."""
    by_id, by_slug = _NAMED
    if found := read.one(Project, by_id if ids.is_id(ref) else by_slug, read.caller.user_id, ref):
        return found
    raise NotFound("project", ref)


def resolve(read: Read, ref: str) -> Known:
    """As `named`, as far as a method needs to know before it runs."""
    by_id, by_slug = _KNOWN
    if found := read.one(Known, by_id if ids.is_id(ref) else by_slug, read.caller.user_id, ref):
        return found
    raise NotFound("project", ref)


def add(
    tx: Tx, workspace_id: str, slug: str, name: str, description: str, settings: ProjectSettings
) -> Project:
    rules.check_slug(slug)
    _check_free(tx, slug)
    now = clock.now()
    project_id = ids.new()
    tx.run(
        """insert into projects (id, workspace_id, owner_user_id, slug, name, description, status,
            settings_json, created_at, updated_at)
        values ($1, $2, $3, $4, $5, $6, 'active', $7, $8, $8)""",
        project_id,
        workspace_id,
        tx.caller.user_id,
        slug,
        name,
        description,
        settings,
        now,
    )
    tx.run(
        """insert into project_storage (id, project_id, created_at, updated_at)
        values ($1, $2, $3, $3)""",
        ids.new(),
        project_id,
        now,
    )
    return get(tx, project_id)


def change(tx: Tx, before: Project, project: Project) -> Project:
    """Store the changed fields of a project; a slug that is taken is a conflict."""
    if project.slug != before.slug:
        _check_free(tx, project.slug)
        tx.run("update projects set slug = $1 where id = $2", project.slug, project.id)
    changed = tx.one(
        Project,
        f"""update projects set name = $1, description = $2, status = $3, settings_json = $4,
            updated_at = $5 where id = $6 returning {_COLUMNS}""",
        project.name,
        project.description,
        project.status,
        project.settings,
        clock.now(),
        project.id,
    )
    assert changed, "it was there when its change was decided on"
    return changed


def page(read: Read, status: ProjectStatus | None, limit: int, cursor: str | None) -> Page[Project]:
    """The caller's projects, newest first; deleted ones only when asked for."""
    where = (
        "owner_user_id = $1 and status = $2" if status else "owner_user_id = $1 and status <> $2"
    )
    return page_of(
        read,
        Project,
        f"select {_COLUMNS} from projects where {where}",
        (read.caller.user_id, status or "deleted"),
        limit,
        cursor,
    )


PURGED = (
    "update run_jobs set final_asset_id = null where project_id = $1",
    "update runs set run_log_asset_id = null where project_id = $1",
    "delete from project_exports where project_id = $1",
    "delete from voice_requests where project_id = $1",
    "delete from agent_instruction_events where project_id = $1",
    "delete from agent_instructions where project_id = $1",
    "delete from chat_messages where project_id = $1",
    "delete from chat_sessions where project_id = $1",
    "delete from cost_events where project_id = $1",
    "delete from quality_reports where project_id = $1",
    "delete from run_job_inputs where project_id = $1",
    "delete from candidate_steps where project_id = $1",
    "delete from steps where project_id = $1",
    "delete from run_candidates where project_id = $1",
    "delete from run_jobs where project_id = $1",
    "delete from runs where project_id = $1",
    "delete from prompt_templates where project_id = $1",
    "delete from reference_items where project_id = $1",
    "delete from reference_sets where project_id = $1",
    "delete from characters where project_id = $1",
    "delete from style_guides where project_id = $1",
    "delete from asset_links where project_id = $1",
    "delete from assets where project_id = $1",
    "delete from project_api_secrets where project_id = $1",
    "delete from provider_accounts where project_id = $1",
    "delete from tasks where project_id = $1",
    "delete from project_storage where project_id = $1",
    "delete from projects where id = $1",
)


def purge(tx: Tx, project_id: str) -> None:
    """Remove every row of a project but its events and audit, which only name it."""
    for statement in PURGED:
        tx.run(statement, project_id)


def _check_free(read: Read, slug: str) -> None:
    taken = read.value(
        "select id from projects where owner_user_id = $1 and slug = $2", read.caller.user_id, slug
    )
    if taken:
        raise Conflict(f"you have a project with the slug {slug} already")
