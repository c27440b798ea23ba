"""`character/measure`: from a picture to a part's colour."""

from typing import get_args

import msgspec
from msgspec.structs import replace

from iat_sidecar.core.values import Lab, TimeOfDay
from iat_sidecar.db.tx import Tx
from iat_sidecar.features.asset import store as assets
from iat_sidecar.features.character import rules, store
from iat_sidecar.features.character.model import Character, MeasurePartTask
from iat_sidecar.sidecar import Sidecar
from iat_sidecar.tasks.kinds import task
from iat_sidecar.tasks.runner import Running

TIMES = get_args(TimeOfDay)


@task("character/measure")
async def measure(sidecar: Sidecar, running: Running, params: MeasurePartTask) -> Character:
    """Find the main colour inside the box, without the light it stands in, and keep it."""
    project_id = running.project_id
    asset = await sidecar.read(lambda read: assets.get(read, project_id, params.asset_id))
    wanted = {
        "path": asset.here,
        "box_px": params.box_px,
        "time_of_day": _time_of(asset.metadata.get("time_of_day")),
    }
    found = await sidecar.imaging.run("identity/part", wanted)
    lab = msgspec.convert(found["lab"], Lab)
    return await sidecar.transact(lambda tx: _keep(tx, project_id, params, lab))


def _time_of(told: object) -> TimeOfDay | None:
    """What an asset's metadata says of its light; people may write there what they like."""
    return told if told in TIMES else None  # type: ignore[return-value]


def _keep(tx: Tx, project_id: str, params: MeasurePartTask, lab: Lab) -> Character:
    character = store.get(tx, project_id, params.character_id)
    identity = rules.with_part(character.identity_constraints, params.part, lab)
    return store.change(tx, replace(character, identity_constraints=identity))
