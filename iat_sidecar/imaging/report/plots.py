"""The plots of a report: scores, colour distances and times over the panels."""

from collections import Counter
from collections.abc import Callable, Iterable

from iat_sidecar.imaging.report import plot, words
from iat_sidecar.imaging.report.facts import CandidateFacts, PanelFacts, StepFacts
from iat_sidecar.imaging.report.markup import Markup, tag
from iat_sidecar.imaging.report.plot import Dot, Frame, Limit
from iat_sidecar.imaging.report.view import View

Value = Callable[[PanelFacts, CandidateFacts], float | None]
LimitOf = Callable[[PanelFacts], float | None]

DOTS = (
    ("dot chosen", "chosen"),
    ("dot", "other candidate"),
    ("dot failed", "stopped by the guard"),
)
RECALLED = "recalled"


def scores(view: View) -> list[Markup]:
    """Composite, style and technical score over panel number."""
    rows: tuple[tuple[str, str, Value], ...] = (
        (
            "Composite",
            "What the ranking compares: style, identity, technique and request together.",
            _composite,
        ),
        ("Style", "How near the colours, tone and chroma are to the style guide.", _style),
        ("Technical", "Emptiness, clipping, block edges, and the cutout's edges.", _technical),
    )
    return [_score(view, *row) for row in rows]


def distances(view: View) -> list[Markup]:
    """Chroma above the ceiling, and how far the palettes are apart, with the guard's lines."""
    chroma = _plot(
        view,
        "Chroma above the ceiling",
        "Mean C* by which pixels are stronger than the style's ceiling; above the line it warns.",
        _chroma(view),
        view.chroma_limit,
    )
    palette = _plot(
        view,
        "Palette distance",
        "Mean ΔE00 between the picture's colours and the style's; measured only in the style's own light.",
        lambda panel, candidate: candidate.report.palette_de00 if candidate.report else None,
        view.palette_limit,
    )
    return [chroma, palette]


def times(view: View) -> Markup:
    """Own time of every step that was computed, stacked by stage; recalled ones hatched on top."""
    stacks = [_stack(panel) for panel in view.panels]
    highest = max((sum(ms for _, ms in stack) for stack in stacks), default=0.0)
    ticks = plot.nice_ticks(0, max(highest, 1.0), 4)
    frame = Frame([words.short_place(panel) for panel in view.panels], 0, ticks[-1], 260)
    bars = [
        part
        for at, (panel, stack) in enumerate(zip(view.panels, stacks, strict=True))
        for part in _bars(frame, at, panel, stack)
    ]
    title = "Own time by stage"
    drawn = plot.framed(frame, title, bars, [(tick, words.duration(tick)) for tick in ticks])
    used = {leg for stack in stacks for leg, _ in stack}
    named = [leg for leg in (*words.LEGS, RECALLED) if leg in used]
    legend = plot.legend((f"leg-{leg}", _leg_name(leg)) for leg in named)
    note = "What the steps of all candidates took, summed by panel; hatched is what memory saved."
    return figure(title, note, drawn, legend, frame.is_wide)


def decisions(view: View) -> Markup:
    """By which rule the results were chosen, as bars."""
    found = Counter(_decided(panel) for panel in view.panels)
    most = max(found.values(), default=1)
    rows = [
        tag("li", tag("span", rule), _share(n / most, "leg-guard"), tag("b", str(n)))
        for rule, n in found.most_common()
    ]
    note = "By which rule the result of each panel was chosen."
    head = tag("figcaption", tag("h3", "What decided"), tag("p", note, class_="note"))
    return tag("figure", head, tag("ul", *rows, class_="bars"), class_="plot")


def figure(title: str, note: str, drawn: Markup, legend: Markup, is_wide: bool) -> Markup:
    """A plot with its title above; it scrolls sideways where it has no room."""
    scroll = tag("div", drawn, class_="scroll", tabindex=0, role="group", aria_label=title)
    caption = tag("figcaption", tag("h3", title), tag("p", note, class_="note"))
    return tag("figure", caption, scroll, legend, class_="plot wide" if is_wide else "plot")


def _score(view: View, title: str, note: str, value: Value) -> Markup:
    return _plot(view, f"{title} score", note, value, None)


