"""The words of what is asked of providers: stages and their chains, cutout, upscale, colour."""

from typing import Annotated, Any, Literal

from msgspec import Meta

from iat_sidecar.core.values import Fraction, Id, Name, Path, Stage, TimeOfDay, Weather
from iat_sidecar.core.wire import Given

ProviderCode = Annotated[str, Meta(pattern=r"^[a-z0-9_]{1,40}$(?!\n)")]
ModelRef = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=4_096,
        description="A method, an installed model by name, or a model file by its absolute path.",
    ),
]
Candidates = Annotated[int, Meta(ge=1, le=16, description="Variants to draw.")]
UpscaleFactor = Annotated[float, Meta(gt=1, le=8)]


class ProviderLink(Given):
    """One link of a provider chain."""

    provider_code: ProviderCode
    model_name: Name | None = None
    params: dict[str, Any] = {}


class StagePlan(Given):
    """A stage and who may do it, in order of preference."""

    stage: Stage
    provider_chain: list[ProviderLink] = []


class CutoutOptions(Given):
    """How the background is removed; no chain means the default one.

    refine: auto solves soft and rough edges as a matte, true all; false leaves masks and colours as
    they are, which is quick.
    """

    chain: list[ProviderCode] | None = None
    model: ModelRef | None = None
    refine: bool | Literal["auto"] = "auto"


class UpscaleOptions(Given):
    """How a picture is enlarged."""

    factor: UpscaleFactor = 2.0
    method: Literal["lanczos", "edge", "onnx", "realesrgan"] = "lanczos"
    model: ModelRef | None = None


class ColorOptions(Given):
    """How far colours are moved: toward the style guide, or by a table of another program."""

    toward: Literal["style_guide", "cube"] = "style_guide"
    strength: Fraction = 1.0
    cube_path: Path | None = None


class Post(Given):
    """What happens to a picture after its stages."""

    cutout: CutoutOptions | None = None
    upscale: UpscaleOptions | None = None
    color: ColorOptions | None = None


class Overrides(Given):
    """What may be said for all jobs of a run and said otherwise for one."""

    stages: list[StagePlan | Stage] | None = None
    time_of_day: TimeOfDay | None = None
    weather: Weather | None = None
    candidates: Candidates | None = None
    style_guide_id: Id | None = None
    post: Post | None = None
