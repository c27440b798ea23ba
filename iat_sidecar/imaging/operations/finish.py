"""After the stages: enlarging, colours toward the style, the guard's look, and the final file."""

from collections.abc import Callable
from typing import Annotated, Literal

import msgspec
import numpy as np
from msgspec import Meta

from iat_sidecar.core.errors import InvalidParams
from iat_sidecar.core.values import Fraction, Lab
from iat_sidecar.core.wire import Given
from iat_sidecar.imaging import correct, icc, provenance, session
from iat_sidecar.imaging.arrays import Rgb8, Rgba8, with_alpha_of
from iat_sidecar.imaging.guard.check import check_file
from iat_sidecar.imaging.guard.expected import Expected
from iat_sidecar.imaging.guard.thresholds import Thresholds
from iat_sidecar.imaging.session import Execution, SessionOptions
from iat_sidecar.imaging.step import Inputs, Made, step
from iat_sidecar.imaging.style import StyleMeasure
from iat_sidecar.imaging.upscale.edge import edge
from iat_sidecar.imaging.upscale.lanczos import lanczos
from iat_sidecar.imaging.upscale.onnx import onnx
from iat_sidecar.imaging.upscale.program import DEFAULT_MODEL, realesrgan


class UpscaleParams(Given):
    """By how much, and how: `onnx` takes a model's file, `realesrgan` a model that it knows."""

    factor: float
    method: Literal["lanczos", "edge", "onnx", "realesrgan"]
    model: str = DEFAULT_MODEL
    model_path: str | None = None
    model_sha256: str | None = None
    program_path: str | None = None
    threads: Annotated[int, Meta(ge=1, le=64)] = 1
    execution: Execution = "cpu"


@step("finish/upscale")
def enlarge(params: UpscaleParams, inputs: Inputs) -> Made:
    """The picture `factor` times as large."""
    return Made(pictures={"image": UPSCALERS[params.method](inputs["image"], params)})


def _by_model(picture: Rgb8 | Rgba8, params: UpscaleParams) -> Rgb8 | Rgba8:
    if params.model_path is None:
        raise InvalidParams("onnx needs a model", "$.params.model_path")
    session.check(params.model_path, params.model_sha256)
    options = SessionOptions(threads=params.threads, execution=params.execution)
    return onnx(picture, params.factor, params.model_path, options)


def _by_program(picture: Rgb8 | Rgba8, params: UpscaleParams) -> Rgb8 | Rgba8:
    return realesrgan(picture, params.factor, model=params.model, program_path=params.program_path)


UPSCALERS: dict[str, Callable[[Rgb8 | Rgba8, UpscaleParams], Rgb8 | Rgba8]] = {
    "lanczos": lambda picture, params: lanczos(picture, params.factor),
    "edge": lambda picture, params: edge(picture, params.factor),
    "onnx": _by_model,
    "realesrgan": _by_program,
}


class ColorParams(Given):
    """The style to move toward, how far, and colours that stay."""

    style: StyleMeasure
    strength: Fraction
    protect: list[Lab] = []


@step("finish/color")
def color(params: ColorParams, inputs: Inputs) -> Made:
    """The picture in the style's colours; alpha stays as it was."""
    picture = inputs["image"]
    rgb = np.ascontiguousarray(picture[..., :3])
    moved, table = correct.toward(rgb, params.style, params.strength, params.protect)
    image = with_alpha_of(picture, moved)
    return Made(pictures={"image": image}, facts={"table_sha256": table.digest()})


class GuardParams(Given):
    """What was asked for, the style to hold it against, and where the lines are drawn."""

    expected: Expected
    style: StyleMeasure | None = None
    thresholds: Thresholds = Thresholds()


@step("finish/guard")
def guard(params: GuardParams, inputs: Inputs) -> Made:
    """The guard's report; a picture that fails is a result, not an error."""
    path = inputs.paths["image"]
    report = check_file(path, params.expected, params.style, params.thresholds)
    return Made(facts={"report": msgspec.to_builtins(report)})


class FinalParams(Given):
    """Where the picture comes from: what its step is known by, and the whole provenance."""

    known: dict[str, str]
    stamp: dict[str, str]


@step("finish/final")
def final(params: FinalParams, inputs: Inputs) -> Made:
    """The picture as it is delivered: small, tagged sRGB, with its provenance inside."""
    return Made(
        pictures={"image": inputs["image"]},
        facts={"stamp": params.stamp},
        text=provenance.stamp(params.stamp),
        icc=icc.srgb_profile(),
        level="small",
    )
