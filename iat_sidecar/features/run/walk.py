"""A shot on its way: what one leg gives the next may take, until the guard has judged."""

import hashlib
from typing import Any

import msgspec
from msgspec.structs import replace

from iat_sidecar.core.errors import SidecarError, StorageFull, StorageOffline
from iat_sidecar.features.asset import store as assets
from iat_sidecar.features.candidate.store import StepUse
from iat_sidecar.features.job.model import Job
from iat_sidecar.features.run import tables, way, weights
from iat_sidecar.features.run.model import Snapshot
from iat_sidecar.features.step.engine import Computed, Pictures, StepEngine
from iat_sidecar.imaging.guard.report import GuardReport
from iat_sidecar.providers.provider import Shot, Work
from iat_sidecar.sidecar import Sidecar
from iat_sidecar.tasks.runner import Running

STOPS_RUN = (StorageFull, StorageOffline)


class Trail:
    """The pictures so far on the way of a shot, the steps it took, and what is said of them."""

    def __init__(
        self, sidecar: Sidecar, running: Running, steps: StepEngine, shot: Shot, affinity: str
    ) -> None:
        self._sidecar, self._running, self._steps = sidecar, running, steps
        self.shot, self._affinity = shot, affinity
        self.pictures: Pictures = {}
        self.uses: list[StepUse] = []
        self.notes: list[dict[str, Any]] = []
        self._spare: Computed | None = None

    async def follow(self, legs: list[way.Leg]) -> Computed | None:
        """Leg after leg; the step of the last one that had something to do."""
        last: Computed | None = None
        try:
            for leg in legs:
                self._running.checkpoint()
                if (computed := await self._try(leg)) is not None:
                    last = computed
                    self._go_on(leg, computed)
        finally:
            self._sidecar.imaging.release(self._affinity)
        return last

    async def _try(self, leg: way.Leg) -> Computed | None:
        """The leg's step; None where it has nothing to do, or where the next of its chain shall try."""
        try:
            work = leg.make(way.before(self.shot, self.pictures))
            computed = await self._step(leg, work) if work else None
        except SidecarError as exc:
            if isinstance(exc, STOPS_RUN) or not self._has_another(leg):
                raise
            self.notes.append({"leg": leg.name, "provider": leg.provider_code, "error": str(exc)})
            computed = None
        return self._settled(leg, computed) if leg.is_of_chain else computed

    def _has_another(self, leg: way.Leg) -> bool:
        """Whether the way goes on without this leg: with the next of its chain, or with a poor matte."""
        return leg.may_fail or (
            leg.is_of_chain and (not leg.is_last_of_chain or self._spare is not None)
        )

    def _settled(self, leg: way.Leg, computed: Computed | None) -> Computed | None:
        """A good matte, or at the end of the chain the least poor one there was."""
        tried = [one for one in (self._spare, computed) if one is not None]
        best = min(tried, key=lambda one: len(_complaints(one)), default=None)
        is_settled = leg.is_last_of_chain or (best is not None and not _complaints(best))
        self._spare = None if is_settled else best
        return best if is_settled else None

    async def _step(self, leg: way.Leg, work: Work) -> Computed:
        computed = await self._steps.compute(work, self.pictures, self._affinity)
        self.uses.append(StepUse(step_id=computed.step.id, is_memoised=computed.is_memoised))
        self.notes.append(_note(leg, computed))
        return computed

    def _go_on(self, leg: way.Leg, computed: Computed) -> None:
        found = {**self.shot.facts, **computed.step.result, **way.passed(leg)}
        self.pictures = way.after(leg, self.pictures, computed.pictures)
        self.shot = replace(self.shot, facts=found)


class Walk:
    """One candidate of a job on its way to the guard."""

    def __init__(
        self,
        sidecar: Sidecar,
        running: Running,
        steps: StepEngine,
        snapshot: Snapshot,
        job: Job,
        index: int,
    ) -> None:
        self._sidecar, self._job, self._snapshot = sidecar, job, snapshot
        shot = way.shot_of(job.spec, snapshot, index, job.redraws)
        self._trail = Trail(sidecar, running, steps, shot, f"{job.id} {index}")

    @property
    def pictures(self) -> Pictures:
        return self._trail.pictures

    @property
    def uses(self) -> list[StepUse]:
        return self._trail.uses

    @property
    def told(self) -> dict[str, Any]:
        """What is kept with the candidate; a redraw gives its job another prompt."""
        sha256 = hashlib.sha256(self._job.prompt_text.encode()).hexdigest()
        return {"prompt_sha256": sha256, "steps": self._trail.notes}

    async def to_the_guard(self) -> GuardReport:
        """Every leg; the steps that were taken stay known when one of them fails."""
        await self._set_out()
        last = await self._trail.follow(way.legs(self._job.spec, self._snapshot))
        assert last is not None and "report" in last.step.result, "every way ends at the guard"
        return msgspec.convert(last.step.result["report"], GuardReport)

    async def _set_out(self) -> None:
        """With the picture the job starts from, and the model files it will need."""
        models = await weights.models_of(self._sidecar, self._job.spec, self._snapshot)
        facts = await tables.facts_of(self._sidecar, self._job.spec.post)
        self._trail.shot = replace(self._trail.shot, models=models, facts=facts)
        if (wanted := self._job.spec.input_asset_id) is not None:
            given = await self._sidecar.read(
                lambda read: assets.get(read, self._job.project_id, wanted)
            )
            self._trail.pictures = {"picture": given}


def _complaints(computed: Computed) -> list[str]:
    """What is poor about a matte."""
    found: list[str] = computed.step.result["quality"]["reasons"]
    return found


def _note(leg: way.Leg, computed: Computed) -> dict[str, Any]:
    """What the run log and the report say of a step."""
    image, found = computed.pictures.get("image"), computed.step.result
    told = {
        "leg": leg.name,
        "provider": leg.provider_code,
        "operation": computed.step.name,
        "own_ms": computed.step.own_ms,
        "is_memoised": computed.is_memoised,
        "asset_id": image.id if image else None,
    }
    if leg.is_of_chain:
        told |= {"method": found["method"], "complaints": _complaints(computed)}
    return told
