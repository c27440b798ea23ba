"""What a delivery is: pictures in a folder outside, as a printer or a page wants them."""

from typing import Annotated, Literal

from msgspec import Meta

from iat_sidecar.core.values import Count, Id, Sha256, SizePx, Time
from iat_sidecar.core.wire import Wire
from iat_sidecar.features.asset.model import Asset
from iat_sidecar.features.job.model import Job, Panel
from iat_sidecar.features.weights.model import WeightsUse
from iat_sidecar.imaging.delivery.terms import (
    INTENT,
    Alpha,
    Color,
    Figures,
    Format,
    Order,
    PressProfile,
)

AssetIds = Annotated[list[Id], Meta(min_length=1, max_length=2_000)]
Dpi = Annotated[int, Meta(ge=10, le=2_400, description="Pixels an inch.")]
BleedMm = Annotated[float, Meta(ge=0, le=50, description="Millimetres on each side.")]
Naming = Annotated[
    str, Meta(min_length=1, max_length=200, description="A pattern such as {project}_{page:03}.")
]

MM_PER_INCH = 25.4


class DeliveryTask(Wire):
    """What the task of `delivery/create` was asked for, nothing left open."""

    run_id: Id | None
    asset_ids: list[Id] | None
    path: str
    format: Format
    color: Color
    alpha: Alpha
    dpi: int
    bleed_mm: float
    icc_path: str | None
    naming: str

    @property
    def bleed_px(self) -> int:
        return round(self.bleed_mm / MM_PER_INCH * self.dpi)

    def order(self, profile_path: str | None = None) -> Order:
        """What becomes of every picture."""
        return Order(
            format=self.format,
            color=self.color,
            alpha=self.alpha,
            dpi=self.dpi,
            bleed_px=self.bleed_px,
            profile_path=profile_path,
        )


class Selected(Wire):
    """The candidate that a job's final is of."""

    job_id: str
    candidate_id: str
    candidate_index: int


class Made(Wire):
    """What a step took and gave, by role, and what it found."""

    inputs: dict[str, str]
    outputs: dict[str, str]
    result: dict[str, object]


class Chosen(Wire):
    """A picture to deliver and where it is from.

    weights: the models it was made with. credentials: assets behind it that carry a C2PA manifest.
    """

    asset: Asset
    position: int
    project: str
    run: str
    job: Job | None
    selected: Selected | None
    weights: list[WeightsUse]
    credentials: list[str] = []

    @property
    def label(self) -> str:
        """What a person calls it."""
        return self.job.job_key if self.job else f"the asset {self.asset.id}"


class DeliveredPicture(Wire):
    """A picture in a file; in a document with several, `page` says where it is."""

    path: str
    page: int | None
    asset_id: Id
    job_id: Id | None
    width_px: SizePx
    height_px: SizePx
    size_bytes: Count
    sha256: Sha256
    color: Color
    dpi: Dpi


class Delivery(Wire):
    """A folder that was delivered; beside the files lies `delivery.json`, which says more."""

    path: str
    files: list[DeliveredPicture]
    warnings: list[str]


class ListedPicture(DeliveredPicture):
    """A picture as `delivery.json` tells it; its path is relative to that file."""

    asset_sha256: Sha256 | None
    run_id: Id | None
    job_key: str | None
    panel: Panel | None
    candidate_id: Id | None
    candidate_index: int | None
    has_alpha: bool
    is_flattened: bool
    weights: list[WeightsUse]
    figures: Figures
    credentials_of: list[Id] = []


class Manifest(Wire):
    """`delivery.json`: what was asked for, what came of it, and what reading back found."""

    id: Id
    program_version: str
    created_at: Time
    project_id: Id
    run_id: Id | None
    format: Format
    color: Color
    alpha: Alpha
    dpi: Dpi
    bleed_mm: float
    bleed_px: int
    bleed: Literal["none", "mirrored"]
    intent: str = INTENT
    profile_sha256: Sha256
    press: PressProfile | None
    files: list[ListedPicture]
    warnings: list[str]
