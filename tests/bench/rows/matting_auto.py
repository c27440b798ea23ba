"""A cutout by colour and texture alone at 1024², refined, against one GrabCut of OpenCV's there."""

import time
from pathlib import Path

import numpy as np

from tests.bench.measure import Result, time_ratio
from tests.imaging import hard_cutouts as hard
from tests.imaging.referees import refereed

NAME = "cutout 1024² without weights, refined, against OpenCV's GrabCut"
EDGE_PX = 1_024
AT_MOST = 0.2
ROUNDS = 5


def measure(folder: Path) -> Result:
    from iat_sidecar.imaging.matte.choose import cutout

    subject, ground = hard.standing(EDGE_PX, (40, 110, 190)), hard.bricks(EDGE_PX)
    image = hard.placed("wall", subject, ground).image
    inset = round(0.03 * EDGE_PX)
    rectangle = np.array([inset, inset, EDGE_PX - 2 * inset, EDGE_PX - 2 * inset])

    def ours() -> float:
        began = time.perf_counter()
        cutout(image)
        return time.perf_counter() - began

    def theirs() -> float:
        return refereed("grabcut", folder, image=image, rectangle=rectangle)[1]

    return time_ratio(ours, theirs, AT_MOST, rounds=ROUNDS)
