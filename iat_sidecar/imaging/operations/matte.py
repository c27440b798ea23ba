"""Cutouts: the subject of a picture without its backdrop."""

from typing import Annotated, Literal

import msgspec
import numpy as np
from msgspec import Meta

from iat_sidecar.core.wire import Given
from iat_sidecar.imaging.matte import compose, quality
from iat_sidecar.imaging.matte.choose import Cutout, cutout
from iat_sidecar.imaging.matte.terms import MatteLimits
from iat_sidecar.imaging.step import Inputs, Made, step


class CutParams(Given):
    """How to cut: `known` takes the mask the drawing knows, `auto` looks at the picture."""

    method: Literal["auto", "known", "flood", "key", "onnx"] = "auto"
    model_path: str | None = None
    threads: Annotated[int, Meta(ge=1, le=64)] = 1
    limits: MatteLimits = MatteLimits()


@step("matte/cut")
def cut(params: CutParams, inputs: Inputs) -> Made:
    """The subject with straight alpha, its mask, and how good the matte looks."""
    found = _cutout(params, inputs)
    mask = np.asarray(found.alpha * 255 + 0.5, np.uint8)[..., None]
    return Made(
        pictures={"image": found.rgba(), "mask": mask},
        facts={"method": found.method, "quality": msgspec.to_builtins(found.quality)},
    )


def _cutout(params: CutParams, inputs: Inputs) -> Cutout:
    picture = np.ascontiguousarray(inputs.rgb("image"))
    if params.method == "known":
        alpha = inputs["mask"][..., 0].astype(np.float32) / np.float32(255)
        own = compose.foreground(picture, alpha)
        return Cutout(alpha, own, "known", quality.measure(alpha, params.limits))
    return cutout(
        picture,
        method=params.method,
        model_path=params.model_path,
        threads=params.threads,
        limits=params.limits,
    )
