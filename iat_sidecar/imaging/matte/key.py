"""Colour key: what has the backdrop's colour is transparent, wherever it stands."""

import numpy as np
from numpy.typing import NDArray

from iat_sidecar.imaging import colour
from iat_sidecar.imaging.arrays import Plane, Rgb8
from iat_sidecar.imaging.matte import backdrop, edge, refine, scale, soft
from iat_sidecar.imaging.matte.backdrop import Backdrop
from iat_sidecar.imaging.matte.fill import fill

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

SATURATED = 40.0
"""C* from which a backdrop was put there to be keyed out, and tints what stands before it."""
SOLID, SOLID_SHARE = 0.9, 0.3
"""A subject of which less than this is opaque is smoke, a veil or glass."""
MOST_SPILL = 0.6
POSSIBLE = (-12.0, 267.0)
MOSTLY = 0.97
DEEP = 0.012
"""Of the long side: so far from the edge the subject's tint is its own."""


def key(image: Rgb8, *, limits: tuple[float, float] = edge.RAMP, refined: bool = True) -> Plane:
    """Alpha by ΔE*ab from the backdrop at the frame's edge: 0 below `limits[0]`, 1 above `limits[1]`.

    image: H×W×3 sRGB bytes. Openings between arms and body become transparent too. Before a
    saturated backdrop a subject without any solid part is taken for a veil. refined: an edge out of
    focus or in motion is solved as a matte.
    """
    picture = scale.shrink(image)
    small = colour.lab8(picture)
    behind = backdrop.estimate(small)
    if behind.chroma >= SATURATED and _is_veil(picture, _screen(behind)):
        return _by_difference(image, _screen(behind))
    far = behind.distance(small)
    rough = edge.ramp(far, limits).astype(np.float32)
    # what fades into a saturated screen is spill more often than blur
    is_screen = behind.chroma >= SATURATED
    blurred = soft.band(far, far < limits[1]) if refined and not is_screen else None
    if blurred is None:
        return edge.soften(image, rough, behind, limits=limits)
    return refine.within(image, rough, blurred)


def despill(image: Rgb8, alpha: Plane, picture: Rgb8) -> None:
    """Take the backdrop's tint off pixels near the edge, in place; a neutral backdrop leaves none.

    image: H×W×3, as it was. picture: the colours to clean, H×W×3 or H×W×4. So much of the screen's
    colour is taken out of the mixture that the channel it is strongest in falls to the mean of the
    other two, and what the subject itself has of it farther inside; colours there are left alone.
    """
    behind = backdrop.estimate(colour.lab8(scale.shrink(image)))
    if behind.chroma < SATURATED:
        return
    screen, (rows, columns) = _screen(behind), np.nonzero(_near_transparent(alpha))
    strongest, others = _channels(screen)
    held = picture[rows, columns, :3].astype(np.float32)
    allowed = (
        held[:, others].mean(axis=1) + _own_tint(picture, alpha, strongest, others)[rows, columns]
    )
    excess = np.maximum(held[:, strongest] - allowed, 0)
    spilled = excess / (screen[strongest] - screen[others].mean())
    share = np.minimum(spilled, MOST_SPILL)[:, None]
    picture[rows, columns, :3] = edge.colour_bytes((held - share * screen) / (1 - share))


def _screen(behind: Backdrop) -> Floats:
    """The backdrop's main colour as sRGB, 0…255."""
    return colour.to_srgb(colour.from_lab(behind.colours[0])).astype(np.float32)


def _channels(screen: Floats) -> tuple[int, list[int]]:
    strongest = int(screen.argmax())
    return strongest, [channel for channel in range(3) if channel != strongest]


def _difference(colours: Floats, screen: Floats) -> Floats:
    """Alpha of a subject that has none of the screen's tint (…×3): the colour difference key.

    Vlahos, US patent 3,158,477, 1964 (expired).
    """
    strongest, others = _channels(screen)
    tint = colours[..., strongest] - colours[..., others].max(axis=-1)
    alpha: Floats = 1 - tint / (screen[strongest] - screen[others].max())
    return np.clip(alpha, 0, 1)


def _is_veil(picture: Rgb8, screen: Floats) -> bool:
    """Whether the picture is explained by something half transparent that has no solid part."""
    colours = picture.astype(np.float32)
    alpha = _difference(colours, screen)
    shown = alpha > 0.1
    if not shown.any() or float(np.mean(alpha[shown] > SOLID)) > SOLID_SHARE:
        return False
    share = alpha[shown, None]
    own = (colours[shown] - (1 - share) * screen) / share
    possible = ((own > POSSIBLE[0]) & (own < POSSIBLE[1])).all(axis=1)
    return float(possible.mean()) > MOSTLY


def _by_difference(image: Rgb8, screen: Floats) -> Plane:
    alpha = np.empty(image.shape[:2], np.float32)
    for top in range(0, image.shape[0], scale.WORKING_EDGE_PX):
        rows = slice(top, top + scale.WORKING_EDGE_PX)
        found = _difference(image[rows].astype(np.float32), screen)
        alpha[rows] = np.clip((found - 0.02) / 0.98, 0, 1)
    return alpha


def _own_tint(picture: Rgb8, alpha: Plane, strongest: int, others: list[int]) -> Plane:
    """How much of the screen's channel the subject has of its own, spread from inside to its edge."""
    small = scale.shrink(picture).astype(np.float32)
    tint = np.maximum(small[..., strongest] - small[..., others].mean(axis=-1), 0)[..., None]
    clear = scale.shrink_plane(alpha) < SOLID
    deep = ~scale.dilate(clear, max(1, round(DEEP * max(clear.shape))))
    if not deep.any():
        return np.zeros_like(alpha)
    return scale.enlarge(fill(tint, deep[..., None].astype(np.float32))[..., 0], alpha.shape)


def _near_transparent(alpha: Plane) -> Mask:
    """Visible pixels within about a percent of the long side of a transparent one."""
    small = scale.shrink_plane(alpha)
    radius = max(1, round(DEEP * max(small.shape)))
    spread = scale.dilate(small < 0.98, radius)
    return refine.full_size(spread, alpha.shape) & (alpha > 0)
