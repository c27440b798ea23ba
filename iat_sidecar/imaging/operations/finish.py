"""After the stages: enlarging, colours toward the style, the guard's look, and the final file."""

import msgspec
import numpy as np

from iat_sidecar.core.values import Fraction, Lab
from iat_sidecar.core.wire import Given
from iat_sidecar.imaging import correct, icc, provenance, upscale
from iat_sidecar.imaging.arrays import with_alpha_of
from iat_sidecar.imaging.guard.check import check_file
from iat_sidecar.imaging.guard.expected import Expected
from iat_sidecar.imaging.guard.thresholds import Thresholds
from iat_sidecar.imaging.step import Inputs, Made, step
from iat_sidecar.imaging.style import StyleMeasure

UPSCALERS = {"lanczos": upscale.lanczos, "edge": upscale.edge}


class UpscaleParams(Given):
    """By how much, and by which method."""

    factor: float
    method: str


@step("finish/upscale")
def enlarge(params: UpscaleParams, inputs: Inputs) -> Made:
    """The picture `factor` times as large."""
    return Made(pictures={"image": UPSCALERS[params.method](inputs["image"], params.factor)})


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
