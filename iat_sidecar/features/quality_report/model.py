"""What a quality report is: the written result of the guard, or of a person's look."""

from typing import Any, Literal

from iat_sidecar.core.values import Id, Time
from iat_sidecar.core.wire import Event, Wire

ReportType = Literal["output_guard", "model_score", "human_review"]
Verdict = Literal["approve", "reject", "unsure"]


class QualityReport(Wire):
    """What was found, by whom, and about which variant."""

    id: Id
    project_id: Id
    run_id: Id | None
    job_id: Id | None
    candidate_id: Id | None
    report_type: ReportType
    summary: dict[str, Any]
    created_at: Time


class QualityReportCreated(Event):
    """A report was written."""

    quality_report: QualityReport
