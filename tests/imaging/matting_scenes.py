"""Pictures with a known alpha, and the trimaps a person would draw for them."""

from typing import NamedTuple

import numpy as np

from iat_sidecar.imaging.matte import scale
from tests.imaging import hard_cutouts as hard

UNSURE = (0.004, 0.996)
BESIDE = 0.01
"""Of the edge: how far beside the soft pixels a trimap is unknown."""
NAMES = ("hair", "fur", "glass", "soft blur", "motion blur")


class Scene(NamedTuple):
    image: np.ndarray
    alpha: np.ndarray
    trimap: np.ndarray

    @property
    def unknown(self) -> np.ndarray:
        return self.trimap == 0.5


def scene(name: str, size: int) -> Scene:
    """One of NAMES, before a textured backdrop."""
    subject, ground = {
        "hair": lambda: (hard.hair(size), hard.bokeh(size)),
        "fur": lambda: (hard.fur(size), hard.foliage(size)),
        "glass": lambda: (hard.glass(size), hard.bokeh(size)),
        "soft blur": lambda: (hard.blurred(hard.standing(size), size // 128), hard.bricks(size)),
        "motion blur": lambda: (
            hard.moved(hard.standing(size, (200, 90, 50)), size // 18),
            hard.bokeh(size),
        ),
    }[name]()
    placed = hard.placed(name, subject, ground)
    return Scene(placed.image, placed.alpha, trimap(placed.alpha))


def trimap(alpha: np.ndarray) -> np.ndarray:
    """0 and 1 where it is sure, 0.5 where it is soft and beside."""
    soft = (alpha > UNSURE[0]) & (alpha < UNSURE[1])
    wide = scale.dilate(soft, round(BESIDE * max(alpha.shape)))
    return np.where(wide, 0.5, alpha > 0.5).astype(np.float32)
