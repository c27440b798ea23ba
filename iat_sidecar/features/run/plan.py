"""A dry run: walk every candidate's way as far as it is known, and count what is left to do."""

from functools import partial
from typing import Any

import msgspec
from msgspec.structs import replace

from iat_sidecar.core.values import STAGES
from iat_sidecar.core.wire import Wire
from iat_sidecar.db.tx import Read, Tx
from iat_sidecar.features.asset import store as assets
from iat_sidecar.features.job import store as jobs
from iat_sidecar.features.job.model import JobSpec
from iat_sidecar.features.run import start, store, tables, way, weights
from iat_sidecar.features.run.freeze import Frozen, freeze
from iat_sidecar.features.run.model import Definition, Estimate, Plan, PlannedJob, Snapshot
from iat_sidecar.features.step import store as steps
from iat_sidecar.features.step.engine import Pictures, key_of, recall
from iat_sidecar.providers.provider import CODES, Shot
from iat_sidecar.sidecar import Sidecar

TYPICAL_MS = 400
ZERO_USD = "0.000000"


class Tally(Wire):
    """Steps of a job's candidates, those that are memoised, and the time of the others."""

    steps: int
    memoised_steps: int
    left_ms: int


async def store_plan(sidecar: Sidecar, project_id: str, definition: Definition) -> Plan:
    """Freeze, walk, and keep the dry run."""
    seed = start.seed_of(definition)
    frozen = await sidecar.read(lambda read: freeze(read, project_id, definition, seed))
    tallies = [
        await _tallied(sidecar, project_id, job.spec, frozen.snapshot) for job in frozen.jobs
    ]
    return await sidecar.conclude(lambda tx: _keep(tx, project_id, definition, frozen, tallies))


def _keep(
    tx: Tx, project_id: str, definition: Definition, frozen: Frozen, tallies: list[Tally]
) -> Plan:
    run = start.write_down(tx, project_id, definition, frozen, "dry")
    planned = [
        PlannedJob(
            id=job.id,
            job_key=job.job_key,
            prompts=job.spec.prompts,
            steps=tally.steps,
            memoised_steps=tally.memoised_steps,
        )
        for job, tally in zip(jobs.of_run(tx, project_id, run.id), tallies, strict=True)
    ]
    total = sum(tally.steps for tally in tallies)
    memoised = sum(tally.memoised_steps for tally in tallies)
    plan = Plan(
        run_id=run.id,
        jobs=planned,
        steps=total,
        memoised_steps=memoised,
        estimate=_estimate(frozen, sum(tally.left_ms for tally in tallies)),
        warnings=frozen.snapshot.warnings,
    )
    told: dict[str, Any] = msgspec.to_builtins(plan)
    del told["jobs"]
    store.set_plan(tx, run, {**run.plan, **told})
    return plan


async def _tallied(sidecar: Sidecar, project_id: str, spec: JobSpec, snapshot: Snapshot) -> Tally:
    models = await weights.models_of(sidecar, spec, snapshot)
    facts = await tables.facts_of(sidecar, spec.post)
    shots = [
        replace(way.shot_of(spec, snapshot, index, 0), models=models, facts=facts)
        for index in range(spec.candidates)
    ]
    look = partial(_tally, project_id=project_id, spec=spec, snapshot=snapshot, shots=shots)
    return await sidecar.read(look)


def _tally(
    read: Read, project_id: str, spec: JobSpec, snapshot: Snapshot, shots: list[Shot]
) -> Tally:
    walked = [_walk(read, project_id, spec, shot, snapshot) for shot in shots]
    return Tally(
        steps=sum(one.steps for one in walked),
        memoised_steps=sum(one.memoised_steps for one in walked),
        left_ms=sum(one.left_ms for one in walked),
    )


def _walk(read: Read, project_id: str, spec: JobSpec, shot: Shot, snapshot: Snapshot) -> Tally:
    """One candidate's way: known as long as the steps before were computed once."""
    pictures: Pictures = {}
    if spec.input_asset_id:
        pictures = {"picture": assets.get(read, project_id, spec.input_asset_id)}
    count = memoised = left_ms = 0
    is_known = snapshot.memo == "use"
    roles = frozenset(pictures)
    for leg in way.legs(spec, snapshot):
        work = leg.make(replace(way.before(shot, pictures), roles=roles))
        if work is None:
            continue
        count += 1
        roles |= frozenset(work.gives)
        found = recall(read, project_id, key_of(work, pictures)) if is_known else None
        if found is None:
            is_known = False
            left_ms += steps.typical_ms(read, project_id, work.operation) or TYPICAL_MS
            continue
        memoised += 1
        pictures = way.after(leg, pictures, found.pictures)
        shot = replace(shot, facts={**shot.facts, **found.step.result, **way.passed(leg)})
    return Tally(steps=count, memoised_steps=memoised, left_ms=left_ms)


def _estimate(frozen: Frozen, left_ms: int) -> Estimate:
    """Local engines cost nothing; prices of vendors come with them."""
    legs = [leg for job in frozen.jobs for leg in way.legs(job.spec, frozen.snapshot)]
    providers = {leg.provider_code for leg in legs if leg.provider_code in CODES}
    stages = {leg.name for leg in legs if leg.name in STAGES}
    return Estimate(
        cost_usd=ZERO_USD,
        cost_max_usd=ZERO_USD,
        by_provider=dict.fromkeys(sorted(providers), ZERO_USD),
        by_stage=dict.fromkeys(sorted(stages), ZERO_USD),
        unknown_prices=[],
        calls=0,
        duration_s=round(left_ms / 1000, 3),
    )
