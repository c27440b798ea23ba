"""The table `quality_reports`; every report is told."""

from typing import Any

from iat_sidecar.core import clock, ids
from iat_sidecar.core.errors import NotFound
from iat_sidecar.db.page import Page, narrowed, page_of
from iat_sidecar.db.tx import Read, Tx
from iat_sidecar.features.quality_report.model import (
    QualityReport,
    QualityReportCreated,
    ReportType,
)

_COLUMNS = """id, project_id, run_id, job_id, candidate_id, report_type, summary_json, created_at"""


def get(read: Read, project_id: str, report_id: str) -> QualityReport:
    report = read.one(
        QualityReport,
        f"select {_COLUMNS} from quality_reports where project_id = $1 and id = $2",
        project_id,
        report_id,
    )
    if report is None:
        raise NotFound("quality report", report_id)
    return report


def add(
    tx: Tx,
    project_id: str,
    report_type: ReportType,
    summary: dict[str, Any],
    run_id: str | None = None,
    job_id: str | None = None,
    candidate_id: str | None = None,
) -> QualityReport:
    report_id = ids.new()
    tx.run(
        """insert into quality_reports (id, project_id, run_id, job_id, candidate_id, report_type,
            summary_json, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8)""",
        report_id,
        project_id,
        run_id,
        job_id,
        candidate_id,
        report_type,
        summary,
        clock.now(),
    )
    report = get(tx, project_id, report_id)
    tx.emit(QualityReportCreated(quality_report=report), project_id)
    return report


def page(
    read: Read,
    project_id: str,
    wanted: dict[str, str | None],
    limit: int,
    cursor: str | None,
) -> Page[QualityReport]:
    """Newest first; `wanted` narrows by column."""
    every = f"select {_COLUMNS} from quality_reports where project_id = $1"
    select, values = narrowed(every, (project_id,), **wanted)
    return page_of(read, QualityReport, select, values, limit, cursor)


def of_run(read: Read, project_id: str, run_id: str) -> list[QualityReport]:
    """Every report on a run, oldest first."""
    return read.all(
        QualityReport,
        f"""select {_COLUMNS} from quality_reports
        where project_id = $1 and run_id = $2 order by id""",
        project_id,
        run_id,
    )


def guard_report(read: Read, project_id: str, candidate_id: str) -> QualityReport | None:
    """The guard's newest report on a variant."""
    return read.one(
        QualityReport,
        f"""select {_COLUMNS} from quality_reports
        where project_id = $1 and candidate_id = $2 and report_type = 'output_guard'
        order by id desc limit 1""",
        project_id,
        candidate_id,
    )


def place_of(read: Read, project_id: str, candidate_id: str) -> tuple[str, str]:
    """The run and the job that a candidate belongs to."""
    found = read.tuples(
        """select j.run_id, j.id from run_candidates c
        join run_jobs j on j.project_id = c.project_id and j.id = c.job_id
        where c.project_id = $1 and c.id = $2""",
        project_id,
        candidate_id,
    )
    if not found:
        raise NotFound("candidate", candidate_id)
    return str(found[0][0]), str(found[0][1])


PLACES = {
    "run_id": ("run", "runs"),
    "job_id": ("job", "run_jobs"),
    "candidate_id": ("candidate", "run_candidates"),
}


def check_places(read: Read, project_id: str, wanted: dict[str, str | None]) -> None:
    """NotFound where the project has no such run, job or candidate."""
    for column, (noun, table) in PLACES.items():
        if (id := wanted.get(column)) is None:
            continue
        if not read.value(
            f"select 1 from {table} where project_id = $1 and id = $2", project_id, id
        ):
            raise NotFound(noun, id)
