"""Flat backdrops: what has the backdrop's colour and hangs together with the frame's edge."""

from iat_sidecar.imaging import colour
from iat_sidecar.imaging.arrays import Plane, Rgb8
from iat_sidecar.imaging.matte import backdrop, edge, regions, scale

TOLERANCE = 10.0


def flood(image: Rgb8, *, tolerance: float = TOLERANCE) -> Plane:
    """Alpha of the subject before a flat or smoothly changing backdrop.

    image: H×W×3 sRGB bytes. tolerance: ΔE*ab that still counts as backdrop. The fill runs on a
    copy of at most 512 px; the edge is then found in the full picture. Backdrop colours enclosed
    by the subject stay.
    """
    small = colour.lab8(scale.shrink(image))
    behind = backdrop.estimate(small)
    filled = regions.find(behind.distance(small) < tolerance)
    outside = filled.paint(filled.touches_border())
    limits = (0.6 * tolerance, 1.8 * tolerance)
    return edge.soften(image, (~outside).astype("float32"), behind, limits=limits)
