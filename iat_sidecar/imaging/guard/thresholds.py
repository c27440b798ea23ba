"""Where each rule of the guard draws its line: data with a version, so that a verdict can be traced."""

from typing import Annotated

from msgspec import Meta, field

from iat_sidecar.core.values import Count, Fraction
from iat_sidecar.core.wire import Given
from iat_sidecar.imaging.matte.terms import MatteLimits

VERSION = 3

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
    visible_chroma: Annotated[
        float, Meta(ge=0, le=200, description="ΔE00 above the ceiling that is seen to be stronger.")
    ] = 2.0
    lamp_light: Annotated[
        float, Meta(ge=0, le=100, description="L* over the mean of what a lamp shines on.")
    ] = 25.0
    lamp_share: Fraction = 0.25
    # H09, S01 to S03: z against enough references of the same light, else the absolute line
    hard_palette_z: AtLeastZero = 8.0
    hard_palette_least: Annotated[
        float, Meta(ge=0, le=100, description="No hard failure below, however alike they are.")
    ] = 15.0
    hard_palette: DeltaE = 25.0
    palette_z: AtLeastZero = 3.0
    palette: DeltaE = 8.0
    tone_z: AtLeastZero = 3.0
    tone: Light = 8.0
    chroma_mean_z: AtLeastZero = 3.0
    chroma_mean_low: AtLeastZero = 0.7
    chroma_mean_high: AtLeastZero = 1.35
    # S05 to S08: ratios to the references; where they vary more, so many deviations
    texture_z: AtLeastZero = 3.0
    line_low: AtLeastZero = 0.7
    line_high: AtLeastZero = 1.4
    edge_low: AtLeastZero = 0.6
    edge_high: AtLeastZero = 1.6
    sharpness_low: AtLeastZero = 0.35
    sharpness_high: AtLeastZero = 3.0
    noise_over: Annotated[float, Meta(ge=0, le=255, description="σ in 8-bit levels.")] = 2.5
    # S09
    banding_over: Fraction = 0.02
    used_levels: Annotated[
        float, Meta(ge=0, le=1, description="Of those between the darkest and the lightest.")
    ] = 0.35
    # H10, S14
    hard_part_de00: DeltaE = 20.0
    hard_parts: Count = 2
    part_de00: DeltaE = 12.0
    hard_embedding: Annotated[float, Meta(ge=1, description="Times the model's own line.")] = 1.6
    # H11
    edit_margin_px: Annotated[int, Meta(ge=0, le=256)] = 8
    edit_mean_de00: DeltaE = 3.0
    edit_p99_de00: DeltaE = 12.0
    # H13, S15
    duplicate_bits: Annotated[int, Meta(ge=0, le=64, description="Of 64.")] = 2
    near_duplicate_bits: Annotated[int, Meta(ge=0, le=64, description="Of 64.")] = 6
    # S16, S17
    corner_strokes: AtLeastZero = 8.0
    upscale_psnr_db: AtLeastZero = 30.0
    upscale_de00: DeltaE = 2.5
    # S10, S11
    blockiness: Annotated[float, Meta(ge=1)] = 1.15
    halo_de00: DeltaE = 6.0
    halo_share: Fraction = 0.15
    # S18
    of_another_time: Annotated[
        float, Meta(ge=0, description="Way from this light's L* to another's; 1 is the other.")
    ] = 0.9
    night_max_light: Light = 45.0
    day_min_light: Light = 35.0
    twilight_min_light: Annotated[
        float, Meta(ge=0, le=100, description="L*, of dawn, dusk and golden hour.")
    ] = 12.0
    dusk_max_light: Light = 58.0
    dawn_max_light: Light = 78.0
    golden_hour_max_light: Light = 85.0
    golden_hour_min_warmth: Annotated[float, Meta(ge=-128, le=128, description="Mean b*.")] = 4.0
    fog_max_deviation: Light = 24.0
    fog_max_contrast: Annotated[
        float, Meta(ge=0, description="Of what it was before the weather.")
    ] = 0.85
    particles_min: Annotated[float, Meta(ge=0, le=1, description="New share of rain or snow.")] = (
        0.003
    )
    particles_max: Fraction = 0.25
