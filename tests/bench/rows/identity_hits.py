"""The guard on characters that went wrong, and on right ones, in pictures whose boxes are known."""

from pathlib import Path

from tests.bench.identity_hits import counted
from tests.bench.measure import Result
from tests.imaging.other_cast import UNSEEN

NAME = "identity: wrong characters caught, right ones accused, boxes known"
AT_LEAST, AT_MOST = 0.90, 0.05


def measure(folder: Path) -> Result:
    return of(is_drawn_here=True)


def of(*, is_drawn_here: bool) -> Result:
    """H10 or S14 of a whole check, on a story that identity was not made with."""
    found = counted(UNSEEN, is_drawn_here=is_drawn_here, rounds=1)
    accused, right = found.pop("clean")
    caught, wrong = (sum(column) for column in zip(*found.values(), strict=True))
    return Result(
        f"{caught / wrong:.1%} of {wrong}",
        f"{accused / right:.1%} of {right}",
        "",
        f"≥ {AT_LEAST:.0%}, ≤ {AT_MOST:.0%}",
        caught / wrong >= AT_LEAST and accused / right <= AT_MOST,
    )
