"""`style/*`: the look of a set of pictures."""

from typing import Annotated

import numpy as np
from msgspec import Meta

from iat_sidecar.core.wire import Given
from iat_sidecar.imaging.arrays import Rgb8, Rgba8
from iat_sidecar.imaging.bench import Bench
from iat_sidecar.imaging.measure import ANALYSIS_PX, measure, reduced
from iat_sidecar.imaging.operation import operation
from iat_sidecar.imaging.style import NEUTRAL, StyleMeasure

GivenLight = Annotated[str, Meta(pattern=r"^[a-z_]+/[a-z_]+/[a-z_]+$(?!\n)")]


class Reference(Given):
    """A picture, how much say it has, and its stage, time of day and weather."""

    path: str
    weight: Annotated[float, Meta(gt=0)]
    light: GivenLight = NEUTRAL


class MeasureRequest(Given):
    """Pictures that share a look."""

    references: Annotated[list[Reference], Meta(min_length=1, max_length=500)]


@operation("style/measure")
def style(bench: Bench, request: MeasureRequest) -> StyleMeasure:
    """Measure the common look of pictures, and of each light; what is transparent is white paper."""
    # reduced one by one: five hundred pictures at once would not fit into a worker
    small = [
        reduced(_on_white(bench.picture(each.path)), ANALYSIS_PX) for each in request.references
    ]
    weights = [each.weight for each in request.references]
    return measure(small, weights, [each.light for each in request.references])


def _on_white(picture: Rgb8 | Rgba8) -> Rgb8:
    if picture.shape[2] == 3:
        return picture
    alpha = picture[..., 3:].astype(np.uint16)
    mixed = (picture[..., :3] * alpha + 255 * (255 - alpha) + 127) // 255
    return mixed.astype(np.uint8)
