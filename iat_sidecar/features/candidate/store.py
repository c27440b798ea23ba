"""The tables `run_candidates` and `candidate_steps`."""

from iat_sidecar.core import canonical, ids
from iat_sidecar.core.errors import NotFound
from iat_sidecar.core.wire import Wire
from iat_sidecar.db.page import Page, page_by
from iat_sidecar.db.rows import to_micros
from iat_sidecar.db.tx import Read, Tx
from iat_sidecar.features.candidate.model import Candidate

_COLUMNS = """id, project_id, job_id, candidate_index, status, seed, output_asset_id, final_asset_id,
    rank_hard_failures, rank_soft_warnings, rank_avg_chroma_exceed, rank_composite, cost_usd,
    error_json, meta_json, created_at"""


class StepUse(Wire):
    """That a candidate used a step, and whether it had to be computed for it."""

    step_id: str
    is_memoised: bool


def get(read: Read, project_id: str, candidate_id: str) -> Candidate:
    candidate = read.one(
        Candidate,
        f"select {_COLUMNS} from run_candidates where project_id = $1 and id = $2",
        project_id,
        candidate_id,
    )
    if candidate is None:
        raise NotFound("candidate", candidate_id)
    return candidate


def of_job(read: Read, project_id: str, job_id: str) -> list[Candidate]:
    """Every variant of a job, by index."""
    return read.all(
        Candidate,
        f"""select {_COLUMNS} from run_candidates
        where project_id = $1 and job_id = $2 order by candidate_index""",
        project_id,
        job_id,
    )


def of_run(read: Read, project_id: str, run_id: str) -> list[Candidate]:
    """Every variant of every job of a run, in story order."""
    return read.all(
        Candidate,
        f"""select {", ".join(f"c.{column.strip()}" for column in _COLUMNS.split(","))}
        from run_jobs j join run_candidates c on c.project_id = j.project_id and c.job_id = j.id
        where j.project_id = $1 and j.run_id = $2 order by j.position, c.candidate_index""",
        project_id,
        run_id,
    )


def page(
    read: Read, project_id: str, job_id: str, limit: int, cursor: str | None
) -> Page[Candidate]:
    """By index."""
    every = f"select {_COLUMNS} from run_candidates where project_id = $1 and job_id = $2"
    return page_by(read, Candidate, every, (project_id, job_id), "candidate_index", limit, cursor)


def put(tx: Tx, candidate: Candidate, steps: list[StepUse]) -> Candidate:
    """Store a variant, new or drawn again after an interruption, with the steps it used."""
    candidate_id = tx.value(
        """insert into run_candidates (id, project_id, job_id, candidate_index, status, seed,
            output_asset_id, final_asset_id, rank_hard_failures, rank_soft_warnings,
            rank_avg_chroma_exceed, rank_composite, cost_usd, error_json, meta_json, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
        on conflict (job_id, candidate_index) do update set status = excluded.status,
            output_asset_id = excluded.output_asset_id, final_asset_id = excluded.final_asset_id,
            rank_hard_failures = excluded.rank_hard_failures,
            rank_soft_warnings = excluded.rank_soft_warnings,
            rank_avg_chroma_exceed = excluded.rank_avg_chroma_exceed,
            rank_composite = excluded.rank_composite, cost_usd = excluded.cost_usd,
            error_json = excluded.error_json, meta_json = excluded.meta_json
        returning id""",
        candidate.id,
        candidate.project_id,
        candidate.job_id,
        candidate.candidate_index,
        candidate.status,
        candidate.seed,
        candidate.output_asset_id,
        candidate.final_asset_id,
        candidate.rank_hard_failures,
        candidate.rank_soft_warnings,
        to_micros(candidate.rank_avg_chroma_exceed),
        to_micros(candidate.rank_composite),
        to_micros(candidate.cost_usd),
        canonical.text(candidate.error),
        candidate.meta,
        candidate.created_at,
    )
    _put_steps(tx, candidate.project_id, candidate_id, steps)
    return get(tx, candidate.project_id, candidate_id)


def set_final(tx: Tx, candidate: Candidate, asset_id: str) -> Candidate:
    tx.run(
        "update run_candidates set final_asset_id = $1 where project_id = $2 and id = $3",
        asset_id,
        candidate.project_id,
        candidate.id,
    )
    return get(tx, candidate.project_id, candidate.id)


class UsedStep(Wire):
    """One step of a candidate's way, as the run log and the lineage tell it."""

    candidate_id: str
    step_id: str
    position: int
    is_memoised: bool
    key: str
    name: str
    version: int
    reproducibility: str
    own_ms: int
    outputs: dict[str, str]


def steps_of_job(read: Read, project_id: str, job_id: str) -> list[UsedStep]:
    """The steps of every variant of a job, in order."""
    return read.all(
        UsedStep,
        """select u.candidate_id, u.step_id, u.position, u.is_memoised, s.key, s.name, s.version,
            s.reproducibility, s.own_ms, s.outputs_json
        from run_candidates c cross join candidate_steps u cross join steps s
        where c.project_id = $1 and c.job_id = $2
            and u.project_id = c.project_id and u.candidate_id = c.id
            and s.project_id = u.project_id and s.id = u.step_id
        order by c.candidate_index, u.position""",
        project_id,
        job_id,
    )


def steps_of_run(read: Read, project_id: str, run_id: str) -> list[UsedStep]:
    """The steps of every variant of every job, in order."""
    return read.all(
        UsedStep,
        """select u.candidate_id, u.step_id, u.position, u.is_memoised, s.key, s.name, s.version,
            s.reproducibility, s.own_ms, s.outputs_json
        from run_jobs j cross join run_candidates c cross join candidate_steps u
        cross join steps s
        where j.project_id = $1 and j.run_id = $2
            and c.project_id = j.project_id and c.job_id = j.id
            and u.project_id = c.project_id and u.candidate_id = c.id
            and s.project_id = u.project_id and s.id = u.step_id
        order by j.position, c.candidate_index, u.position""",
        project_id,
        run_id,
    )


def add_step(tx: Tx, project_id: str, candidate_id: str, use: StepUse) -> None:
    """Add a step after the last one."""
    position = tx.value(
        """select count(*) from candidate_steps where project_id = $1 and candidate_id = $2""",
        project_id,
        candidate_id,
    )
    _put_step(tx, project_id, candidate_id, position, use)


def _put_steps(tx: Tx, project_id: str, candidate_id: str, steps: list[StepUse]) -> None:
    tx.run(
        "delete from candidate_steps where project_id = $1 and candidate_id = $2",
        project_id,
        candidate_id,
    )
    for position, use in enumerate(steps):
        _put_step(tx, project_id, candidate_id, position, use)


def _put_step(tx: Tx, project_id: str, candidate_id: str, position: int, use: StepUse) -> None:
    tx.run(
        """insert into candidate_steps (id, project_id, candidate_id, step_id, position, is_memoised)
        values ($1, $2, $3, $4, $5, $6)""",
        ids.new(),
        project_id,
        candidate_id,
        use.step_id,
        position,
        use.is_memoised,
    )
