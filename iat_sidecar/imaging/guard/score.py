"""Scores from 0 to 1 out of what the rules measured, also where no rule is broken."""

import math
from collections.abc import Iterable

import numpy as np

from iat_sidecar.imaging.colour import delta_e00
from iat_sidecar.imaging.guard.report import Scores
from iat_sidecar.imaging.guard.rule import MAX_STRAIN, RULES, About, Verdict
from iat_sidecar.imaging.guard.view import View

MIN_PART_SHARE = 0.0005
"""Of the visible pixels: less is noise, not a part of a character."""
SOFTNESS = 3.0


def scores(view: View, verdicts: dict[str, Verdict]) -> Scores:
    """One score a subject: exp(−mean strain / 3), where a strain of 1 is the rule's line."""
    return Scores(
        technical=_closeness(_strains(verdicts, "technical")) or 0.0,
        style=_closeness(_strains(verdicts, "style")),
        identity=_closeness(_part_strains(view)),
        spec=_closeness(_strains(verdicts, "spec")),
    )


def _strains(verdicts: dict[str, Verdict], about: About) -> list[float]:
    return [verdict.strain for name, verdict in verdicts.items() if RULES[name].about == about]


def _part_strains(view: View) -> Iterable[float]:
    """For each part of each character: ΔE00 from its colour to the nearest there is, over its tolerance.

    Says that a colour is there, not where; in coloured light it says nothing.
    """
    parts = [part for parts in view.expected.parts.values() for part in parts]
    if not parts or not view.expected.has_neutral_light:
        return []
    present = view.lab[view.share >= MIN_PART_SHARE]
    if not len(present):
        return []
    apart = delta_e00(np.array([part.lab for part in parts])[:, None], present[None]).min(axis=1)
    allowed = np.array([part.tolerance_de00 for part in parts])
    return [min(strain, MAX_STRAIN) for strain in (apart / allowed).tolist()]


def _closeness(strains: Iterable[float]) -> float | None:
    found = list(strains)
    return round(math.exp(-sum(found) / len(found) / SOFTNESS), 4) if found else None
