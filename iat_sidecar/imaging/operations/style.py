"""`style/*`: the look of a set of pictures, and the colour inside a box of one."""

from typing import Annotated

import numpy as np
from msgspec import Meta

from iat_sidecar.core.errors import InvalidParams
from iat_sidecar.core.values import Lab
from iat_sidecar.core.wire import Given, Wire
from iat_sidecar.imaging import colour
from iat_sidecar.imaging.arrays import Rgb8, Rgba8
from iat_sidecar.imaging.bench import Bench
from iat_sidecar.imaging.box import Box
from iat_sidecar.imaging.measure import ANALYSIS_PX, measure, reduced
from iat_sidecar.imaging.operation import operation
from iat_sidecar.imaging.style import StyleMeasure


class Reference(Given):
    """A picture and how much say it has."""

    path: str
    weight: Annotated[float, Meta(gt=0)]


class MeasureRequest(Given):
    """Pictures that share a look."""

    references: Annotated[list[Reference], Meta(min_length=1, max_length=500)]


class SwatchRequest(Given):
    """A part of one picture; without a box all of it."""

    path: str
    box_px: Box | None = None


class Swatch(Wire):
    """A colour."""

    lab: Lab


@operation("style/measure")
def style(bench: Bench, request: MeasureRequest) -> StyleMeasure:
    """Measure the common look of pictures; what is transparent counts as white paper."""
    # reduced one by one: five hundred pictures at once would not fit into a worker
    small = [
        reduced(_on_white(bench.picture(each.path)), ANALYSIS_PX) for each in request.references
    ]
    return measure(small, [each.weight for each in request.references])


@operation("style/swatch")
def swatch(bench: Bench, request: SwatchRequest) -> Swatch:
    """The median CIELAB of the visible pixels inside the box."""
    picture = bench.picture(request.path)
    if request.box_px:
        picture = _inside(picture, request.box_px)
    lab = colour.lab8(_visible(picture))
    light, a, b = (round(float(value), 4) for value in np.median(lab.reshape(-1, 3), axis=0))
    return Swatch(lab=(min(100.0, max(0.0, light)), a, b))


def _inside(picture: Rgb8 | Rgba8, box: Box) -> Rgb8 | Rgba8:
    height, width = picture.shape[:2]
    if not box.is_inside(width, height):
        raise InvalidParams(
            f"The box leaves the picture, which is {width} × {height} px", "$.box_px"
        )
    return picture[box.y : box.y + box.height, box.x : box.x + box.width]


def _visible(picture: Rgb8 | Rgba8) -> Rgb8:
    """N×3 pixels that are more than half there."""
    flat = picture.reshape(-1, picture.shape[2])
    if flat.shape[1] == 4:
        flat = flat[flat[:, 3] > 127]
    if not len(flat):
        raise InvalidParams("Nothing is visible there", "$.box_px")
    return flat[:, :3]


def _on_white(picture: Rgb8 | Rgba8) -> Rgb8:
    if picture.shape[2] == 3:
        return picture
    alpha = picture[..., 3:].astype(np.uint16)
    mixed = (picture[..., :3] * alpha + 255 * (255 - alpha) + 127) // 255
    return mixed.astype(np.uint8)
