"""Plain backdrops: what has the backdrop's colour and hangs together with the frame's edge."""

import numpy as np
from numpy.typing import NDArray

from iat_sidecar.imaging import colour
from iat_sidecar.imaging.arrays import Plane, Rgb8
from iat_sidecar.imaging.matte import backdrop, edge, refine, regions, scale, shadow, soft
from iat_sidecar.imaging.matte.backdrop import Backdrop
from iat_sidecar.imaging.matte.regions import Regions

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

TOLERANCE = 10.0
LEAST, GRAINS = 2.0, 2.5
"""ΔE, and in multiples of the backdrop's grain. Where there is no grain, even white on white can be told apart."""
GAP_LEAST, GAP_GRAINS = 1.0, 0.9


def flood(image: Rgb8, *, tolerance: float | None = None, refined: bool = True) -> Plane:
    """Alpha of the subject before a flat or smoothly changing backdrop.

    image: H×W×3 sRGB bytes. tolerance: ΔE*ab that still counts as backdrop; by default as much as
    its grain asks for, at most 10. The fill runs on a copy of at most 512 px; the edge is then found
    in the full picture. Backdrop colours enclosed by the subject stay; a blurred shadow on the
    backdrop does not. refined: an edge out of focus or in motion is solved as a matte.
    """
    small = colour.lab8(scale.shrink(image))
    behind = backdrop.estimate(small)
    far = behind.distance(small)
    tolerance = tolerance or kept_to(behind)
    shade = shadow.cast(small, behind.at(small), far > tolerance)
    filled = regions.find((far < tolerance) | shade.blurred)
    outside = filled.paint(filled.touches_border() | _gaps(filled, far, behind))
    outside |= shade.under(outside)
    rough = (~outside).astype(np.float32)
    blurred = soft.band(far, outside) if refined else None
    if blurred is None:
        return edge.soften(image, rough, behind, limits=(0.6 * tolerance, 1.8 * tolerance))
    return refine.within(image, rough, blurred)


def kept_to(behind: Backdrop) -> float:
    """ΔE*ab that counts as backdrop, by its grain."""
    return min(TOLERANCE, max(LEAST, GRAINS * behind.spread))


def _gaps(filled: Regions, far: Floats, behind: Backdrop) -> Mask:
    """Enclosed regions that show the backdrop as exactly as it shows itself.

    Before white or grey they stay: the eyes and shirts of drawings are of the paper's colour.
    """
    if not behind.is_telling:
        return np.zeros(filled.count, bool)
    exact = filled.sums(far) / filled.areas()
    return exact < max(GAP_LEAST, GAP_GRAINS * behind.spread)
