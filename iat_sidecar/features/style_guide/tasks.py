"""`style_guide/measure`: from references to numbers."""

from typing import Any

import msgspec
from msgspec.structs import replace

from iat_sidecar.core import clock
from iat_sidecar.db.tx import Read, Tx
from iat_sidecar.features.asset import store as assets
from iat_sidecar.features.asset.model import Asset
from iat_sidecar.features.reference_set import store as reference_sets
from iat_sidecar.features.style_guide import rules, store
from iat_sidecar.features.style_guide.model import Measured, MeasureStyleTask, StyleGuide
from iat_sidecar.imaging.style import StyleMeasure
from iat_sidecar.sidecar import Sidecar
from iat_sidecar.tasks.kinds import task
from iat_sidecar.tasks.runner import Running


@task("style_guide/measure")
async def measure(sidecar: Sidecar, running: Running, params: MeasureStyleTask) -> StyleGuide:
    """Measure the pictures of the guide's reference set and keep the numbers."""
    project_id, guide_id = running.project_id, params.style_guide_id
    set_id, references = await sidecar.read(lambda read: _references(read, project_id, guide_id))
    await running.report(0, len(references), "pictures")
    found = await sidecar.imaging.run("style/measure", {"references": references})
    await running.report(len(references), len(references), "pictures")
    look = msgspec.convert(found, StyleMeasure)
    return await sidecar.transact(lambda tx: _keep(tx, project_id, guide_id, set_id, look))


def _references(
    read: Read, project_id: str, guide_id: str
) -> tuple[str, list[dict[str, str | float]]]:
    """The guide's reference set, and its pictures with their weights and lights."""
    set_id = rules.reference_set_of(store.get(read, project_id, guide_id))
    references = reference_sets.get(read, project_id, set_id)
    return set_id, [
        _reference(assets.get(read, project_id, item.asset_id), item.weight, references.metadata)
        for item in rules.counting(references)
    ]


def _reference(asset: Asset, weight: float, by_default: dict[str, Any]) -> dict[str, str | float]:
    light = rules.light_of(asset.metadata, by_default)
    return {"path": asset.here, "weight": weight, "light": light}


def _keep(tx: Tx, project_id: str, guide_id: str, set_id: str, look: StyleMeasure) -> StyleGuide:
    """The guide may have changed meanwhile; a measure of other references would be a lie."""
    guide = store.get(tx, project_id, guide_id)
    rules.check_still_measures(guide, set_id)
    fields = {name: getattr(look, name) for name in StyleMeasure.__struct_fields__}
    measured = Measured(**fields, at=clock.now())
    return store.change(tx, replace(guide, rules=replace(guide.rules, measured=measured)))
