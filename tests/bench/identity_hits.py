"""How many characters that went wrong the guard sees, and how many that are right it accuses.

`python -m tests.bench.identity_hits` prints the tables by kind that docs/guard_rules.md quotes.
"""

from iat_sidecar.imaging.guard.check import check
from tests.imaging.other_cast import MADE_WITH, UNSEEN, WRONG, Casting, Story, castings

ROUNDS = 2
RULES = {"H10_identity", "S14_identity"}
Counts = dict[str, tuple[int, int]]


def counted(story: Story, *, is_drawn_here: bool, rounds: int = ROUNDS) -> Counts:
    """By kind: how many pictures H10 or S14 complained of, of how many."""
    found = dict.fromkeys(("clean", *WRONG), (0, 0))
    for number in range(rounds * len(story.scenes)):
        for one in castings(story, number, is_drawn_here=is_drawn_here):
            accused, all_ = found[one.kind]
            found[one.kind] = (accused + is_accused(one), all_ + 1)
    return found


def is_accused(one: Casting) -> bool:
    report = check(one.image, one.expected)
    return any(finding.rule in RULES for finding in report.findings)


if __name__ == "__main__":
    for name, story in (("made with", MADE_WITH), ("others", UNSEEN)):
        for is_drawn_here in (True, False):
            print(name, "boxes known" if is_drawn_here else "boxes unknown")
            for kind, (accused, all_) in counted(story, is_drawn_here=is_drawn_here).items():
                print(f"  {kind:10} {accused:3} of {all_:3} ({accused / all_:.1%})", flush=True)
