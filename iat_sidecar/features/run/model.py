"""What a run is: one pipeline execution, from what was asked to what was frozen."""

from typing import Annotated, Any, Literal

from msgspec import Meta

from iat_sidecar.core.values import Id, LimitUsd, Name, Seed, Stage, Time, TimeOfDay, Usd, Weather
from iat_sidecar.core.wire import Event, Wire
from iat_sidecar.features.character.model import Character
from iat_sidecar.features.job.model import ApprovedPanel, JobDefinition
from iat_sidecar.features.project.model import GuardSettings
from iat_sidecar.features.step.model import Memo
from iat_sidecar.features.style_guide.model import StyleGuide
from iat_sidecar.features.weights.model import WeightsUse
from iat_sidecar.imaging.guard.thresholds import Thresholds
from iat_sidecar.providers.terms import Overrides, ProviderCode

RunMode = Literal["dry", "run"]
RunStatus = Literal["planned", "running", "done", "failed", "partial"]
EndedBy = Literal["finished", "canceled", "budget", "full_disk", "question", "crash", "error"]
Outcome = Literal["identical", "different", "recorded"]
Jobs = Annotated[list[JobDefinition], Meta(min_length=1, max_length=2_000)]


class RunSettings(Overrides):
    """What is asked for beside the jobs; override keys here are shorthands for `defaults`."""

    name: Annotated[str, Meta(max_length=200)] = ""
    defaults: Overrides = Overrides()
    guard: GuardSettings = GuardSettings()
    seed: Seed | None = None
    budget_usd: LimitUsd | None = None
    templates: dict[Stage, Id] = {}
    memo: Memo = "use"
    provider_code: ProviderCode | None = None
    model_name: Name | None = None
    params: dict[str, Any] | None = None


class Definition(RunSettings):
    """A run as it is asked for; what is said for all jobs may be said otherwise for one."""

    jobs: Jobs


class UsedTemplate(Wire):
    """The text that a stage's prompts were assembled from."""

    id: Id
    name: str
    version: int
    template_text: str


class Snapshot(Wire):
    """What a run froze: everything that could change before it is looked at again."""

    seed: Seed
    memo: Memo
    commercial: bool
    style_guides: dict[Id, StyleGuide]
    characters: dict[str, Character]
    templates: dict[Stage, UsedTemplate]
    thresholds: Thresholds
    input_sha256: dict[Id, str]
    program_version: str
    libraries: dict[str, str | None] = {}
    warnings: list[str] = []
    weights: dict[str, WeightsUse] = {}
    approved: list[ApprovedPanel] = []


class Counts(Wire):
    """Jobs of a run by status."""

    planned: int = 0
    running: int = 0
    done: int = 0
    failed_output_guard: int = 0
    failed: int = 0


class Run(Wire):
    """One pipeline execution; `status` and `ended_by` say how it stands and why it ended."""

    id: Id
    project_id: Id
    name: str
    run_mode: RunMode
    status: RunStatus
    ended_by: EndedBy | None
    stage: str | None
    time_of_day: TimeOfDay | None
    weather: Weather | None
    model_name: str | None
    provider_code: str | None
    seed: Seed
    budget_usd: Usd | None
    plan: dict[str, Any]
    warnings: list[str]
    jobs: Counts
    task_id: Id | None
    run_log_asset_id: Id | None
    settings_snapshot: dict[str, Any]
    started_at: Time | None
    finished_at: Time | None
    created_at: Time


class Estimate(Wire):
    """What a plan will cost in money and time, as far as it can be known."""

    cost_usd: Usd
    cost_max_usd: Usd
    by_provider: dict[str, Usd]
    by_stage: dict[str, Usd]
    unknown_prices: list[str]
    calls: int
    duration_s: float


class PlannedJob(Wire):
    """A job as a plan shows it."""

    id: Id
    job_key: str
    prompts: dict[str, str]
    steps: int
    memoised_steps: int


class Plan(Wire):
    """A stored dry run; `run/start` can take exactly this."""

    run_id: Id
    jobs: list[PlannedJob]
    steps: int
    memoised_steps: int
    estimate: Estimate
    warnings: list[str]


class StartedRun(Wire):
    """A run and the task that works on it."""

    run_id: Id
    task_id: Id


class RunResult(Wire):
    """How a run ended."""

    run_id: Id
    status: RunStatus
    ended_by: EndedBy | None
    jobs: Counts
    run_log_asset_id: Id | None
    steps: int
    memoised_steps: int


class RunCreated(Event):
    """A run was planned or begun."""

    run: Run


class RunUpdated(Event):
    """A run was changed."""

    run: Run


class RunStarted(Event):
    """A run is being worked on."""

    run: Run


class RunFinished(Event):
    """A run came to its end: done, partial or failed."""

    run: Run


class RunDeleted(Event):
    """A run was removed."""

    run: Run


class RunTask(Wire):
    """What the task of `run/start` and `run/resume` works on."""

    run_id: Id


class ReproduceTask(Wire):
    """A run to be repeated, and the run that repeats it."""

    original_run_id: Id
    run_id: Id


class Reproduced(Wire):
    """One step of a repetition beside the original."""

    job_key: str
    candidate_index: int
    step: str
    outcome: Outcome


class ReproduceResult(Wire):
    """What matched bit for bit."""

    run_id: Id
    identical: int
    different: int
    recorded: int
    steps: list[Reproduced]
