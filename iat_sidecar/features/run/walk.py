"""A candidate on its way: what one leg gives the next may take, until the guard has judged."""

import hashlib
from typing import Any

import msgspec
from msgspec.structs import replace

from iat_sidecar.core.errors import SidecarError, StorageFull, StorageOffline
from iat_sidecar.features.asset import store as assets
from iat_sidecar.features.candidate.store import StepUse
from iat_sidecar.features.job.model import Job
from iat_sidecar.features.run import way, weights
from iat_sidecar.features.run.model import Snapshot
from iat_sidecar.features.step.engine import Computed, Pictures, StepEngine
from iat_sidecar.imaging.guard.report import GuardReport
from iat_sidecar.providers.provider import Work
from iat_sidecar.sidecar import Sidecar
from iat_sidecar.tasks.runner import Running

STOPS_RUN = (StorageFull, StorageOffline)


class Walk:
    """The pictures of one candidate so far, the steps it took, and what is said of them."""

    def __init__(
        self,
        sidecar: Sidecar,
        running: Running,
        steps: StepEngine,
        snapshot: Snapshot,
        job: Job,
        index: int,
    ) -> None:
        self._sidecar, self._running, self._steps = sidecar, running, steps
        self._job, self._snapshot = job, snapshot
        self._shot = way.shot_of(job.spec, snapshot, index, job.redraws)
        self._affinity = f"{job.id} {index}"
        self.pictures: Pictures = {}
        self.uses: list[StepUse] = []
        self.notes: list[dict[str, Any]] = []

    @property
    def told(self) -> dict[str, Any]:
        """What is kept with the candidate; a redraw gives its job another prompt."""
        sha256 = hashlib.sha256(self._job.prompt_text.encode()).hexdigest()
        return {"prompt_sha256": sha256, "steps": self.notes}

    async def to_the_guard(self) -> GuardReport:
        """Leg after leg; the steps that were taken stay known when one of them fails."""
        try:
            await self._set_out()
            for leg in way.legs(self._job.spec, self._snapshot):
                self._running.checkpoint()
                if (computed := await self._try(leg)) is None:
                    continue
                if leg.name == "guard":
                    return msgspec.convert(computed.step.result["report"], GuardReport)
                self._go_on(leg, computed)
        finally:
            self._sidecar.imaging.release(self._affinity)
        raise AssertionError("every way ends at the guard")

    async def _set_out(self) -> None:
        """With the picture the job starts from, and what is known before anything is drawn."""
        self._shot = replace(self._shot, facts=await weights.facts_of(self._job.spec))
        if (wanted := self._job.spec.input_asset_id) is not None:
            given = await self._sidecar.read(
                lambda read: assets.get(read, self._job.project_id, wanted)
            )
            self.pictures = {"picture": given}

    async def _try(self, leg: way.Leg) -> Computed | None:
        """The leg's step; None where it has nothing to do, or where the next of its chain shall try."""
        try:
            work = leg.make(replace(self._shot, roles=frozenset(self.pictures)))
            computed = await self._step(leg, work) if work else None
        except SidecarError as exc:
            if leg.is_last_of_chain or isinstance(exc, STOPS_RUN):
                raise
            self.notes.append({"leg": leg.name, "provider": leg.provider_code, "error": str(exc)})
            return None
        if computed and not leg.is_last_of_chain and computed.step.result["quality"]["is_poor"]:
            return None
        return computed

    async def _step(self, leg: way.Leg, work: Work) -> Computed:
        computed = await self._steps.compute(work, self.pictures, self._affinity)
        self.uses.append(StepUse(step_id=computed.step.id, is_memoised=computed.is_memoised))
        self.notes.append(_note(leg, computed))
        return computed

    def _go_on(self, leg: way.Leg, computed: Computed) -> None:
        found = {**self._shot.facts, **computed.step.result, **way.passed(leg)}
        self.pictures = {**self.pictures, **computed.pictures}
        self._shot = replace(self._shot, facts=found)


def _note(leg: way.Leg, computed: Computed) -> dict[str, Any]:
    """What the run log and the report say of a step."""
    image = computed.pictures.get("image")
    return {
        "leg": leg.name,
        "provider": leg.provider_code,
        "operation": computed.step.name,
        "own_ms": computed.step.own_ms,
        "is_memoised": computed.is_memoised,
        "asset_id": image.id if image else None,
    }
