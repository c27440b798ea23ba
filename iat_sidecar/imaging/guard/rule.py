"""The register of rules: each is one function that weighs a picture and says where the line is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from iat_sidecar.imaging.guard.report import Finding
from iat_sidecar.imaging.guard.view import View

About = Literal["technical", "style", "identity", "spec"]
Weigh = Callable[[View], "Verdict | None"]

MAX_STRAIN = 6.0
LEAST_WEIGHT = 0.1
"""Even a warning by a hair counts for more than none."""

RULES: "dict[str, Rule]" = {}


@dataclass(frozen=True)
class Verdict:
    """What a rule measured, where its line is, and what to tell a person when it is crossed."""

    value: float
    threshold: float
    message: str
    is_floor: bool = False
    """The value must stay above the threshold, not below it."""
    best: float | None = None
    """What a perfect picture has, where that is not 0 (or, for a floor, without end)."""

    @property
    def is_broken(self) -> bool:
        return self.value < self.threshold if self.is_floor else self.value > self.threshold

    @property
    def strain(self) -> float:
        """0 far from the line, 1 on it, at most 6."""
        if self.best is not None:
            part, whole = self.value - self.best, self.threshold - self.best
        elif self.is_floor:
            part, whole = self.threshold, self.value
        else:
            part, whole = self.value, self.threshold
        if whole == 0:
            return MAX_STRAIN if self.is_broken else 0.0
        return min(max(part / whole, 0.0), MAX_STRAIN)

    @property
    def weight(self) -> float:
        """How far past the line: (strain − 1), 0.1…1."""
        return round(min(max(self.strain - 1, LEAST_WEIGHT), 1.0), 4)


@dataclass(frozen=True)
class Rule:
    """A registered rule."""

    name: str
    is_hard: bool
    about: About
    weigh: Weigh

    def finding(self, verdict: Verdict) -> Finding:
        return Finding(
            rule=self.name,
            severity="hard" if self.is_hard else "soft",
            value=round(float(verdict.value), 4),
            threshold=round(float(verdict.threshold), 4),
            weight=1.0 if self.is_hard else verdict.weight,
            message=verdict.message,
        )


def rule(name: str, *, hard: bool = False, about: About) -> Callable[[Weigh], Weigh]:
    """Offer a function as the rule of this name; it returns None where it has nothing to judge."""

    def publish(weigh: Weigh) -> Weigh:
        RULES[name] = Rule(name, hard, about, weigh)
        return weigh

    return publish


def worst(*verdicts: Verdict) -> Verdict:
    """The verdict nearest to, or farthest past, its line."""
    return max(verdicts, key=lambda verdict: (verdict.is_broken, verdict.strain))
