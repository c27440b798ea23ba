"""The final picture of a candidate: encoded once more, small, with its provenance inside."""

from iat_sidecar.db.tx import Tx
from iat_sidecar.features.asset import store as assets
from iat_sidecar.features.candidate import store as candidates
from iat_sidecar.features.candidate.model import Candidate
from iat_sidecar.features.candidate.store import StepUse
from iat_sidecar.features.job.model import Job
from iat_sidecar.features.step import store as steps_store
from iat_sidecar.features.step.engine import Computed, StepEngine, key_of
from iat_sidecar.providers.provider import Work
from iat_sidecar.sidecar import Sidecar


async def finish(
    sidecar: Sidecar, steps: StepEngine, run_id: str, job: Job, candidate: Candidate
) -> Computed:
    """The final picture of a candidate, with its provenance inside.

    The step is known by the picture, the prompt, the model and the seed, not by the run: a
    repetition stamps what the first run stamped, so that its file can be compared.
    """
    wanted = candidate.output_asset_id
    assert wanted is not None, "only what was drawn can be finished"
    output = await sidecar.read(lambda read: assets.get(read, job.project_id, wanted))
    known = {
        "prompt_sha256": candidate.meta["prompt_sha256"],
        "model": job.model_name or job.provider_code or "none",
        "seed": str(candidate.seed),
    }
    stamp = {
        "project": job.project_id,
        "run": run_id,
        "job": job.id,
        "candidate": candidate.id,
        **known,
    }
    taken = {"image": output}
    work = _work(known, stamp)
    first = await sidecar.read(
        lambda read: steps_store.find(read, job.project_id, key_of(work, taken))
    )
    if first:
        work = _work(known, first.result["stamp"])
    return await steps.compute(work, taken, f"{job.id} final")


def _work(known: dict[str, str], stamp: dict[str, str]) -> Work:
    return Work(
        operation="finish/final",
        version=2,
        params={"known": known},
        takes=("image",),
        gives={"image": "final"},
        unkeyed={"stamp": stamp},
    )


def keep_final(tx: Tx, candidate: Candidate, final: Computed) -> Candidate:
    """Note the final picture and its step on the candidate."""
    use = StepUse(step_id=final.step.id, is_memoised=final.is_memoised)
    if candidate.final_asset_id is None:
        candidates.add_step(tx, candidate.project_id, candidate.id, use)
    return candidates.set_final(tx, candidate, final.pictures["image"].id)
