"""The words of cutouts that the sidecar process speaks too: methods, limits, and the verdict."""

from typing import Annotated, Literal

from msgspec import Meta

from iat_sidecar.core.values import Count, Fraction
from iat_sidecar.core.wire import Given, Wire

CutoutMethod = Literal["auto", "flood", "key", "grabcut", "onnx"]
Refine = bool | Literal["auto"]
Sides = Annotated[int, Meta(ge=0, le=4, description="How many of the four sides.")]


class MatteLimits(Given):
    """What a usable matte keeps to; shares are of the whole frame unless said otherwise."""

    min_coverage: Fraction = 0.005
    max_coverage: Fraction = 0.98
    cut_side_share: Annotated[
        float, Meta(ge=0, le=1, description="A side is cut when more of it is subject.")
    ] = 0.35
    max_sides_cut: Sides = 2
    max_components: Count = 3
    max_holes: Count = 5
    max_unknown_share: Fraction = 0.12
    max_faint_share: Annotated[
        float, Meta(ge=0, le=1, description="Half-transparent share of the visible pixels.")
    ] = 0.6
    max_halo_share: Annotated[
        float, Meta(ge=0, le=1, description="Share of the soft edge in the backdrop's colour.")
    ] = 0.4
    min_agreement: Annotated[
        float, Meta(ge=0, le=1, description="IoU with a second, confident method.")
    ] = 0.2


class MatteQuality(Wire):
    """How a matte looks without knowing the truth; a chain moves on when `is_poor`."""

    coverage: Fraction
    border_touch: Annotated[
        float, Meta(ge=0, le=1, description="Share of border px in the subject.")
    ]
    sides_cut: Sides
    unknown_share: Annotated[float, Meta(ge=0, le=1, description="Share of px with alpha 5…250.")]
    faint_share: Fraction
    components: Count
    holes: Count
    is_poor: bool
    reasons: list[str]
    halo_share: Annotated[
        float | None, Meta(description="Share of the soft edge in the backdrop's colour.")
    ] = None
    agreement: Annotated[
        float | None, Meta(description="IoU of the subject with what a second method finds.")
    ] = None
