"""The table `run_jobs`."""

from typing import Any

from msgspec.structs import asdict

from iat_sidecar.core import canonical, clock, ids
from iat_sidecar.core.errors import InvalidState, NotFound
from iat_sidecar.core.wire import Wire
from iat_sidecar.db.page import Page, narrowed, page_by
from iat_sidecar.db.tx import Read, Tx
from iat_sidecar.features.job import rules
from iat_sidecar.features.job.model import ApprovedPanel, ChosenBy, Job, JobSpec, JobStatus, Panel
from iat_sidecar.tasks.model import Failure

_COLUMNS = """id, project_id, run_id, job_key, position, status, chapter, page, number,
    scene_text as scene, prompt_text, time_of_day, weather, provider_code, model_name, seed, redraws,
    selected_candidate_index, selected_by, decided_by, is_approved, final_asset_id, spec_json,
    error_json, meta_json, started_at, finished_at, created_at"""


MOST_APPROVED = 2_000


class _Told(Wire):
    dhash: str | None = None


class _Judged(Wire):
    job_key: str
    scene: str | None
    summary: _Told


class _Row(Job):
    panel: Panel = Panel()
    chapter: str
    page: int
    number: int


def get(read: Read, project_id: str, job_id: str) -> Job:
    row = read.one(
        _Row,
        f"select {_COLUMNS} from run_jobs where project_id = $1 and id = $2",
        project_id,
        job_id,
    )
    if row is None:
        raise NotFound("job", job_id)
    return _job(row)


def of_run(read: Read, project_id: str, run_id: str) -> list[Job]:
    """Every job of a run, in story order."""
    rows = read.all(
        _Row,
        f"""select {_COLUMNS} from run_jobs
        where project_id = $1 and run_id = $2 order by position""",
        project_id,
        run_id,
    )
    return [_job(row) for row in rows]


def page(
    read: Read,
    project_id: str,
    run_id: str,
    status: JobStatus | None,
    limit: int,
    cursor: str | None,
) -> Page[Job]:
    """In story order."""
    every = f"select {_COLUMNS} from run_jobs where project_id = $1 and run_id = $2"
    select, values = narrowed(every, (project_id, run_id), status=status)
    found = page_by(read, _Row, select, values, "position", limit, cursor)
    return Page(items=[_job(row) for row in found.items], next_cursor=found.next_cursor)


def check_run(read: Read, project_id: str, run_id: str) -> None:
    """NotFound where the project has no such run."""
    if not read.value("select 1 from runs where project_id = $1 and id = $2", project_id, run_id):
        raise NotFound("run", run_id)


def check_run_rests(read: Read, job: Job) -> None:
    """InvalidState while the job's run is being drawn."""
    status = read.value(
        "select status from runs where project_id = $1 and id = $2", job.project_id, job.run_id
    )
    if status == "running":
        raise InvalidState("the job's run is running; wait for it to end")


def add(
    tx: Tx, project_id: str, run_id: str, position: int, key: str, panel: Panel, spec: JobSpec,
    meta: dict[str, Any],
) -> Job:  # fmt: skip
    job_id = ids.new()
    first = spec.stages[0].provider_chain[0] if spec.stages else None
    tx.run(
        """insert into run_jobs (id, project_id, run_id, job_key, position, status, chapter, page,
            number, scene_text, prompt_text, time_of_day, weather, provider_code, model_name, seed,
            spec_json, meta_json, created_at)
        values ($1, $2, $3, $4, $5, 'planned', $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16,
            $17, $18)""",
        job_id,
        project_id,
        run_id,
        key,
        position,
        panel.chapter,
        panel.page,
        panel.number,
        spec.scene,
        _prompt_text(spec),
        spec.time_of_day,
        spec.weather,
        first.provider_code if first else None,
        first.model_name if first else None,
        spec.seed,
        spec,
        meta,
        clock.now(),
    )
    return get(tx, project_id, job_id)


def move(tx: Tx, job: Job, to: JobStatus, error: Failure | None = None) -> Job:
    """Change a job's status; what is not allowed is InvalidState."""
    rules.check_move(job, to)
    now = clock.now()
    tx.run(
        """update run_jobs set status = $1, error_json = $2,
            started_at = case when $1 = 'running' then $3 else started_at end,
            finished_at = case when $1 in ('running', 'planned') then null else $3 end
        where project_id = $4 and id = $5""",
        to,
        canonical.text(error),
        now,
        job.project_id,
        job.id,
    )
    return get(tx, job.project_id, job.id)


