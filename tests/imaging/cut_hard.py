"""The twenty hard cutouts, cut: without weights, or from the answer that stands for a model's."""

from functools import cache
from typing import NamedTuple

import numpy as np

from iat_sidecar.imaging.matte.choose import Cutout, cutout, finished
from iat_sidecar.imaging.matte.refine import refine
from tests.imaging.hard_cutouts import Hard, drawn

SOFT = (0.05, 0.95)


class Judged(NamedTuple):
    """Mean |colour − true colour| over truly soft pixels (0…255), and mean square error of alpha."""

    edge_colour: float
    mse: float


@cache
def cut(name: str) -> Cutout:
    hard = drawn(name)
    if hard.model is None:
        return cutout(hard.image)
    return finished(hard.image, refine(hard.image, hard.model), ("onnx", "a drawn answer"))


def judged(hard: Hard, found: Cutout) -> Judged:
    soft = (hard.alpha > SOFT[0]) & (hard.alpha < SOFT[1])
    apart = np.abs(found.foreground[soft].astype(np.float32) - hard.own[soft])
    return Judged(float(apart.mean()), float(((found.alpha - hard.alpha) ** 2).mean()))