def _plot(view: View, title: str, note: str, value: Value, limit: LimitOf | None) -> Markup:
    found = list(_dots(view.panels, value))
    if not found:
        nothing = "Nothing to show: no picture was held against a style guide here."
        head = tag("figcaption", tag("h3", title), tag("p", nothing, class_="note"))
        return tag("figure", head, class_="plot empty")
    limits = [limit(panel) for panel in view.panels] if limit else []
    values = [dot.value for dot in found] + [one for one in limits if one is not None]
    # a score says more near 1 than from 0 on; a distance starts at none
    low, high = (0.0, max(values)) if limit else (min(values), 1.0)
    ticks = plot.nice_ticks(low, max(high, low + 0.01), 4)
    frame = Frame([words.short_place(p) for p in view.panels], ticks[0], ticks[-1], 220)
    drawn = [plot.limit(frame, Limit("warns from", limits)), plot.dots(frame, found)]
    legend = plot.legend(
        [*_kinds(found), *([("limit", "the guard's line")] if any(limits) else [])]
    )
    named = [(tick, f"{tick:g}") for tick in ticks]
    return figure(title, note, plot.framed(frame, title, drawn, named), legend, frame.is_wide)


def _kinds(found: list[Dot]) -> Iterable[tuple[str, str]]:
    """The kinds of dots that are there."""
    there = (
        any(dot.is_chosen for dot in found),
        any(not dot.is_chosen and not dot.is_failed for dot in found),
        any(not dot.is_chosen and dot.is_failed for dot in found),
    )
    return [kind for kind, is_there in zip(DOTS, there, strict=True) if is_there]


def _dots(panels: list[PanelFacts], value: Value) -> Iterable[Dot]:
    for at, panel in enumerate(panels):
        nth = 0
        for candidate in panel.candidates:
            if (found := value(panel, candidate)) is None:
                continue
            is_chosen = candidate.candidate_index == panel.selected_candidate_index
            nth += not is_chosen
            yield Dot(
                at=at,
                shift=0.0 if is_chosen else _beside(nth, len(panel.candidates)),
                value=found,
                says=f"{words.place(panel)} ({panel.job_key}), candidate "
                f"{candidate.candidate_index}: {found:.4g}{', chosen' if is_chosen else ''}",
                is_chosen=is_chosen,
                is_failed=candidate.rank_hard_failures > 0,
            )


def _beside(nth: int, candidates: int) -> float:
    """To the left and right of the chosen one in turn, −0.5…0.5."""
    steps = max(1, candidates // 2)
    return (nth + 1) // 2 / steps * (0.5 if nth % 2 else -0.5)


def _composite(panel: PanelFacts, candidate: CandidateFacts) -> float | None:
    return candidate.rank_composite if candidate.report else None


def _style(panel: PanelFacts, candidate: CandidateFacts) -> float | None:
    return candidate.report.scores.style if candidate.report else None


def _technical(panel: PanelFacts, candidate: CandidateFacts) -> float | None:
    return candidate.report.scores.technical if candidate.report else None


def _chroma(view: View) -> Value:
    def value(panel: PanelFacts, candidate: CandidateFacts) -> float | None:
        if candidate.report is None or view.chroma_limit(panel) is None:
            return None
        return candidate.rank_avg_chroma_exceed

    return value


def _decided(panel: PanelFacts) -> str:
    if panel.selected_by is None:
        return "no result"
    return words.RULES.get(panel.decided_by or "", words.spoken(panel.decided_by))


def _share(share: float, class_: str) -> Markup:
    filled = tag("rect", width=share * 100, height=10, class_=class_)
    drawn = {"viewbox": "0 0 100 10", "preserveAspectRatio": "none", "aria_hidden": "true"}
    return tag("svg", filled, **drawn)


def _stack(panel: PanelFacts) -> list[tuple[str, float]]:
    """Milliseconds by stage, in the order of the way; what was recalled comes last."""
    steps = [step for candidate in panel.candidates for step in candidate.steps]
    totals = dict.fromkeys([*words.LEGS, RECALLED], 0.0)
    for step in steps:
        totals[_part(step)] += step.own_ms
    return [(leg, ms) for leg, ms in totals.items() if ms]


def _part(step: StepFacts) -> str:
    return RECALLED if step.is_memoised else step.leg


def _bars(
    frame: Frame, at: int, panel: PanelFacts, stack: list[tuple[str, float]]
) -> Iterable[Markup]:
    width, below = min(frame.pitch * 0.64, 44.0), 0.0
    for leg, ms in stack:
        top, bottom = frame.y(below + ms), frame.y(below)
        says = f"{words.place(panel)} ({panel.job_key}), {_leg_name(leg)}: {words.duration(ms)}"
        x = frame.x(at) - width / 2
        yield plot.bar(x, top, width, max(bottom - top, 0.5), f"leg-{leg}", says)
        below += ms


def _leg_name(leg: str) -> str:
    return "Recalled from memory" if leg == RECALLED else words.LEGS.get(leg, words.spoken(leg))
