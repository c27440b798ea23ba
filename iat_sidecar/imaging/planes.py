"""Depth, lights, ground and sky of a picture, kept as the four channels of one PNG."""

import numpy as np

from iat_sidecar.imaging import colour
from iat_sidecar.imaging.arrays import Plane, Rgb8, Rgba8
from iat_sidecar.imaging.layers import guess_planes

NAMES = ("depth", "lights", "ground", "sky")


def pack(planes: dict[str, Plane]) -> Rgba8:
    """H×W×4 bytes out of the four planes."""
    stacked = np.stack([planes[name] for name in NAMES], axis=-1)
    return np.asarray(stacked * 255 + 0.5, np.uint8)


def unpack(packed: Rgba8) -> dict[str, Plane]:
    """The four planes, 0…1."""
    return {
        name: packed[..., i].astype(np.float32) / np.float32(255) for i, name in enumerate(NAMES)
    }


def guess(picture: Rgb8) -> dict[str, Plane]:
    """Planes for a picture that was not drawn here; heuristics only."""
    return guess_planes(colour.to_linear(picture[..., :3]))
