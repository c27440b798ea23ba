"""What a report is told: the run and its panels, field by field as their rows have them."""

from typing import Any

from iat_sidecar.core.values import Lab, Stage, TimeOfDay, Weather
from iat_sidecar.core.wire import Given, Wire
from iat_sidecar.imaging.guard.rank import Ranking
from iat_sidecar.imaging.guard.report import GuardReport
from iat_sidecar.imaging.series.facts import Sighting
from iat_sidecar.imaging.style import PaletteColour

PREVIEW_VERSION = 2
"""Part of a preview's file name: one made in another way is another file."""


class StepFacts(Wire):
    """One step of a candidate's way; `asset_id` is the picture it gave."""

    leg: str
    name: str
    version: int
    provider: str | None
    reproducibility: str
    own_ms: int
    is_memoised: bool
    asset_id: str | None


class Review(Wire):
    """What a person said of a candidate."""

    verdict: str
    is_choice: bool
    reason: str = ""
    notes: str = ""
    by: str = ""
    overruled_index: int | None = None
    overruled_rule: str | None = None
    created_at: str = ""


class ErrorFacts(Wire):
    """Why something failed, as a sentence and as a kind."""

    code: int
    message: str
    data: dict[str, Any]


class CandidateFacts(Wire):
    """One variant with its terms, what the guard found, what persons said, and its way."""

    id: str
    candidate_index: int
    status: str
    seed: int
    output_asset_id: str | None
    final_asset_id: str | None
    rank_hard_failures: int
    rank_soft_warnings: int
    rank_avg_chroma_exceed: float
    rank_composite: float
    cost_usd: str
    error: ErrorFacts | None = None
    report: GuardReport | None = None
    reviews: list[Review] = []
    steps: list[StepFacts] = []


class Place(Wire):
    """A panel's place in the story."""

    chapter: str
    page: int
    number: int


class PanelFacts(Wire):
    """One job with all its candidates; `previews` are paths by asset id, for the worker alone.

    sightings: who was looked for where the guard doubted a character. has_credentials: the picture
    that it starts from carries a C2PA manifest.
    """

    id: str
    job_key: str
    position: int
    status: str
    panel: Place
    scene: str
    prompt: str
    prompt_text: str
    characters: list[str]
    time_of_day: TimeOfDay | None
    weather: Weather | None
    provider_code: str | None
    model_name: str | None
    seed: int
    redraws: int
    selected_candidate_index: int | None
    selected_by: str | None
    decided_by: str | None
    is_approved: bool | None
    final_asset_id: str | None
    input_asset_id: str | None
    style_guide_id: str | None
    error: ErrorFacts | None
    started_at: str | None
    finished_at: str | None
    stage: Stage | None = None
    has_credentials: bool = False
    ranking: Ranking | None = None
    candidates: list[CandidateFacts] = []
    sightings: list[Sighting] = []
    previews: dict[str, str] = {}


class EarlierPanel(Wire):
    """A finished panel of another run of the project: its place, light, scores, and who chose it.

    overruled_rule: by which rule the guard had preferred another. findings: rules that the chosen
    picture breaks.
    """

    run_id: str
    run_name: str
    job_key: str
    panel: Place
    stage: Stage | None
    time_of_day: TimeOfDay | None
    weather: Weather | None
    measures: dict[str, float]
    selected_by: str | None
    overruled_rule: str | None
    findings: list[str]


class StyleFacts(Wire):
    """What a style guide asks for; `palette_spread` is how far its own references are from it."""

    name: str
    prompt: str
    negative_prompt: str
    palette: list[PaletteColour]
    chroma_ceiling: float | None
    line_weight_px: float | None
    references: int
    palette_spread: float


class PartFacts(Wire):
    """The colour of one part of a character."""

    part: str
    lab: Lab
    hex: str
    tolerance_de00: float


class CharacterFacts(Wire):
    """A character as the run knew it."""

    name: str
    description: str
    parts: list[PartFacts]


class TemplateFacts(Wire):
    """The text that a stage's prompts were assembled from."""

    name: str
    version: int
    template_text: str


class SettingsFacts(Wire):
    """The settings snapshot, as far as a reader of the report asks for it."""

    memo: str
    commercial: bool
    program_version: str
    style_guides: dict[str, StyleFacts]
    characters: dict[str, CharacterFacts]
    templates: dict[str, TemplateFacts]
    thresholds: dict[str, Any]


class RunFacts(Wire):
    """The run itself."""

    project_name: str
    project_slug: str
    id: str
    name: str
    status: str
    ended_by: str | None
    seed: int
    jobs: dict[str, int]
    warnings: list[str]
    created_at: str
    started_at: str | None
    finished_at: str | None
    written_at: str
    settings: SettingsFacts
    earlier: list[EarlierPanel] = []


class PreviewOrder(Given):
    """A picture, and where its preview shall lie."""

    path: str
    target: str


class PreviewRequest(Given):
    """The pictures of one panel."""

    pictures: list[PreviewOrder]


class RenderRequest(Given):
    """A file of facts, the run in its first line and a panel in each that follows; and the page."""

    facts: str
    target: str
