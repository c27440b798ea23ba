"""Panels that look alike without being meant to."""

from collections.abc import Sequence
from itertools import combinations

from iat_sidecar.imaging.series.facts import Pair, PanelFacts, hamming

DUPLICATE_BITS, NEAR_BITS = 2, 6


def pairs(panels: Sequence[PanelFacts]) -> list[Pair]:
    """Duplicates first, then near duplicates of different scenes, the most alike first."""
    telling = [(panel, panel.dhash) for panel in panels if panel.dhash is not None]
    found = [
        _pair(one, other, bits)
        for (one, first), (other, second) in combinations(telling, 2)
        if (bits := hamming(first, second)) <= NEAR_BITS and _counts(one, other, bits)
    ]
    return sorted(found, key=lambda pair: pair.bits)


def _counts(one: PanelFacts, other: PanelFacts, bits: int) -> bool:
    """Two looks at one scene are alike on purpose, but not the very same picture."""
    return bits <= DUPLICATE_BITS or not one.scene or one.scene != other.scene


def _pair(one: PanelFacts, other: PanelFacts, bits: int) -> Pair:
    is_duplicate = bits <= DUPLICATE_BITS
    alike = "as good as the same picture" if is_duplicate else "much alike"
    said = "all 64 bits agree" if bits == 0 else f"{bits} of 64 bits differ"
    return Pair(
        one=one.job_key,
        other=other.job_key,
        bits=bits,
        is_duplicate=is_duplicate,
        message=f"{one.job_key} and {other.job_key} are {alike}: {said}.",
    )