def select(tx: Tx, job: Job, index: int, by: ChosenBy, decided_by: str, final_asset_id: str) -> Job:
    """Write down which variant is the job's result, who chose it and why."""
    tx.run(
        """update run_jobs set selected_candidate_index = $1, selected_by = $2, decided_by = $3,
            final_asset_id = $4
        where project_id = $5 and id = $6""",
        index,
        by,
        decided_by,
        final_asset_id,
        job.project_id,
        job.id,
    )
    return get(tx, job.project_id, job.id)


def respecify(tx: Tx, job: Job, spec: JobSpec, redraws: int) -> Job:
    """Give a job that is drawn again what it shall be drawn by; how often that was so far."""
    tx.run(
        """update run_jobs set spec_json = $1, seed = $2, scene_text = $3, prompt_text = $4,
            time_of_day = $5, weather = $6, redraws = $7
        where project_id = $8 and id = $9""",
        spec,
        spec.seed,
        spec.scene,
        _prompt_text(spec),
        spec.time_of_day,
        spec.weather,
        redraws,
        job.project_id,
        job.id,
    )
    return get(tx, job.project_id, job.id)


def keep_ranking(tx: Tx, job: Job, ranking: dict[str, Any]) -> None:
    """Write down how the candidates were ranked, with every term."""
    tx.run(
        "update run_jobs set meta_json = $1, decided_by = $2 where project_id = $3 and id = $4",
        {**job.meta, "ranking": ranking},
        ranking["decided_by"],
        job.project_id,
        job.id,
    )


def approved(read: Read, project_id: str) -> list[ApprovedPanel]:
    """Panels that a person approved, the newest first; those the guard could tell apart."""
    rows = read.all(
        _Judged,
        """select j.job_key, j.scene_text as scene, q.summary_json
        from run_jobs j
        join run_candidates c on c.project_id = j.project_id and c.job_id = j.id
            and c.candidate_index = j.selected_candidate_index
        join quality_reports q on q.project_id = c.project_id and q.candidate_id = c.id
            and q.report_type = 'output_guard'
        where j.project_id = $1 and j.is_approved
        order by j.id desc limit $2""",
        project_id,
        MOST_APPROVED,
    )
    return [
        ApprovedPanel(job_key=row.job_key, scene=row.scene or "", dhash=row.summary.dhash)
        for row in rows
        if row.summary.dhash
    ]


def approve(tx: Tx, job: Job, is_approved: bool) -> Job:
    tx.run(
        "update run_jobs set is_approved = $1 where project_id = $2 and id = $3",
        is_approved,
        job.project_id,
        job.id,
    )
    return get(tx, job.project_id, job.id)


def next_index(read: Read, job: Job) -> int:
    """The number that the next candidate of a job gets."""
    found = read.value(
        """select coalesce(max(candidate_index) + 1, 0) from run_candidates
        where project_id = $1 and job_id = $2""",
        job.project_id,
        job.id,
    )
    return int(found)


def selected_candidate(read: Read, job: Job) -> str | None:
    """The id of the variant that is the job's result."""
    found: str | None = read.value(
        """select id from run_candidates
        where project_id = $1 and job_id = $2 and candidate_index = $3""",
        job.project_id,
        job.id,
        job.selected_candidate_index,
    )
    return found


def counts(read: Read, project_id: str, run_id: str) -> dict[str, int]:
    """How many jobs of a run are in which status."""
    found = read.tuples(
        """select status, count(*) from run_jobs
        where project_id = $1 and run_id = $2 group by status order by status""",
        project_id,
        run_id,
    )
    return {str(status): int(n) for status, n in found}


def _prompt_text(spec: JobSpec) -> str:
    """The prompt of the first stage, or the job's own words where there is none."""
    told = (spec.prompts.get(plan.stage) for plan in spec.stages)
    return next(filter(None, told), spec.prompt or spec.scene)


def _job(row: _Row) -> Job:
    given = asdict(row)
    panel = Panel(**{name: given.pop(name) for name in Panel.__struct_fields__})
    return Job(**{**given, "panel": panel})
