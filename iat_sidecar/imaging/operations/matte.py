"""Cutouts: the subject of a picture without its backdrop."""

from typing import Annotated, Literal

import msgspec
import numpy as np
from msgspec import Meta
from PIL import Image

from iat_sidecar.core.errors import ImagingFailed
from iat_sidecar.core.wire import Given
from iat_sidecar.imaging import session
from iat_sidecar.imaging.arrays import Plane, Rgb8
from iat_sidecar.imaging.matte.choose import ASKED, Cutout, cutout, finished
from iat_sidecar.imaging.matte.models import FamilyName
from iat_sidecar.imaging.matte.refine import SOLVED_PX, refine
from iat_sidecar.imaging.matte.terms import MatteLimits, Refine
from iat_sidecar.imaging.session import Execution
from iat_sidecar.imaging.step import Inputs, Made, step

SAME_ASPECT = 0.02


class CutParams(Given):
    """How to cut: `known` takes the mask the drawing knows, `auto` looks at the picture.

    refine: auto solves soft and rough edges as a matte, true every edge, also of a known mask; false
    leaves masks and colours as they are.
    """

    method: Literal["auto", "known", "flood", "key", "grabcut", "onnx"] = "auto"
    model_path: str | None = None
    model_sha256: str | None = None
    family: FamilyName | Literal["auto", "custom"] = "auto"
    threads: Annotated[int, Meta(ge=1, le=64)] = 1
    execution: Execution = "cpu"
    limits: MatteLimits = MatteLimits()
    refine: Refine = "auto"
    second_opinion: bool = True


class RefineParams(Given):
    """How to judge what becomes of an earlier step's mask."""

    limits: MatteLimits = MatteLimits()
    second_opinion: bool = True


@step("matte/cut")
def cut(params: CutParams, inputs: Inputs) -> Made:
    """The subject with straight alpha, its mask, and how good the matte looks."""
    return _made(_cutout(params, inputs))


@step("matte/refine")
def refined(params: RefineParams, inputs: Inputs) -> Made:
    """A mask of an earlier step made exact from the picture's colours, and the subject it cuts out."""
    picture = np.ascontiguousarray(inputs.rgb("image"))
    alpha = refine(picture, _mask(inputs, picture), solved_px=SOLVED_PX)
    choice = ("refine", "an earlier step gave the mask")
    opinion = params.second_opinion
    return _made(finished(picture, alpha, choice, limits=params.limits, second_opinion=opinion))


def _cutout(params: CutParams, inputs: Inputs) -> Cutout:
    picture = np.ascontiguousarray(inputs.rgb("image"))
    if params.method == "known":
        alpha = _mask(inputs, picture)
        alpha = refine(picture, alpha) if params.refine is True else alpha
        return finished(
            picture,
            alpha,
            ("known", ASKED),
            limits=params.limits,
            second_opinion=False,
            own_colours=params.refine is not False,
        )
    if params.model_path is not None:
        session.check(params.model_path, params.model_sha256)
    return cutout(
        picture,
        method=params.method,
        model_path=params.model_path,
        family="auto" if params.family == "custom" else params.family,
        threads=params.threads,
        execution=params.execution,
        limits=params.limits,
        refine=params.refine,
        second_opinion=params.second_opinion,
    )


def _mask(inputs: Inputs, picture: Rgb8) -> Plane:
    """The mask at the picture's size; a vendor's preview may be smaller, but not of another shape."""
    mask = np.ascontiguousarray(inputs["mask"][..., 0])
    height, width = picture.shape[:2]
    if abs(mask.shape[1] / mask.shape[0] / (width / height) - 1) > SAME_ASPECT:
        sizes = f"{width}×{height} and {mask.shape[1]}×{mask.shape[0]} px"
        raise ImagingFailed("cutout", f"picture and mask differ in shape: {sizes}")
    if mask.shape != (height, width):
        mask = np.asarray(Image.fromarray(mask).resize((width, height), Image.Resampling.BICUBIC))
    return mask.astype(np.float32) / np.float32(255)


def _made(found: Cutout) -> Made:
    mask = np.asarray(found.alpha * 255 + 0.5, np.uint8)[..., None]
    return Made(
        pictures={"image": found.rgba(), "mask": mask},
        facts={
            "method": found.method,
            "reason": found.reason,
            "quality": msgspec.to_builtins(found.quality),
        },
    )
