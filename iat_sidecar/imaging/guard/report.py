"""What the guard found: findings for people, numbers for the ranking."""

from typing import Annotated, Literal

from msgspec import Meta, field

from iat_sidecar.core.values import Count, Fraction
from iat_sidecar.core.wire import Wire

Severity = Literal["hard", "soft"]
RuleName = Annotated[str, Meta(pattern=r"^[HS][0-9]{2}_[a-z0-9_]+$(?!\n)")]

COMPOSITE = {"style": 0.35, "identity": 0.30, "technical": 0.20, "spec": 0.15}
"""Weights of the scores; those that could not be judged leave their weight to the others."""


class Finding(Wire):
    """One rule a picture breaks: by how much, how serious, and in a sentence what is wrong."""

    rule: RuleName
    severity: Severity
    value: float
    threshold: float
    weight: Annotated[
        Fraction, Meta(description="1 for hard; for soft how far past the threshold.")
    ]
    message: str


class Scores(Wire):
    """0 bad … 1 perfect; absent where there was nothing to judge by."""

    technical: Fraction
    style: Fraction | None = None
    identity: Fraction | None = None
    spec: Fraction | None = None


class GuardReport(Wire):
    """Everything one check found; `version` is that of the thresholds.

    measures: raw numbers (l_mean, l_deviation, c_mean and the matte's), and under the name of each
    rule that applied how near its line the picture is: 0 far from it, 1 on it, at most 6.
    look: the stage and light whose references it was held against; z: how many robust deviations
    each measure is from theirs, where there are enough of them.
    dhash: the 64-bit difference hash of the picture as 16 hex digits; absent where the picture is
    too flat to be told from another by it.
    """

    version: int
    findings: list[Finding]
    hard_failures: Count
    soft_warnings: Count
    soft_weighted: float
    chroma_exceed: float
    chroma_exceed_share: Fraction
    palette_de00: float | None
    scores: Scores
    composite: Fraction
    measures: dict[str, float]
    look: str | None = None
    z: dict[str, float] = field(default_factory=dict)
    dhash: str | None = None


def composite(scores: Scores) -> float:
    """The weighted mean of the scores there are, to four places so that noise does not decide."""
    given: dict[str, float | None] = {name: getattr(scores, name) for name in COMPOSITE}
    judged = {name: score for name, score in given.items() if score is not None}
    total = sum(COMPOSITE[name] for name in judged)
    return round(sum(COMPOSITE[name] * score for name, score in judged.items()) / total, 4)
