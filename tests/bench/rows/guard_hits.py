"""The guard's rules against what each is for, and against good pictures, over styles and lights."""

from pathlib import Path

from tests.bench.guard_hits import counted
from tests.bench.measure import Result
from tests.imaging.drawn_panels import UNSEEN, UNSEEN_LIGHTS, UNSEEN_STYLES

NAME = "guard: the rule that catches least, and the one that is wrong most"
AT_LEAST, AT_MOST = 0.90, 0.05


def measure(folder: Path) -> Result:
    hits = counted(UNSEEN, UNSEEN_STYLES[:1], UNSEEN_LIGHTS[:3])
    least = min(hits.applied, key=hits.rate)
    most = max(hits.applied, key=hits.false_rate)
    hard = sum(count for rule, count in hits.alarms.items() if rule.startswith("H"))
    is_met = hits.rate(least) >= AT_LEAST and hits.false_rate(most) <= AT_MOST and not hard
    return Result(
        f"{least} {hits.rate(least):.0%}, {most} {hits.false_rate(most):.1%}",
        "",
        "",
        f"≥ {AT_LEAST:.0%}, ≤ {AT_MOST:.0%}, hard 0",
        is_met,
    )
