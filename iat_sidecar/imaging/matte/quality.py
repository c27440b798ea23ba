"""Is this matte usable? Judged without knowing the truth, in words a person can act on."""

import numpy as np
from numpy.typing import NDArray

from iat_sidecar.imaging import strips
from iat_sidecar.imaging.arrays import Plane, Rgba8
from iat_sidecar.imaging.matte import halo, regions, scale
from iat_sidecar.imaging.matte.agreement import Agreement
from iat_sidecar.imaging.matte.terms import MatteLimits, MatteQuality

MIN_COMPONENT, MIN_HOLE = 0.001, 0.0005
"""Shares of the frame below which a speck or a pinhole does not count."""
UNKNOWN = (5 / 255, 250 / 255)


def measure(
    alpha: Plane,
    limits: MatteLimits | None = None,
    *,
    picture: Rgba8 | None = None,
    opinion: Agreement | None = None,
) -> MatteQuality:
    """Coverage, edges, uncertainty and connectedness of an H×W matte; regions at most 512 px.

    picture: the cutout itself, for its spill. opinion: what a second method thinks of the alpha.
    """
    limits = limits or MatteLimits()
    total, visible, unknown = _sums(alpha)
    sides = [alpha[0], alpha[-1], alpha[:, 0], alpha[:, -1]]
    shares = [float(np.mean(side > 0.5)) for side in sides]
    solid = scale.shrink_plane(alpha) > 0.5
    measured = MatteQuality(
        coverage=_share(total / alpha.size),
        border_touch=_share(float(np.mean(np.concatenate(sides) > 0.5))),
        sides_cut=sum(share > limits.cut_side_share for share in shares),
        unknown_share=_share(unknown / alpha.size),
        faint_share=_share(unknown / visible if visible else 0.0),
        components=_components(solid),
        holes=_holes(solid),
        is_poor=False,
        reasons=[],
        halo_share=None if picture is None else _share(halo.spilled_share(picture)),
        agreement=None if opinion is None else _share(opinion.iou),
    )
    return _judged(measured, limits, is_confident=opinion is not None and opinion.is_confident)


def _sums(alpha: Plane) -> tuple[float, float, float]:
    """The sum of an alpha, and how many pixels are visible, and neither clear nor opaque."""

    def work(strip: slice) -> tuple[float, int, int]:
        part = alpha[strip]
        seen = int(np.count_nonzero(part >= UNKNOWN[0]))
        sure = int(np.count_nonzero(part > UNKNOWN[1]))
        return float(part.sum(dtype=np.float64)), seen, seen - sure

    parts = strips.each(work, alpha.shape[0], rows=strips.rows_for(alpha.shape))
    total, visible, unknown = (float(sum(each)) for each in zip(*parts, strict=True))
    return total, visible, unknown


def _components(solid: NDArray[np.bool_]) -> int:
    return int((regions.find(solid).areas() > MIN_COMPONENT * solid.size).sum())


def _holes(solid: NDArray[np.bool_]) -> int:
    """Transparent regions that the subject encloses."""
    open_ = regions.find(~solid)
    return int(((open_.areas() > MIN_HOLE * solid.size) & ~open_.touches_border()).sum())


def _judged(found: MatteQuality, limits: MatteLimits, *, is_confident: bool) -> MatteQuality:
    halo_share, agreement = (
        found.halo_share or 0.0,
        1.0 if found.agreement is None else found.agreement,
    )
    verdicts = {
        "no subject was found": found.coverage < limits.min_coverage or not found.components,
        "nearly the whole picture was kept": found.coverage > limits.max_coverage,
        f"the subject is cut on {found.sides_cut} sides": found.sides_cut > limits.max_sides_cut,
        f"{found.unknown_share:.0%} of the picture is neither subject nor backdrop": (
            found.unknown_share > limits.max_unknown_share
        ),
        "the subject is mostly half transparent": found.faint_share > limits.max_faint_share,
        f"the subject is in {found.components} pieces": found.components > limits.max_components,
        f"the subject has {found.holes} holes": found.holes > limits.max_holes,
        f"the backdrop's colour is left on {halo_share:.0%} of the edge": (
            halo_share > limits.max_halo_share
        ),
        f"a second method shares {agreement:.0%} of the subject": (
            is_confident and found.coverage > 0 and agreement < limits.min_agreement
        ),
    }
    reasons = [reason for reason, is_so in verdicts.items() if is_so]
    fields = {name: getattr(found, name) for name in found.__struct_fields__}
    return MatteQuality(**fields | {"reasons": reasons, "is_poor": bool(reasons)})


def _share(value: float) -> float:
    return round(min(max(value, 0.0), 1.0), 6)
