"""Mattes of drawn scenes, ours and those of pymatting's closed form at full size, with their errors."""

import time
from pathlib import Path
from typing import NamedTuple

import numpy as np

from tests.imaging.matting_error import MattingError, matting_error
from tests.imaging.matting_scenes import NAMES, Scene, scene
from tests.imaging.referees import refereed

EDGE_PX = 1_024


class Matted(NamedTuple):
    """Errors and seconds over all scenes."""

    error: MattingError
    seconds: float


def ours() -> Matted:
    from iat_sidecar.imaging.matte import refine

    found, seconds = [], 0.0
    for seen in _scenes():
        taken = []
        for _ in range(3):
            began = time.perf_counter()
            alpha = refine.solve(seen.image, seen.trimap, seen.unknown)
            taken.append(time.perf_counter() - began)
        seconds += min(taken)
        found.append(matting_error(alpha, seen.alpha, seen.unknown))
    return Matted(_total(found), seconds)


def theirs(folder: Path) -> Matted:
    found, seconds = [], 0.0
    for seen in _scenes():
        image = seen.image / np.float32(255)
        alpha, taken = refereed("closed_form", folder, image=image, trimap=seen.trimap)
        seconds += taken
        found.append(matting_error(alpha, seen.alpha, seen.unknown))
    return Matted(_total(found), seconds)


def _scenes() -> list[Scene]:
    return [scene(name, EDGE_PX) for name in NAMES]


def _total(errors: list[MattingError]) -> MattingError:
    return MattingError(*np.sum(errors, axis=0).tolist())
