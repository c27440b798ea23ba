"""The difference hash: 64 bits that stay alike where pictures look alike.

Each bit says whether brightness rises from one of nine columns to the next, on eight rows
(Zauner, Implementation and benchmarking of perceptual image hash functions, 2010, on its family).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from iat_sidecar.imaging.arrays import Rgb8, Rgba8

ROWS, COLUMNS = 8, 9
LUMA = np.array([0.299, 0.587, 0.114], np.float32)
SURE_LEVELS = 2.0
"""A step of so many of 255 levels is no rounding."""
LEAST_SURE = 40
"""Fewer sure bits are no fingerprint: two skies would be the same picture."""


class Fingerprint(NamedTuple):
    """The bits as 16 hex digits, and how many of them rest on a visible step."""

    bits: str
    sure: int

    @property
    def tells(self) -> bool:
        """Whether there is enough in the picture to tell it from another by."""
        return self.sure >= LEAST_SURE


def of(picture: Rgb8 | Rgba8) -> Fingerprint:
    """The fingerprint of a picture; what is transparent counts as white paper."""
    step = np.diff(_small(picture), axis=1)
    packed = np.packbits((step > 0).ravel()).tobytes().hex()
    return Fingerprint(packed, int((np.abs(step) >= SURE_LEVELS).sum()))


def _small(picture: Rgb8 | Rgba8) -> NDArray[np.float32]:
    """8×9 means of brightness, 0…255."""
    image = Image.fromarray(np.ascontiguousarray(picture))
    if image.mode == "RGBA":
        paper = Image.new("RGBA", image.size, (255, 255, 255, 255))
        image = Image.alpha_composite(paper, image).convert("RGB")
    # a plane of floats keeps steps that bytes would round away
    light = np.asarray(image.reduce(_factor(image.size)), np.float32) @ LUMA
    small = Image.fromarray(light).resize((COLUMNS, ROWS), Image.Resampling.BOX)
    return np.asarray(small, np.float32)


def _factor(size: tuple[int, int]) -> int:
    """A whole reduction that leaves at least sixteen pixels for each of the cells."""
    return max(1, min(size[0] // (4 * COLUMNS), size[1] // (4 * ROWS)))
