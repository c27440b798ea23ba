"""Where each rule of the guard draws its line: data with a version, so that a verdict can be traced."""

from typing import Annotated

from msgspec import Meta, field

from iat_sidecar.core.values import Count, Fraction
from iat_sidecar.core.wire import Given
from iat_sidecar.imaging.matte.terms import MatteLimits

VERSION = 1

AtLeastZero = Annotated[float, Meta(ge=0)]
DeltaE = Annotated[float, Meta(ge=0, le=100, description="CIEDE2000.")]
Light = Annotated[float, Meta(ge=0, le=100, description="CIELAB L*.")]
Chroma = Annotated[float, Meta(ge=0, le=200, description="CIELAB C*.")]


class Thresholds(Given):
    """The defaults; a project overrides single fields in `guard.thresholds`."""

    # H01, H02
    min_file_bytes: Count = 1_024
    tiny_canvas_px: Annotated[
        int, Meta(ge=0, description="Area up to which small files are fine.")
    ] = 4_096
    size_tolerance_px: Annotated[int, Meta(ge=0, description="For pictures of an API.")] = 8
    aspect_tolerance: Fraction = 0.01
    # H03, H04
    blank_deviation: AtLeastZero = 1.5
    dominant_share: Fraction = 0.98
    clip_share: Fraction = 0.35
    clip_margin: Annotated[
        float, Meta(ge=0, le=1, description="Above the style's own share of black and white.")
    ] = 0.10
    # H05 to H07, S12, S13
    matte: MatteLimits = field(default_factory=MatteLimits)
    # H08, S04
    hard_chroma_exceed: Chroma = 6.0
    hard_chroma_exceed_share: Fraction = 0.25
    chroma_exceed: Chroma = 1.0
    chroma_exceed_share: Fraction = 0.03
    # H09, S01 to S03
    hard_palette: DeltaE = 25.0
    palette: DeltaE = 8.0
    tone: Light = 8.0
    chroma_mean_low: AtLeastZero = 0.7
    chroma_mean_high: AtLeastZero = 1.35
    # S10, S11
    blockiness: Annotated[float, Meta(ge=1)] = 1.15
    halo_de00: DeltaE = 6.0
    halo_share: Fraction = 0.15
    # S18
    night_max_light: Light = 45.0
    day_min_light: Light = 35.0
    fog_max_deviation: Light = 24.0
