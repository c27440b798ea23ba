"""Drawing: a layout panel from words, or a picture from outside brought into the line."""

from typing import Annotated, Any

import msgspec
import numpy as np
from msgspec import Meta
from PIL import Image

from iat_sidecar.core.values import Fraction, Lab, Seed, SizePx
from iat_sidecar.core.wire import Given
from iat_sidecar.imaging import colour, correct, effect, planes
from iat_sidecar.imaging.arrays import Plane, Rgb8, with_alpha_of
from iat_sidecar.imaging.box import Box
from iat_sidecar.imaging.measure import measure
from iat_sidecar.imaging.scene import indoors
from iat_sidecar.imaging.scene.draw import draw
from iat_sidecar.imaging.scene.places import PLACES
from iat_sidecar.imaging.scene.request import SceneRequest
from iat_sidecar.imaging.step import Inputs, Made, step
from iat_sidecar.imaging.style import StyleMeasure

INDOORS = frozenset(
    name
    for name, paint in PLACES.items()
    if paint.__module__ == indoors.__name__ or name in ("cave",)
)
"""Places with a roof: weather is seen from them, not felt."""
SEEN = 0.5
PLAIN_SHARE = 0.002
"""Of the frame: what a close-up leaves out or a wide shot makes tiny tells nobody who it is."""
FACTS = ("depth", "lights", "ground", "sky")


@step("sketch/draw")
def sketch(params: SceneRequest, inputs: Inputs) -> Made:
    """A layout panel, its exact mask, and its depth, lights, ground and sky."""
    drawn = draw(params)
    truth = {name: getattr(drawn, name) for name in FACTS}
    mask = np.asarray(drawn.mask * 255 + 0.5, np.uint8)[..., None]
    return Made(
        pictures={"image": drawn.image, "mask": mask, "planes": planes.pack(truth)},
        facts={
            "reading": msgspec.to_builtins(drawn.reading),
            "indoors": drawn.reading.place in INDOORS,
            "boxes": boxes(drawn.parts),
            "parts": plain(drawn.parts),
        },
    )


def boxes(parts: dict[str, dict[str, Plane]]) -> dict[str, list[dict[str, int]]]:
    """Where each character stands, for the check of who it is; one hidden whole has no box."""
    found = {code: _box(np.maximum.reduce([*own.values()])) for code, own in parts.items() if own}
    return {code: [msgspec.to_builtins(box)] for code, box in found.items() if box is not None}


def plain(parts: dict[str, dict[str, Plane]]) -> dict[str, list[str]]:
    """The parts of each character that are large enough in the frame to be known by their colour."""
    return {
        code: [part for part, cover in own.items() if float(cover.mean()) >= PLAIN_SHARE]
        for code, own in parts.items()
    }


def _box(cover: Plane) -> Box | None:
    rows, columns = (np.flatnonzero((cover > SEEN).any(axis=axis)) for axis in (1, 0))
    if not rows.size:
        return None
    top, left = int(rows[0]), int(columns[0])
    return Box(x=left, y=top, width=int(columns[-1]) - left + 1, height=int(rows[-1]) - top + 1)


class FitParams(Given):
    """The size a picture from outside shall have; without one it keeps its own, within a bound."""

    width_px: SizePx | None = None
    height_px: SizePx | None = None
    longest_px: SizePx = 2_048


@step("sketch/fit")
def fit(params: FitParams, inputs: Inputs) -> Made:
    """A picture from outside in the working form: sRGB, 8 bits, cropped to cover the frame."""
    picture = Image.fromarray(inputs["picture"])
    wanted = _frame(picture.size, params)
    crop = _cover(picture.size, wanted)
    resized = picture.resize(wanted, Image.Resampling.LANCZOS, box=crop, reducing_gap=2.0)
    return Made(pictures={"image": np.asarray(resized)})


def _frame(size: tuple[int, int], params: FitParams) -> tuple[int, int]:
    width, height = size
    match params.width_px, params.height_px:
        case int(w), int(h):
            return w, h
        case int(w), None:
            return w, max(1, round(height * w / width))
        case None, int(h):
            return max(1, round(width * h / height)), h
    scale = min(1.0, params.longest_px / max(size))
    return max(1, round(width * scale)), max(1, round(height * scale))


def _cover(size: tuple[int, int], wanted: tuple[int, int]) -> tuple[float, float, float, float]:
    """The middle part of a picture that has the wanted aspect."""
    scale = min(size[0] / wanted[0], size[1] / wanted[1])
    width, height = wanted[0] * scale, wanted[1] * scale
    left, top = (size[0] - width) / 2, (size[1] - height) / 2
    return left, top, left + width, top + height


class TraceParams(Given):
    """How a picture from outside is brought into the style: its colours, then ink over it."""

    seed: Seed
    candidate: int = 0
    style: StyleMeasure | None = None
    palette: list[Lab] = []
    strength: Fraction = 0.6
    ink: Annotated[dict[str, Any], Meta(description="Options of the effect `ink`.")] = {}


@step("sketch/trace")
def trace(params: TraceParams, inputs: Inputs) -> Made:
    """A picture in the colours of the style with inked edges; alpha stays as it was."""
    picture = inputs["image"]
    rgb: Rgb8 = np.ascontiguousarray(picture[..., :3])
    if style := params.style or _style_of(params.palette, rgb):
        rgb, _ = correct.toward(rgb, style, params.strength, [])
    inked = effect.get("ink").apply(
        colour.to_linear(rgb), given=params.ink, seed=params.seed + params.candidate
    )
    traced = with_alpha_of(picture, colour.to_srgb(inked))
    return Made(pictures={"image": traced, "planes": planes.pack(planes.guess(traced))})


def _style_of(palette: list[Lab], picture: Rgb8) -> StyleMeasure | None:
    """A style that is only a palette: its mean and spread of colour, the rest as the picture has it."""
    if not palette:
        return None
    lab = np.array(palette, np.float64)
    spread = np.cov(lab.T) if len(lab) > 1 else np.eye(3) * 100.0
    mean = tuple(float(v) for v in lab.mean(axis=0))
    rows = tuple(tuple(float(v) for v in row) for row in spread)
    return msgspec.structs.replace(measure([picture]), lab_mean=mean, lab_covariance=rows)
