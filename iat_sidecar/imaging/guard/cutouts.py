"""Rules about transparency: is there a matte, is it whole, are its edges clean?"""

import numpy as np
from numpy.typing import NDArray

from iat_sidecar.imaging import colour
from iat_sidecar.imaging.arrays import Rgb8
from iat_sidecar.imaging.guard.rule import Verdict, rule, worst
from iat_sidecar.imaging.guard.view import View

Indices = NDArray[np.intp]

REACH_PX = 4
EDGE_SAMPLES = 4_096
MIN_SAMPLES = 64
"""A hard-edged cutout has no soft edge to judge."""
OFFSETS = sorted(
    ((y, x) for y in range(-REACH_PX, REACH_PX + 1) for x in range(-REACH_PX, REACH_PX + 1)),
    key=lambda at: (at[0] ** 2 + at[1] ** 2, at),
)[1:]


@rule("H05_alpha_missing", hard=True, about="spec")
def alpha_missing(view: View) -> Verdict | None:
    """A cutout was asked for: there is an alpha channel and it is not the same everywhere."""
    if not view.expected.wants_alpha:
        return None
    levels = len(np.unique(view.image[..., 3])) if view.has_alpha else 0
    message = "A cutout was asked for, but nothing in the picture is transparent."
    if levels == 1 and view.image[0, 0, 3] == 0:
        message = "A cutout was asked for, but the whole picture is transparent."
    return Verdict(levels, 2, message, is_floor=True)


@rule("H06_matte_coverage", hard=True, about="technical")
def matte_coverage(view: View) -> Verdict | None:
    """Σα/N between 0.5 % and 98 %."""
    if view.matte is None:
        return None
    covered, limits = view.matte.coverage, view.thresholds.matte
    return worst(
        Verdict(
            covered,
            limits.min_coverage,
            f"The cutout is nearly empty: it covers {covered:.1%} of the picture.",
            is_floor=True,
        ),
        Verdict(
            covered,
            limits.max_coverage,
            f"The background was not removed: {covered:.0%} of the picture is left.",
        ),
    )


@rule("H07_matte_cut", hard=True, about="technical")
def matte_cut(view: View) -> Verdict | None:
    """A whole subject does not run into three sides of the frame, each for over 35 % of it."""
    if view.matte is None or not view.expected.is_whole_subject:
        return None
    sides = view.matte.sides_cut
    message = f"The subject is cut off on {sides} sides of the picture."
    return Verdict(sides, view.thresholds.matte.max_sides_cut, message)


@rule("S11_halo", about="technical")
def halo(view: View) -> Verdict | None:
    """Share of soft edge pixels that have the backdrop's colour instead of the subject's.

    A pixel counts when its ΔE00 to the nearest transparent pixel's colour is under half of that to
    the nearest opaque one's, and the latter is visible (over 6).
    """
    if view.matte is None:
        return None
    share = _spilled_share(view.image, view.thresholds.halo_de00)
    message = f"A fringe of the old background is left on {share:.0%} of the edge."
    return Verdict(share, view.thresholds.halo_share, message)


@rule("S12_matte_pieces", about="technical")
def matte_pieces(view: View) -> Verdict | None:
    """At most three parts (over 0.1 % of the frame) and five holes (over 0.05 %)."""
    if view.matte is None:
        return None
    found, limits = view.matte, view.thresholds.matte
    pieces = f"The cutout is in {found.components} separate pieces."
    holes = f"The cutout has {found.holes} holes."
    return worst(
        Verdict(found.components, limits.max_components, pieces),
        Verdict(found.holes, limits.max_holes, holes),
    )


@rule("S13_unknown_alpha", about="technical")
def unknown_alpha(view: View) -> Verdict | None:
    """Share with alpha 5…250: at most 12 % of the frame and 60 % of what is visible."""
    if view.matte is None:
        return None
    found, limits = view.matte, view.thresholds.matte
    frame = (
        f"{found.unknown_share:.0%} of the picture is half transparent; the cutout is uncertain."
    )
    subject = f"{found.faint_share:.0%} of the subject is half transparent."
    return worst(
        Verdict(found.unknown_share, limits.max_unknown_share, frame),
        Verdict(found.faint_share, limits.max_faint_share, subject),
    )


def _spilled_share(image: Rgb8, visible: float) -> float:
    alpha = image[..., 3]
    # 13 and 242 are 0.05 and 0.95
    soft = np.flatnonzero((alpha > 13) & (alpha < 242))
    soft = soft[:: max(1, soft.size // EDGE_SAMPLES)]
    rows, columns = np.divmod(soft, alpha.shape[1])
    inner, has_inner = _nearest(image, rows, columns, alpha >= 250)
    outer, has_outer = _nearest(image, rows, columns, alpha <= 5)
    known = has_inner & has_outer
    if known.sum() < MIN_SAMPLES:
        return 0.0
    own = colour.lab8(image[rows[known], columns[known]])
    to_inner = colour.delta_e00(own, colour.lab8(inner[known]))
    to_outer = colour.delta_e00(own, colour.lab8(outer[known]))
    return float(np.mean((to_inner > visible) & (to_outer < to_inner / 2)))


def _nearest(
    image: Rgb8, rows: Indices, columns: Indices, wanted: NDArray[np.bool_]
) -> tuple[Rgb8, NDArray[np.bool_]]:
    """Colour of the nearest wanted pixel within 4 px of each pixel, and whether there is one."""
    height, width = wanted.shape
    shifts = np.array(OFFSETS)
    near_rows = np.clip(rows[:, None] + shifts[:, 0], 0, height - 1)
    near_columns = np.clip(columns[:, None] + shifts[:, 1], 0, width - 1)
    hits = wanted[near_rows, near_columns]
    first = hits.argmax(axis=1)
    at = np.arange(len(rows))
    return image[near_rows[at, first], near_columns[at, first], :3], hits.any(axis=1)
