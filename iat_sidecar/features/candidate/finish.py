"""The final picture of a candidate: encoded once more, small, with its provenance inside."""

import hashlib

from iat_sidecar.db.tx import Tx
from iat_sidecar.features.asset import store as assets
from iat_sidecar.features.candidate import store as candidates
from iat_sidecar.features.candidate.model import Candidate
from iat_sidecar.features.candidate.store import StepUse
from iat_sidecar.features.job.model import Job
from iat_sidecar.features.step.engine import Computed, StepEngine
from iat_sidecar.providers.provider import Work
from iat_sidecar.sidecar import Sidecar


async def finish(
    sidecar: Sidecar, steps: StepEngine, run_id: str, job: Job, candidate: Candidate
) -> Computed:
    """The final picture of a candidate, with its provenance inside.

    The stamp of the run that made it first stays in the file: the step is known by the picture,
    the prompt, the model and the seed, not by the run.
    """
    wanted = candidate.output_asset_id
    assert wanted is not None, "only what was drawn can be finished"
    output = await sidecar.read(lambda read: assets.get(read, job.project_id, wanted))
    known = {
        "prompt_sha256": hashlib.sha256(job.prompt_text.encode()).hexdigest(),
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
    work = Work(
        operation="finish/final",
        version=1,
        params={"known": known},
        takes=("image",),
        gives={"image": "final"},
        unkeyed={"stamp": stamp},
    )
    return await steps.compute(work, {"image": output}, f"{job.id} final")


def keep_final(tx: Tx, candidate: Candidate, final: Computed) -> Candidate:
    """Note the final picture and its step on the candidate."""
    use = StepUse(step_id=final.step.id, is_memoised=final.is_memoised)
    if candidate.final_asset_id is None:
        candidates.add_step(tx, candidate.project_id, candidate.id, use)
    return candidates.set_final(tx, candidate, final.pictures["image"].id)
