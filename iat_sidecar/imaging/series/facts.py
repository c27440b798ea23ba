"""What the look at a whole set of panels is told, and what it finds; plain structs and numbers."""

from typing import Annotated, Literal

from msgspec import Meta

from iat_sidecar.core.values import Count, Fraction, Stage, TimeOfDay, Weather
from iat_sidecar.core.wire import Wire

Bits = Annotated[int, Meta(ge=0, le=64, description="Hamming distance of two dHashes.")]


class Sighting(Wire):
    """How well one character's colours are kept in a panel: ΔE00 from them, and how much is there."""

    code: str
    distance: float
    fit: Fraction
    is_there: bool


class PanelFacts(Wire):
    """One panel of a set; `order` is its place in it.

    dhash: absent where the picture is too flat to tell it from another. characters: who was asked
    for. sightings: who was looked for, asked for or not.
    """

    job_key: str
    order: int
    chapter: str = ""
    page: int = 0
    number: int = 0
    stage: Stage | None = None
    time_of_day: TimeOfDay | None = None
    weather: Weather | None = None
    scene: str = ""
    is_approved: bool = False
    measures: dict[str, float] = {}
    dhash: str | None = None
    characters: list[str] = []
    sightings: list[Sighting] = []

    @property
    def light(self) -> tuple[str, str, str]:
        """Panels of one light may be compared; a night is no drift."""
        return self.stage or "", self.time_of_day or "", self.weather or ""


class Trend(Wire):
    """How a measure moves over the panels, compared only where the light is the same.

    slope: Theil–Sen, a panel; level: its value at order 0; low and high: 95 % of the slope. tau and
    p: Kendall's, summed over lights. is_drift: it moves, surely and visibly.
    """

    measure: str
    panels: Count
    slope: float
    level: float
    low: float
    high: float
    tau: float
    p: Fraction
    is_drift: bool
    message: str


class Outlier(Wire):
    """A panel whose measure is far from its neighbours' in the same chapter and light."""

    job_key: str
    measure: str
    value: float
    median: float
    z: float
    message: str


class Pair(Wire):
    """Two panels that look alike; a duplicate is as good as the same picture."""

    one: str
    other: str
    bits: Bits
    is_duplicate: bool
    message: str


class Swap(Wire):
    """A panel that shows somebody else than was asked for; `twin` is where the other one went."""

    job_key: str
    expected: str
    shown: str
    kind: Literal["swapped", "instead"]
    twin: str | None
    message: str


class SeriesReport(Wire):
    """What a whole set shows that no single panel does."""

    panels: Count
    trends: list[Trend]
    outliers: list[Outlier]
    pairs: list[Pair]
    swaps: list[Swap]


def hamming(one: str, other: str) -> int:
    """In how many bits two hashes of equal length, in hex, differ."""
    return (int(one, 16) ^ int(other, 16)).bit_count()
