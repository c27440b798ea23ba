"""Colours for pixels that have none, from the nearest that do."""

import numpy as np
from numpy.typing import NDArray

from iat_sidecar.imaging.matte import scale

Floats = NDArray[np.float32]

SMALL = np.float32(1e-6)


def fill(colours: Floats, known: Floats) -> Floats:
    """Fill h×w×3 where `known` (h×w×1, 0 or 1) is 0, smoothly; known pixels stay as they are.

    Push–pull: means of the known pixels in ever smaller copies (Gortler, Grzeszczuk, Szeliski,
    Cohen, The Lumigraph, SIGGRAPH 1996).
    """
    height, width = colours.shape[:2]
    if known.all() or max(height, width) == 1:
        return colours
    share = _halve(known)
    half = np.divide(_halve(colours * known), np.maximum(share, SMALL))
    below = fill(half, (share > 0).astype(np.float32))
    return colours * known + scale.enlarge(below, (height, width)) * (1 - known)


def _halve(values: Floats) -> Floats:
    height, width = values.shape[:2]
    even = np.pad(values, ((0, height % 2), (0, width % 2), (0, 0)))
    mean: Floats = (
        even[::2, ::2] + even[1::2, ::2] + even[::2, 1::2] + even[1::2, 1::2]
    ) * np.float32(0.25)
    return mean
