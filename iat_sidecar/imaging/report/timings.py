"""Where the time went: by stage, what memory saved, and how far it can be repeated."""

from collections import Counter

from iat_sidecar.imaging.report import words
from iat_sidecar.imaging.report.facts import StepFacts
from iat_sidecar.imaging.report.markup import Markup, tag
from iat_sidecar.imaging.report.view import View

HEADS = ("Stage", "Steps", "Computed", "From memory", "Own time", "Mean", "Longest")


def own_ms(view: View) -> int:
    """What the steps took that were computed for this run."""
    return sum(step.own_ms for step in view.steps if not step.is_memoised)


def memoised(view: View) -> int:
    return sum(step.is_memoised for step in view.steps)


def table(view: View) -> Markup:
    """One row a stage, in the order of the way."""
    legs = dict.fromkeys([*words.LEGS, *(step.leg for step in view.steps)])
    rows = [
        _row(leg, found)
        for leg in legs
        if (found := [step for step in view.steps if step.leg == leg])
    ]
    head = tag("tr", *(tag("th", name, scope="col") for name in HEADS))
    caption = tag("caption", "Steps of all candidates; mean and longest of those computed.")
    drawn = tag("table", caption, tag("thead", head), tag("tbody", *rows))
    scroll = tag("div", drawn, class_="scroll", tabindex=0, role="group", aria_label="Times")
    again = tag("h3", "How exactly it can be repeated")
    return tag("div", tag("h3", "Steps"), scroll, again, classes(view))


def classes(view: View) -> Markup:
    """How many steps can be repeated, and how exactly."""
    found = Counter(step.reproducibility for step in view.steps)
    rows = [
        (tag("dt", f"{words.spoken(name)} · {words.count(found[name], 'step')}"), tag("dd", says))
        for name, says in words.CLASSES.items()
        if found[name]
    ]
    return tag("dl", *(part for row in rows for part in row), class_="classes")


def _row(leg: str, steps: list[StepFacts]) -> Markup:
    took = [step.own_ms for step in steps if not step.is_memoised]
    mean = words.duration(sum(took) / len(took)) if took else "–"
    cells = (
        str(len(steps)),
        str(len(took)),
        str(len(steps) - len(took)),
        words.duration(sum(took)) if took else "–",
        mean,
        words.duration(max(took)) if took else "–",
    )
    name = words.LEGS.get(leg, words.spoken(leg))
    return tag("tr", tag("th", name, scope="row"), *(tag("td", cell) for cell in cells))
