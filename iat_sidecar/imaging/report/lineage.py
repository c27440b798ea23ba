"""Lineage: how each final picture came to be, step by step."""

from collections.abc import Iterable, Sequence

from iat_sidecar.imaging.report import pictures, words
from iat_sidecar.imaging.report.facts import CandidateFacts, PanelFacts, StepFacts
from iat_sidecar.imaging.report.markup import Markup, join, tag
from iat_sidecar.imaging.report.view import View

OPEN_UP_TO = 24


def lineages(view: View) -> Markup:
    """A row for every panel that has a result; folded by page where there are many."""
    is_open = len(view.panels) <= OPEN_UP_TO
    return join(_page(view, title, panels, is_open) for title, panels in view.by_page())


def _page(view: View, title: str, panels: Sequence[PanelFacts], is_open: bool) -> Markup:
    rows = [_row(view, panel, one) for panel in panels if (one := words.chosen(panel))]
    if not rows:
        return Markup("")
    summary = tag("summary", title or "All panels", dir="auto")
    return tag("details", summary, *rows, open=is_open, class_="lineage-page")


def _row(view: View, panel: PanelFacts, candidate: CandidateFacts) -> Markup:
    nodes = [_start(view, panel), *_steps(view, panel, candidate)]
    name = words.place(panel)
    flow = tag("ol", *nodes, class_="flow")
    scroll = tag(
        "div", flow, class_="scroll", tabindex=0, role="group", aria_label=f"Lineage of {name}"
    )
    return tag(
        "div", tag("h4", name, tag("small", panel.job_key), dir="auto"), scroll, class_="lineage"
    )


def _start(view: View, panel: PanelFacts) -> Markup:
    """The picture a job starts from, or its words."""
    if panel.input_asset_id is None:
        told = tag("span", words.brief(words.scene(panel)), class_="words", dir="auto")
        return tag(
            "li", tag("div", told, class_="thumb"), tag("b", "Scene"), tag("small", "in words")
        )
    preview = view.picture(panel, panel.input_asset_id)
    shown = pictures.small(preview, "The picture it starts from") if preview else _away()
    return tag(
        "li", tag("div", shown, class_="thumb"), tag("b", "Input"), tag("small", "given picture")
    )


def _steps(view: View, panel: PanelFacts, candidate: CandidateFacts) -> Iterable[Markup]:
    steps = candidate.steps
    for step, after in zip(steps, [*steps[1:], None], strict=True):
        # a chain of cutouts ends at the first good one, so one before another was refused
        is_refused = step.leg == "cutout" and after is not None and after.leg == "cutout"
        shown = _judged(candidate) if step.leg == "guard" else _thumb(view, panel, step)
        yield _node(step, shown, is_refused)


def _thumb(view: View, panel: PanelFacts, step: StepFacts) -> Markup:
    preview = view.picture(panel, step.asset_id)
    return pictures.small(preview, f"After {_name(step)}") if preview else _away()


def _judged(candidate: CandidateFacts) -> Markup:
    """What the guard said, in place of a picture."""
    if candidate.rank_hard_failures:
        return tag("span", "✗", class_="check bad", role="img", aria_label="hard failures")
    return tag("span", "✓", class_="check", role="img", aria_label="passed")


def _name(step: StepFacts) -> str:
    return words.LEGS.get(step.leg, words.spoken(step.leg))


def _node(step: StepFacts, shown: Markup, is_refused: bool) -> Markup:
    took = "from memory" if step.is_memoised else words.duration(step.own_ms)
    said = [tag("b", _name(step)), tag("small", "refused" if is_refused else took)]
    kind = " ".join(
        word for word, holds in (("memoised", step.is_memoised), ("refused", is_refused)) if holds
    )
    return tag(
        "li", tag("div", shown, class_="thumb"), *said, title=_title(step), class_=kind or None
    )


def _title(step: StepFacts) -> str:
    by = f" by {step.provider}" if step.provider else ""
    kept = words.spoken(step.reproducibility)
    return f"{step.name} version {step.version}{by}; {kept}; own time {words.duration(step.own_ms)}"


def _away() -> Markup:
    return pictures.missing("away")
