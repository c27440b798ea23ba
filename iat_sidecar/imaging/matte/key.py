"""Colour key: what has the backdrop's colour is transparent, wherever it stands."""

import numpy as np

from iat_sidecar.imaging import colour
from iat_sidecar.imaging.arrays import Plane, Rgb8
from iat_sidecar.imaging.matte import backdrop, edge, scale

SATURATED = 40.0
"""C* from which a backdrop was put there to be keyed out, and tints what stands before it."""


def key(image: Rgb8, *, limits: tuple[float, float] = edge.RAMP) -> Plane:
    """Alpha by ΔE*ab from the backdrop at the frame's edge: 0 below `limits[0]`, 1 above `limits[1]`.

    image: H×W×3 sRGB bytes. Openings between arms and body become transparent too.
    """
    small = colour.lab8(scale.shrink(image))
    behind = backdrop.estimate(small)
    rough = edge.ramp(behind.distance(small), limits).astype(np.float32)
    return edge.soften(image, rough, behind, limits=limits)


def despill(image: Rgb8, alpha: Plane) -> Rgb8:
    """Take the backdrop's tint off pixels near the edge; a neutral backdrop leaves none.

    The channel the backdrop is strongest in is held to the mean of the other two (average
    despill) there; the subject's own colours farther inside are left alone.
    """
    behind = backdrop.estimate(colour.lab8(scale.shrink(image)))
    if behind.chroma < SATURATED:
        return image
    screen = colour.from_lab(behind.colours[0])
    strongest = int(screen.argmax())
    others = [channel for channel in range(3) if channel != strongest]
    near_edge = _near_transparent(alpha)
    held = image[near_edge].astype(np.float32)
    limit = held[:, others].mean(axis=1)
    held[:, strongest] = np.minimum(held[:, strongest], limit)
    clean = image.copy()
    clean[near_edge] = edge.colour_bytes(held)
    return clean


def _near_transparent(alpha: Plane) -> "np.ndarray[tuple[int, ...], np.dtype[np.bool_]]":
    """Visible pixels within about half a percent of the long side of a transparent one."""
    small = scale.shrink_plane(alpha)
    radius = max(1, round(0.005 * max(small.shape)))
    spread = scale.box_mean((small < 0.98).astype(np.float32), radius)
    return (scale.enlarge(spread, alpha.shape) > 1e-3) & (alpha > 0)
