"""Scores from 0 to 1 out of what the rules measured, also where no rule is broken."""

import math
from collections.abc import Iterable

from iat_sidecar.imaging.guard import identity
from iat_sidecar.imaging.guard.report import Scores
from iat_sidecar.imaging.guard.rule import RULES, About, Verdict
from iat_sidecar.imaging.guard.view import View

SOFTNESS = 3.0
MOST_Z = 6.0
HAND = {"palette": 1.0, "tone": 1.0, "colours": 1.0, "line_weight_px": 1.0}
"""Weights of the measures in the score of one hand; the others count half."""
OTHERS = 0.5


def scores(view: View, verdicts: dict[str, Verdict]) -> Scores:
    """One score a subject: exp(−mean strain / 3), where a strain of 1 is the rule's line."""
    return Scores(
        technical=_closeness(_strains(verdicts, "technical")) or 0.0,
        style=one_hand(view.z) or _closeness(_strains(verdicts, "style")),
        identity=_closeness(identity.strains(view)),
        spec=_closeness(_strains(verdicts, "spec")),
    )


def one_hand(z: dict[str, float]) -> float | None:
    """S = exp(−mean w·min(z, 6) / 3): as if one hand had drawn it and its references."""
    if not z:
        return None
    weights = {name: HAND.get(name, OTHERS) for name in z}
    mean = sum(weights[name] * min(z[name], MOST_Z) for name in z) / sum(weights.values())
    return round(math.exp(-mean / SOFTNESS), 4)


def _strains(verdicts: dict[str, Verdict], about: About) -> list[float]:
    return [verdict.strain for name, verdict in verdicts.items() if RULES[name].about == about]


def _closeness(strains: Iterable[float]) -> float | None:
    found = list(strains)
    return round(math.exp(-sum(found) / len(found) / SOFTNESS), 4) if found else None
