"""Rules about transparency: is there a matte, is it whole, are its edges clean?"""

import numpy as np

from iat_sidecar.imaging.guard.rule import Verdict, rule, worst
from iat_sidecar.imaging.guard.view import View
from iat_sidecar.imaging.matte import halo as fringe


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
    share = fringe.spilled_share(view.image, view.thresholds.halo_de00)
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
