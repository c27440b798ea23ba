"""Compute a step once: look its key up, or have a worker do it and keep what it gives."""

import asyncio
from typing import Any

import msgspec
from msgspec.structs import replace

from iat_sidecar.core import canonical, clock, ids
from iat_sidecar.core.wire import Wire
from iat_sidecar.db.tx import Read, Tx
from iat_sidecar.features.asset import links
from iat_sidecar.features.asset import store as assets
from iat_sidecar.features.asset.model import Asset
from iat_sidecar.features.project.storage import Root
from iat_sidecar.features.step import store
from iat_sidecar.features.step.model import Memo, Step
from iat_sidecar.imaging.step_terms import StepRequest, StepResult
from iat_sidecar.providers.provider import Work
from iat_sidecar.sidecar import Sidecar

Pictures = dict[str, Asset]


class Computed(Wire):
    """A step, the assets it gives by role, and whether it had been there."""

    step: Step
    pictures: Pictures
    is_memoised: bool


def key_of(work: Work, pictures: Pictures) -> str:
    """The sha256 of name, version, parameters, the inputs' hashes and the weights'."""
    return canonical.digest(
        {
            "operation": work.operation,
            "version": work.version,
            "params": work.params,
            "inputs": {role: pictures[role].sha256 for role in work.takes if role in pictures},
            "weights": work.weights.sha256 if work.weights else None,
        }
    )


def recall(read: Read, project_id: str, key: str) -> Computed | None:
    """A step that was computed before, with its assets; None where one of them is gone."""
    if (step := store.find(read, project_id, key)) is None:
        return None
    found = assets.present(read, project_id, list(step.outputs.values()))
    if len(found) < len(set(step.outputs.values())):
        return None
    pictures = {role: found[id] for role, id in step.outputs.items()}
    return Computed(step=step, pictures=pictures, is_memoised=True)


class StepEngine:
    """The steps of one project, computed on behalf of one run."""

    def __init__(self, sidecar: Sidecar, project_id: str, root: Root, memo: Memo) -> None:
        self._sidecar, self._project_id, self._root, self.memo = sidecar, project_id, root, memo
        self._fresh: dict[str, Computed] = {}

    async def compute(self, work: Work, pictures: Pictures, affinity: str) -> Computed:
        """The step's outcome. The same step asked for twice at once is computed once."""
        key = key_of(work, pictures)
        computing = self._sidecar.imaging.computing
        name = f"{self._project_id} {key}"
        while (busy := computing.get(name)) is not None:
            await asyncio.wait([busy])
        mine = computing[name] = asyncio.get_running_loop().create_future()
        try:
            return await self._known(key) or await self._computed(work, key, pictures, affinity)
        finally:
            del computing[name]
            mine.set_result(None)

    async def _known(self, key: str) -> Computed | None:
        """What is memoised; with `refresh` only what this engine itself computed."""
        if self.memo == "refresh":
            fresh = self._fresh.get(key)
            return fresh and replace(fresh, is_memoised=True)
        return await self._recall(key)

    async def _computed(self, work: Work, key: str, pictures: Pictures, affinity: str) -> Computed:
        result = await self._work(work, pictures, affinity)
        kept = await self._sidecar.transact(lambda tx: self._keep(tx, work, key, pictures, result))
        self._fresh[key] = kept
        return kept

    async def _recall(self, key: str) -> Computed | None:
        return await self._sidecar.read(lambda read: recall(read, self._project_id, key))

    async def _work(self, work: Work, pictures: Pictures, affinity: str) -> StepResult:
        inputs = {role: pictures[role].here for role in work.takes if role in pictures}
        notes = {role: {"kind": kind, "id": ids.new()} for role, kind in work.gives.items()}
        request = StepRequest(
            params={**work.params, **work.unkeyed},
            inputs=inputs,
            root=self._root.path,
            may_create_root=not self._root.is_own,
            notes=notes,
        )
        answer = await self._sidecar.imaging.run(work.operation, request, affinity)
        return msgspec.convert(answer, StepResult)

    def _keep(
        self, tx: Tx, work: Work, key: str, pictures: Pictures, result: StepResult
    ) -> Computed:
        """Rows of the outputs, their links to the inputs, and the step itself."""
        made = {
            role: assets.add_made(tx, self._project_id, work.gives[role], file, {"role": role})
            for role, file in result.outputs.items()
        }
        self._link(tx, work, pictures, made)
        step = Step(
            id=ids.new(),
            project_id=self._project_id,
            key=key,
            name=work.operation,
            version=work.version,
            params=work.params,
            inputs={role: pictures[role].id for role in work.takes if role in pictures},
            outputs={role: asset.id for role, asset in made.items()},
            result=_facts(work, result),
            reproducibility=work.reproducibility,
            own_ms=result.own_ms,
            created_at=clock.now(),
        )
        return Computed(step=store.put(tx, step), pictures=made, is_memoised=False)

    def _link(self, tx: Tx, work: Work, before: Pictures, made: Pictures) -> None:
        """Outputs come from the pictures taken; a mask belongs to the picture made with it."""
        for asset in made.values():
            for role in work.takes:
                parent = before.get(role)
                if parent and not self._is_from(tx, parent, asset):
                    links.add(tx, self._project_id, parent.id, asset.id, "derived_from")
        mask, image = made.get("mask"), made.get("image")
        if mask and image and not self._is_from(tx, mask, image):
            links.add(tx, self._project_id, mask.id, image.id, "mask_for")

    def _is_from(self, tx: Tx, one: Asset, other: Asset) -> bool:
        """Whether `one` is `other` or came from it: the same bytes may be made on several ways."""
        return one.id == other.id or links.is_reachable(tx, self._project_id, other.id, one.id)


def _facts(work: Work, result: StepResult) -> dict[str, Any]:
    """What was found, and the model it was made with: its licence goes with the picture."""
    return {**result.facts, "weights": work.weights.told} if work.weights else result.facts
