"""The table `prompt_templates`; every change of it is told."""

from iat_sidecar.core import clock, ids
from iat_sidecar.core.errors import NotFound
from iat_sidecar.core.values import Stage
from iat_sidecar.db.page import Page, narrowed, page_of
from iat_sidecar.db.tx import Read, Tx
from iat_sidecar.features.prompt_template.defaults import DEFAULTS
from iat_sidecar.features.prompt_template.model import (
    PromptTemplate,
    PromptTemplateCreated,
    PromptTemplateUpdated,
)

_SELECT = """select id, project_id, name, stage, template_text, version, is_active, created_at
    from prompt_templates where project_id = $1"""


def seed(tx: Tx, project_id: str) -> None:
    """Give a new project version 1 of one active template a stage."""
    for stage, (name, template_text) in DEFAULTS.items():
        add(tx, project_id, name, stage, template_text)


def get(read: Read, project_id: str, prompt_template_id: str) -> PromptTemplate:
    found = read.one(PromptTemplate, f"{_SELECT} and id = $2", project_id, prompt_template_id)
    if found is None:
        raise NotFound("prompt template", prompt_template_id)
    return found


def newest(read: Read, project_id: str, name: str) -> PromptTemplate | None:
    """The highest version of a name."""
    return read.one(
        PromptTemplate,
        f"{_SELECT} and name = $2 order by version desc limit 1",
        project_id,
        name,
    )


def active(read: Read, project_id: str, stage: Stage) -> PromptTemplate | None:
    """The template that a stage uses when a run names none."""
    return read.one(PromptTemplate, f"{_SELECT} and stage = $2 and is_active", project_id, stage)


def add(tx: Tx, project_id: str, name: str, stage: Stage, template_text: str) -> PromptTemplate:
    """Keep the next version of a name; it becomes active when its stage has none."""
    before = newest(tx, project_id, name)
    template_id = ids.new()
    tx.run(
        """insert into prompt_templates (id, project_id, name, stage, template_text, version,
            is_active, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8)""",
        template_id,
        project_id,
        name,
        stage,
        template_text,
        before.version + 1 if before else 1,
        active(tx, project_id, stage) is None,
        clock.now(),
    )
    added = get(tx, project_id, template_id)
    tx.emit(PromptTemplateCreated(prompt_template=added), project_id)
    return added


def set_active(tx: Tx, template: PromptTemplate, is_active: bool) -> PromptTemplate:
    tx.run(
        "update prompt_templates set is_active = $1 where project_id = $2 and id = $3",
        is_active,
        template.project_id,
        template.id,
    )
    changed = get(tx, template.project_id, template.id)
    tx.emit(PromptTemplateUpdated(prompt_template=changed), template.project_id)
    return changed


def page(
    read: Read, project_id: str, stage: Stage | None, limit: int, cursor: str | None
) -> Page[PromptTemplate]:
    """Newest first."""
    select, values = narrowed(_SELECT, (project_id,), stage=stage)
    return page_of(read, PromptTemplate, select, values, limit, cursor)
