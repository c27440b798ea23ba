"""Where people overruled the guard: how often, over which rule, and what they accepted."""

from collections import Counter
from collections.abc import Iterable

from iat_sidecar.imaging.report import words
from iat_sidecar.imaging.report.facts import PanelFacts, Review
from iat_sidecar.imaging.report.markup import Markup, tag
from iat_sidecar.imaging.report.sheet import anchor
from iat_sidecar.imaging.report.view import View

NONE_PASSED = "none_passed"
HEADS = ("The guard had decided by", "Here", "In earlier runs")


def overruled(view: View) -> Markup:
    """Both counts as tables, then each case with its reason."""
    here, earlier = Counter(_rules(view)), Counter(_earlier_rules(view))
    if not here and not earlier:
        note = "Nobody has overruled the guard: every result is the one it chose."
        return tag("p", note, class_="note")
    parts = [tag("p", _summary(view, here), class_="lede"), _table(here, earlier)]
    if accepted := Counter(_accepted(view)):
        parts.append(_accepted_list(accepted))
    cases = [_case(view, panel) for panel in view.panels if panel.selected_by == "person"]
    listed = tag("ul", *cases, class_="cases")
    return tag("div", *parts, *([tag("h3", "Each choice"), listed] if cases else []))


def _summary(view: View, here: "Counter[str]") -> str:
    done = sum(panel.selected_by is not None for panel in view.panels)
    chosen = sum(here.values())
    if not done:
        return "No panel of this run has a result yet."
    return (
        f"In {chosen} of {words.count(done, 'panel')} a person chose another picture than the guard "
        f"({chosen / done:.0%})."
    )


def _rules(view: View) -> Iterable[str]:
    """By which rule the guard had decided, for every panel where a person decided otherwise."""
    for panel in view.panels:
        if panel.selected_by == "person" and (review := first_choice(panel)):
            yield _overruled(review)


def first_choice(panel: PanelFacts) -> Review | None:
    """The oldest choice that went against the guard itself, not against another person."""
    found = [one for candidate in panel.candidates for one in candidate.reviews if one.is_choice]
    against = [one for one in found if one.overruled_rule != "human_review"]
    return min(against, key=lambda one: one.created_at, default=None)


def _overruled(review: Review) -> str:
    return NONE_PASSED if review.overruled_index is None else review.overruled_rule or NONE_PASSED


def _earlier_rules(view: View) -> Iterable[str]:
    for panel in view.run.earlier:
        if panel.selected_by == "person":
            yield panel.overruled_rule or NONE_PASSED


def _table(here: "Counter[str]", earlier: "Counter[str]") -> Markup:
    rules = [rule for rule, _ in (here + earlier).most_common()]
    rows = [
        tag(
            "tr",
            tag("th", _said(rule), scope="row"),
            tag("td", str(here[rule])),
            tag("td", str(earlier[rule])),
        )
        for rule in rules
    ]
    head = tag("tr", *(tag("th", name, scope="col") for name in HEADS))
    table = tag("table", tag("thead", head), tag("tbody", *rows))
    label = "Rules that people overruled"
    return tag("div", table, class_="scroll", tabindex=0, role="group", aria_label=label)


def _said(rule: str) -> str:
    if rule == NONE_PASSED:
        return "no candidate had passed"
    return words.RULES.get(rule, words.spoken(rule))


def _accepted(view: View) -> Iterable[str]:
    """Rules that chosen pictures break: lines that may be too strict here."""
    for panel in view.panels:
        candidate = words.chosen(panel)
        if panel.selected_by == "person" and candidate and candidate.report:
            yield from (finding.rule for finding in candidate.report.findings)
    for earlier in view.run.earlier:
        if earlier.selected_by == "person":
            yield from earlier.findings


def _accepted_list(found: "Counter[str]") -> Markup:
    note = "Rules that the chosen pictures break: where this is often, the line may be too strict."
    rows = [
        tag("li", tag("span", words.rule(rule)), tag("b", str(n)))
        for rule, n in found.most_common()
    ]
    return tag(
        "div",
        tag("h3", "What people accepted"),
        tag("p", note, class_="note"),
        tag("ul", *rows, class_="counts"),
    )


def _case(view: View, panel: PanelFacts) -> Markup:
    link = tag("a", words.place(panel), href=f"#{anchor(panel)}")
    return tag("li", tag("b", link), tag("span", words.why(panel)), dir="auto")
