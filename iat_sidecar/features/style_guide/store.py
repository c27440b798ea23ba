"""The table `style_guides`; every change of it is told."""

from iat_sidecar.core import clock, ids
from iat_sidecar.core.errors import NotFound
from iat_sidecar.db.page import Page, page_of
from iat_sidecar.db.tx import Read, Tx
from iat_sidecar.features.style_guide.model import (
    StyleGuide,
    StyleGuideCreated,
    StyleGuideDeleted,
    StyleGuideUpdated,
    StyleRules,
)

_SELECT = """select id, project_id, name, description, rules_json, is_default, created_at, updated_at
    from style_guides where project_id = $1"""


def get(read: Read, project_id: str, style_guide_id: str) -> StyleGuide:
    found = read.one(StyleGuide, f"{_SELECT} and id = $2", project_id, style_guide_id)
    if found is None:
        raise NotFound("style guide", style_guide_id)
    return found


def default(read: Read, project_id: str) -> StyleGuide | None:
    """The guide of runs that name none."""
    return read.one(StyleGuide, f"{_SELECT} and is_default", project_id)


def has_any(read: Read, project_id: str) -> bool:
    found = read.value("select 1 from style_guides where project_id = $1 limit 1", project_id)
    return found is not None


def add(
    tx: Tx, project_id: str, name: str, description: str, rules: StyleRules, is_default: bool
) -> StyleGuide:
    guide_id = ids.new()
    tx.run(
        """insert into style_guides (id, project_id, name, description, rules_json, is_default,
            created_at, updated_at)
        values ($1, $2, $3, $4, $5, $6, $7, $7)""",
        guide_id,
        project_id,
        name,
        description,
        rules,
        is_default,
        clock.now(),
    )
    added = get(tx, project_id, guide_id)
    tx.emit(StyleGuideCreated(style_guide=added), project_id)
    return added


def change(tx: Tx, guide: StyleGuide) -> StyleGuide:
    tx.run(
        """update style_guides set name = $1, description = $2, rules_json = $3, is_default = $4,
            updated_at = $5
        where project_id = $6 and id = $7""",
        guide.name,
        guide.description,
        guide.rules,
        guide.is_default,
        clock.now(),
        guide.project_id,
        guide.id,
    )
    changed = get(tx, guide.project_id, guide.id)
    tx.emit(StyleGuideUpdated(style_guide=changed), guide.project_id)
    return changed


def remove(tx: Tx, guide: StyleGuide) -> None:
    tx.run("delete from style_guides where project_id = $1 and id = $2", guide.project_id, guide.id)
    tx.emit(StyleGuideDeleted(style_guide=guide), guide.project_id)


def page(read: Read, project_id: str, limit: int, cursor: str | None) -> Page[StyleGuide]:
    """Newest first."""
    return page_of(read, StyleGuide, _SELECT, (project_id,), limit, cursor)
