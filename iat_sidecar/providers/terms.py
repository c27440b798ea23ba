"""The words of what is asked of providers after the stages: cutout, upscale, colour."""

from typing import Annotated, Literal

from msgspec import Meta

from iat_sidecar.core.values import Fraction
from iat_sidecar.core.wire import Given

ProviderCode = Annotated[str, Meta(pattern=r"^[a-z0-9_]{1,40}$(?!\n)")]
ModelRef = Annotated[
    str,
    Meta(min_length=1, max_length=4_096, description="A method by name, or a model file's path."),
]
UpscaleFactor = Annotated[float, Meta(gt=1, le=8)]


class CutoutOptions(Given):
    """How the background is removed; no chain means the default one."""

    chain: list[ProviderCode] | None = None
    model: ModelRef | None = None
    refine: bool | Literal["auto"] = "auto"


class UpscaleOptions(Given):
    """How a picture is enlarged."""

    factor: UpscaleFactor = 2.0
    method: Literal["lanczos", "edge", "onnx", "realesrgan"] = "lanczos"


class ColorOptions(Given):
    """How far colours are moved toward the style guide."""

    toward: Literal["style_guide"] = "style_guide"
    strength: Fraction = 1.0


class Post(Given):
    """What happens to a picture after its stages."""

    cutout: CutoutOptions | None = None
    upscale: UpscaleOptions | None = None
    color: ColorOptions | None = None
