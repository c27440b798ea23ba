"""What a job is: one scene or shot inside a run, and what a run may be asked for."""

from typing import Annotated, Any, Literal

from msgspec import Meta

from iat_sidecar.core.values import Id, Seed, SizePx, Text, Time, TimeOfDay, Weather
from iat_sidecar.core.wire import Event, Given, Wire
from iat_sidecar.features.character.model import CharacterRef
from iat_sidecar.providers.terms import Overrides, Post, StagePlan
from iat_sidecar.tasks.model import Failure

JobStatus = Literal["planned", "running", "done", "failed_output_guard", "failed"]
ChosenBy = Literal["guard", "person"]
JobKey = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$(?!\n)")]
Chapter = Annotated[str, Meta(max_length=200)]
PanelNumber = Annotated[int, Meta(ge=0, le=1_000_000)]


class Panel(Given):
    """A job's place in the story."""

    chapter: Chapter = ""
    page: PanelNumber = 0
    number: PanelNumber = 0


class JobDefinition(Overrides):
    """One scene or shot as it is asked for: a scene, a prompt, or a picture to start from."""

    job_key: JobKey
    panel: Panel = Panel()
    scene: Text = ""
    prompt: Text = ""
    characters: list[CharacterRef] = []
    input_asset_id: Id | None = None
    width_px: SizePx | None = None
    height_px: SizePx | None = None
    seed: Seed | None = None
    meta: dict[str, Any] = {}


class JobSpec(Wire):
    """A job with nothing left open: every default taken, every seed known."""

    scene: str
    prompt: str
    characters: list[str]
    input_asset_id: Id | None
    width_px: int | None
    height_px: int | None
    seed: Seed
    stages: list[StagePlan]
    time_of_day: TimeOfDay | None
    weather: Weather | None
    candidates: int
    style_guide_id: Id | None
    post: Post | None
    prompts: dict[str, str]
    template_ids: dict[str, str]
    job_key: str = ""


class ApprovedPanel(Wire):
    """A panel that a person was content with: another that looks the same is a mistake."""

    job_key: str
    scene: str
    dhash: str


class Job(Wire):
    """One scene or shot of a run."""

    id: Id
    project_id: Id
    run_id: Id
    job_key: JobKey
    position: int
    status: JobStatus
    panel: Panel
    scene: str
    prompt_text: str
    time_of_day: TimeOfDay | None
    weather: Weather | None
    provider_code: str | None
    model_name: str | None
    seed: Seed
    redraws: int
    selected_candidate_index: int | None
    selected_by: ChosenBy | None
    decided_by: str | None
    is_approved: bool | None
    final_asset_id: Id | None
    spec: JobSpec
    error: Failure | None
    meta: dict[str, Any]
    started_at: Time | None
    finished_at: Time | None
    created_at: Time


class JobCreated(Event):
    """A job was planned."""

    job: Job


class JobUpdated(Event):
    """A job was changed."""

    job: Job


class JobStarted(Event):
    """A job is being drawn."""

    job: Job


class JobFinished(Event):
    """A job came to its end."""

    job: Job


class RedrawTask(Wire):
    """What the task of `job/redraw` was asked for."""

    job_id: Id
    before: JobSpec
    spec: JobSpec
    first_index: int
