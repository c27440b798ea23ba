"""`style_guide/*`"""

from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType
from msgspec.structs import replace

from iat_sidecar.core.change import changes, check_unchanged
from iat_sidecar.core.errors import (
    Conflict,
    ImagingFailed,
    InvalidParams,
    InvalidState,
    ReadOnly,
    StorageFull,
)
from iat_sidecar.core.values import (
    Cursor,
    Fraction,
    GivenLab,
    Id,
    Lab,
    Limit,
    Name,
    Path,
    ProjectId,
    Sha256,
    Text,
    Time,
)
from iat_sidecar.core.wire import Wire
from iat_sidecar.db.page import Page
from iat_sidecar.db.tx import Read, Tx
from iat_sidecar.features.asset import store as assets
from iat_sidecar.features.project.inputs import check_unused
from iat_sidecar.features.reference_set import store as reference_sets
from iat_sidecar.features.style_guide import rules, store
from iat_sidecar.features.style_guide.model import (
    MeasureStyleTask,
    StyleGuide,
    StyleRules,
)
from iat_sidecar.files import outside
from iat_sidecar.rpc.registry import Effect, method
from iat_sidecar.sidecar import Sidecar
from iat_sidecar.tasks import queue
from iat_sidecar.tasks.model import Started

ID = "0190c2f0-0000-7000-8000-000000000000"
ONE = {"project": "moon", "style_guide_id": ID}
INK = {"prompt": "loose ink over flat colour", "set": {"chroma_ceiling": 45}}
NO_RULES = StyleRules()


class Cube(Wire):
    """A .cube file that was written."""

    path: str
    table_sha256: Sha256


@method(
    "style_guide/create",
    errors=(InvalidParams,),
    effect=Effect.WRITE,
    example={"project": "moon", "name": "Ink", "rules": INK},
)
def create(
    tx: Tx,
    project: ProjectId,
    name: Name,
    description: Text = "",
    rules: StyleRules = NO_RULES,
    is_default: bool = False,
) -> StyleGuide:
    """Write down a look; the first of a project becomes its default."""
    kept = _accepted(tx, project, rules)
    becomes_default = is_default or not store.has_any(tx, project)
    if becomes_default:
        _clear_default(tx, project)
    return store.add(tx, project, name, description, kept, becomes_default)


@method("style_guide/get", example=ONE)
def get(read: Read, project: ProjectId, style_guide_id: Id) -> StyleGuide:
    """A style guide."""
    return store.get(read, project, style_guide_id)


@method("style_guide/list", example={"project": "moon"})
def list_(
    read: Read, project: ProjectId, limit: Limit = 50, cursor: Cursor | None = None
) -> Page[StyleGuide]:
    """The project's style guides, newest first."""
    return store.page(read, project, limit, cursor)


@method(
    "style_guide/update",
    errors=(Conflict, InvalidParams),
    effect=Effect.WRITE,
    example={**ONE, "rules": INK, "is_default": True},
)
def update(
    tx: Tx,
    project: ProjectId,
    style_guide_id: Id,
    name: Name | UnsetType = UNSET,
    description: Text | None | UnsetType = UNSET,
    rules: StyleRules | None | UnsetType = UNSET,
    is_default: bool | UnsetType = UNSET,
    if_updated_at: Time | None = None,
) -> StyleGuide:
    """Change what is given; an absent field stays, null clears, rules are replaced whole.

    What was measured stays with its reference set, whether it is passed back or not.
    """
    before = store.get(tx, project, style_guide_id)
    check_unchanged("style guide", before.updated_at, if_updated_at)
    given = changes(
        {"name": name, "description": description, "rules": rules, "is_default": is_default},
        {"description": "", "rules": NO_RULES},
    )
    if "rules" in given:
        given["rules"] = _accepted(tx, project, given["rules"], before.rules)
    if given.get("is_default") and not before.is_default:
        _clear_default(tx, project)
    return store.change(tx, replace(before, **given))


@method("style_guide/delete", errors=(InvalidState,), effect=Effect.DESTROY, example=ONE)
def delete(tx: Tx, project: ProjectId, style_guide_id: Id) -> StyleGuide:
    """Remove a style guide that no run was made with."""
    before = store.get(tx, project, style_guide_id)
    check_unused(tx, project, "style_guide", style_guide_id)
    store.remove(tx, before)
    return before


@method("style_guide/measure", errors=(InvalidState,), effect=Effect.WRITE, example=ONE)
def measure(tx: Tx, project: ProjectId, style_guide_id: Id) -> Started:
    """Measure the look of the guide's reference set; the task's result is the style guide."""
    guide = store.get(tx, project, style_guide_id)
    rules.counting(reference_sets.get(tx, project, rules.reference_set_of(guide)))
    task = queue.enqueue(
        tx, "style_guide/measure", project, MeasureStyleTask(style_guide_id=style_guide_id)
    )
    return Started(task_id=task.id)


@method(
    "style_guide/export_cube",
    errors=(InvalidState, InvalidParams, ImagingFailed, ReadOnly, StorageFull),
    effect=Effect.WRITE,
    example={**ONE, "asset_id": ID, "path": "/home/studio/toward_ink.cube"},
)
async def export_cube(
    sidecar: Sidecar,
    project: ProjectId,
    style_guide_id: Id,
    asset_id: Id,
    path: Path,
    strength: Fraction = 1.0,
    protect: Annotated[list[GivenLab], Meta(max_length=64)] = [],  # noqa: B006  msgspec copies it
) -> Cube:
    """Save what the correction toward this guide does to a picture, for other programs.

    An Adobe .cube table of 33 nodes. protect: colours that stay as they are.
    """
    outside.check_target(path, ".cube")
    request = await sidecar.read(
        lambda read: _order(read, project, style_guide_id, asset_id, path, strength, protect)
    )
    written = msgspec.convert(await sidecar.imaging.run("grade/export", request), Cube)
    return await sidecar.conclude(lambda tx: written)


def _order(
    read: Read,
    project: str,
    style_guide_id: str,
    asset_id: str,
    path: str,
    strength: float,
    protect: list[Lab],
) -> dict[str, Any]:
    guide = store.get(read, project, style_guide_id)
    if (style := rules.effective(guide.rules).measure) is None:
        raise InvalidState(f"the style guide {guide.name} was not measured")
    asset = assets.get(read, project, asset_id)
    if not asset.is_picture:
        raise InvalidState("only pictures can be moved toward a style")
    return {
        "path": asset.here,
        "style": msgspec.to_builtins(style),
        "strength": strength,
        "protect": protect,
        "title": f"toward {guide.id}",
        "target": path,
    }


def _accepted(
    tx: Tx, project: str, given: StyleRules, before: StyleRules | None = None
) -> StyleRules:
    if given.reference_set_id is not None:
        reference_sets.get(tx, project, given.reference_set_id)
    return rules.accepted(given, before)


def _clear_default(tx: Tx, project: str) -> None:
    if before := store.default(tx, project):
        store.change(tx, replace(before, is_default=False))
