"""Which candidate is best, and which of the rules decided it: a lexicographic order."""

import math
from typing import Literal

from iat_sidecar.core.values import Count
from iat_sidecar.core.wire import Wire
from iat_sidecar.imaging.guard.report import GuardReport

Reason = Literal[
    "hard_failures", "soft_warnings", "chroma_exceed", "composite", "cost", "index", "only_one"
]
Key = tuple[int, float, float, float, int, int]

REASONS: tuple[Reason, ...] = (
    "hard_failures",
    "soft_warnings",
    "chroma_exceed",
    "composite",
    "cost",
    "index",
)
CHROMA_STEP = 0.25


class Ranked(Wire):
    """One candidate to be ranked: its report, what it cost, and its number."""

    index: Count
    cost_micro_usd: int
    report: GuardReport


class Terms(Wire):
    """The values a candidate was ranked by, each as it was compared."""

    index: Count
    hard_failures: Count
    soft_weighted: float
    chroma_exceed: float
    composite: float
    cost_micro_usd: int


class Ranking(Wire):
    """Candidate numbers from best to worst; `has_passing` is false when even the best one fails."""

    order: list[int]
    winner: int
    has_passing: bool
    decided_by: Reason
    terms: list[Terms]


def key(report: GuardReport, cost_micro_usd: int, index: int) -> Key:
    """What is compared, ascending; chroma exceed in steps of 0.25 so that noise does not decide."""
    chroma = math.floor(report.chroma_exceed / CHROMA_STEP + 0.5) * CHROMA_STEP
    soft = round(report.soft_weighted, 2)
    return report.hard_failures, soft, chroma, -report.composite, cost_micro_usd, index


def decide(candidates: list[Ranked]) -> Ranking:
    """Rank one or more candidates; `terms` stand in the order of the ranking."""
    if not candidates:
        raise ValueError("there is no candidate to rank")
    keys = sorted(key(one.report, one.cost_micro_usd, one.index) for one in candidates)
    return Ranking(
        order=[one[-1] for one in keys],
        winner=keys[0][-1],
        has_passing=keys[0][0] == 0,
        decided_by=_decider(keys[0], keys[1]) if len(keys) > 1 else "only_one",
        terms=[_terms(one) for one in keys],
    )


def _decider(first: Key, second: Key) -> Reason:
    pairs = zip(REASONS, first, second, strict=True)
    return next((reason for reason, one, other in pairs if one != other), "index")


def _terms(ranked: Key) -> Terms:
    hard, soft, chroma, minus_composite, cost, index = ranked
    return Terms(
        index=index,
        hard_failures=hard,
        soft_weighted=soft,
        chroma_exceed=chroma,
        composite=-minus_composite,
        cost_micro_usd=cost,
    )
