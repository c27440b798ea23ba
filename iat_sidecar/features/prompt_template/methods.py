"""`prompt_template/*`"""

from iat_sidecar.core.errors import Conflict, InvalidParams
from iat_sidecar.core.values import Cursor, Id, Limit, Name, ProjectId, Stage
from iat_sidecar.db.page import Page
from iat_sidecar.db.tx import Read, Tx
from iat_sidecar.features.prompt_template import rules, store
from iat_sidecar.features.prompt_template.model import PromptTemplate, TemplateText
from iat_sidecar.rpc.registry import Effect, method

ONE = {"project": "moon", "prompt_template_id": "0190c2f0-0000-7000-8000-000000000000"}


@method(
    "prompt_template/create",
    errors=(Conflict, InvalidParams),
    effect=Effect.WRITE,
    example={
        "project": "moon",
        "name": "Night ink",
        "stage": "style_lock",
        "template_text": "{scene}\nLook: {style}\nAvoid: {negative}",
    },
)
def create(
    tx: Tx, project: ProjectId, name: Name, stage: Stage, template_text: TemplateText
) -> PromptTemplate:
    """Write the next version of a name; it is used once it is activated.

    It becomes active at once only where its stage has no active template.
    """
    rules.check(template_text)
    rules.check_stage(name, stage, store.newest(tx, project, name))
    return store.add(tx, project, name, stage, template_text)


@method("prompt_template/get", example=ONE)
def get(read: Read, project: ProjectId, prompt_template_id: Id) -> PromptTemplate:
    """One version of a template."""
    return store.get(read, project, prompt_template_id)


@method("prompt_template/list", example={"project": "moon", "stage": "style_lock"})
def list_(
    read: Read,
    project: ProjectId,
    stage: Stage | None = None,
    limit: Limit = 50,
    cursor: Cursor | None = None,
) -> Page[PromptTemplate]:
    """Every version of every template, newest first."""
    return store.page(read, project, stage, limit, cursor)


@method("prompt_template/activate", effect=Effect.WRITE, example=ONE)
def activate(tx: Tx, project: ProjectId, prompt_template_id: Id) -> PromptTemplate:
    """Make this version the one its stage uses; the one before it is told as updated."""
    template = store.get(tx, project, prompt_template_id)
    if template.is_active:
        return template
    if before := store.active(tx, project, template.stage):
        store.set_active(tx, before, is_active=False)
    return store.set_active(tx, template, is_active=True)
