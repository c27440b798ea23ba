"""Rules that hold a picture against the other panels of its story: no panel comes twice."""

from collections.abc import Iterable

from iat_sidecar.imaging.guard.expected import Sibling
from iat_sidecar.imaging.guard.rule import Verdict, rule, worst
from iat_sidecar.imaging.guard.view import View
from iat_sidecar.imaging.series.facts import hamming


@rule("H13_duplicate", hard=True, about="spec")
def duplicate(view: View) -> Verdict | None:
    """As good as equal to an approved panel: Hamming distance of the dHashes."""
    approved = (one for one in view.expected.siblings if one.is_approved)
    return _nearest(view, approved, view.thresholds.duplicate_bits, "the same picture as")


@rule("S15_near_duplicate", about="spec")
def near_duplicate(view: View) -> Verdict | None:
    """Much like another panel; panels of the same scene are alike on purpose."""
    others = (one for one in view.expected.siblings if not one.is_same_scene)
    return _nearest(view, others, view.thresholds.near_duplicate_bits, "almost the same picture as")


def _nearest(view: View, siblings: Iterable[Sibling], most: int, says: str) -> Verdict | None:
    """The nearest sibling; None where there is none, or too little in the picture to tell by."""
    found = list(siblings)
    if not found:
        return None
    if not view.fingerprint.tells:
        return None
    return worst(*(_apart(view.fingerprint.bits, one, most, says) for one in found))


def _apart(own: str, sibling: Sibling, most: int, says: str) -> Verdict:
    bits = hamming(own, sibling.dhash)
    message = f"This is {says} {sibling.job_key}: {bits} of 64 bits differ."
    # the line lies between whole bits: `most` is still a duplicate
    return Verdict(bits, most + 0.5, message, is_floor=True)
