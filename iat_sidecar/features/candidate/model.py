"""What a candidate is: one variant of a job."""

from typing import Any, Literal

from iat_sidecar.core.values import Id, Score, Seed, Time, Usd
from iat_sidecar.core.wire import Event, Wire
from iat_sidecar.features.job.model import ChosenBy
from iat_sidecar.tasks.model import Failure

CandidateStatus = Literal["generated", "done", "failed_output_guard", "failed"]


class Candidate(Wire):
    """One variant, with the terms it is ranked by; `output` is before, `final` after the finish."""

    id: Id
    project_id: Id
    job_id: Id
    candidate_index: int
    status: CandidateStatus
    seed: Seed
    output_asset_id: Id | None
    final_asset_id: Id | None
    rank_hard_failures: int
    rank_soft_warnings: int
    rank_avg_chroma_exceed: Score
    rank_composite: Score
    cost_usd: Usd
    error: Failure | None
    meta: dict[str, Any]
    created_at: Time


class CandidateCreated(Event):
    """A variant was drawn."""

    candidate: Candidate


class CandidateUpdated(Event):
    """A variant was changed."""

    candidate: Candidate


class CandidateScored(Event):
    """The guard judged a variant."""

    candidate: Candidate


class CandidateChosen(Event):
    """A person preferred a variant, or the guard did."""

    candidate: Candidate
    by: ChosenBy
