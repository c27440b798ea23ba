"""The contact sheet: every panel with all its candidates, the chosen one, and why."""

from collections.abc import Iterable

from iat_sidecar.imaging.guard.rank import Terms
from iat_sidecar.imaging.guard.report import COMPOSITE, Finding, Scores
from iat_sidecar.imaging.report import pictures, words
from iat_sidecar.imaging.report.facts import CandidateFacts, PanelFacts, Review
from iat_sidecar.imaging.report.markup import Markup, join, number, tag
from iat_sidecar.imaging.report.view import View

METER_PX = 64.0
COLUMNS = (
    "Rank",
    "Candidate",
    "Hard failures",
    "Soft warnings",
    "Chroma exceed",
    "Composite",
    "Cost",
)


def overview(view: View) -> Markup:
    """The story at a glance: the result of every panel, each leading to its place below."""
    is_large = len(view.panels) <= 24
    tiles = [_tile(view, panel, is_large) for panel in view.panels]
    return tag("ol", *tiles, class_="overview" if is_large else "overview many")


def sheet(view: View) -> Markup:
    """Panels page by page, in story order."""
    return join(_page(view, title, panels) for title, panels in view.by_page())


def _tile(view: View, panel: PanelFacts, is_large: bool) -> Markup:
    preview = view.shown(panel)
    says = f"{words.place(panel)}: {words.STATUS[panel.status]}"
    draw = pictures.large if is_large else pictures.small
    shown = draw(preview, says) if preview else pictures.missing(words.STATUS[panel.status])
    link = tag(
        "a", shown, href=f"#{anchor(panel)}", title=f"{words.place(panel)} · {panel.job_key}"
    )
    return tag("li", link, class_=panel.status)


def _page(view: View, title: str, panels: list[PanelFacts]) -> Markup:
    head = tag("h3", title, class_="page-title", dir="auto") if title else ""
    return tag("section", head, *(_panel(view, panel) for panel in panels), class_="page")


def _panel(view: View, panel: PanelFacts) -> Markup:
    cards = [_card(view, panel, candidate) for candidate in panel.candidates]
    candidates = tag("ol", *cards, class_="candidates") if cards else ""
    right = tag("div", candidates, _why(panel), _details(panel), class_="choice")
    return tag(
        "article",
        _caption(view, panel),
        right,
        class_=f"panel {panel.status}",
        id=anchor(panel),
        data_tags=" ".join(sorted(_tags(view, panel))),
        aria_labelledby=f"{anchor(panel)}-title",
    )


def anchor(panel: PanelFacts) -> str:
    return f"panel-{panel.position}"


def _tags(view: View, panel: PanelFacts) -> Iterable[str]:
    """What the filters above the sheet look for."""
    preview, candidate = view.shown(panel), words.chosen(panel)
    if candidate and candidate.report and candidate.report.findings:
        yield "warned"
    if panel.status in ("failed", "failed_output_guard"):
        yield "failed"
    if panel.selected_by == "person" or any(one.reviews for one in panel.candidates):
        yield "person"
    if preview and preview.is_cut:
        yield "cut"
    if panel.job_key in view.apart:
        yield "apart"


def _caption(view: View, panel: PanelFacts) -> Markup:
    title = tag("h4", words.place(panel), id=f"{anchor(panel)}-title", dir="auto")
    key = tag("p", panel.job_key, class_="key")
    light = " · ".join(filter(None, map(words.spoken, (panel.time_of_day, panel.weather))))
    cast = ", ".join(_name(view, code) for code in panel.characters)
    rows = (
        ("Light", light),
        ("Cast", cast),
        ("Engine", " · ".join(filter(None, (panel.provider_code, panel.model_name)))),
        ("Seed", str(panel.seed)),
        ("Redraws", str(panel.redraws) if panel.redraws else ""),
        ("Origin", "from a file with Content Credentials (C2PA)" if panel.has_credentials else ""),
        ("Approval", {True: "approved", False: "rejected", None: ""}[panel.is_approved]),
    )
    terms = tag("dl", *(pair for row in rows if row[1] for pair in _pair(*row)))
    state = tag("p", words.STATUS[panel.status], class_=f"status {panel.status}")
    return tag(
        "header", key, title, state, tag("p", words.scene(panel), class_="scene", dir="auto"), terms
    )


def _pair(term: str, value: str) -> tuple[Markup, Markup]:
    return tag("dt", term), tag("dd", value, dir="auto")


def _name(view: View, code: str) -> str:
    known = view.run.settings.characters.get(code)
    return known.name if known else code


def _card(view: View, panel: PanelFacts, candidate: CandidateFacts) -> Markup:
    index = candidate.candidate_index
    is_chosen = index == panel.selected_candidate_index
    preview = view.picture(panel, candidate.output_asset_id)
    says = f"Candidate {index} of {words.place(panel)}: {words.brief(words.scene(panel))}"
    absent = "no picture" if candidate.output_asset_id is None else "not on this machine"
    shown = pictures.large(preview, says) if preview else pictures.missing(absent)
    mark = tag("span", "Chosen", class_="mark") if is_chosen else ""
    caption = tag("figcaption", _score(candidate), _scores(candidate))
    return tag(
        "li",
        tag("figure", tag("div", shown, mark, class_="frame"), caption),
        _remarks(candidate),
        class_=f"candidate {candidate.status}{' chosen' if is_chosen else ''}",
    )


def _score(candidate: CandidateFacts) -> Markup:
    value = words.figure(candidate.rank_composite if candidate.report else None, 4)
    return tag(
        "p",
        tag("span", f"Candidate {candidate.candidate_index}"),
        tag("b", value, title="composite score"),
        class_="score",
    )


def _scores(candidate: CandidateFacts) -> Markup | str:
    """A meter for each score there is."""
    if candidate.report is None:
        return ""
    found = candidate.report.scores
    return tag("ul", *(_meter(found, name) for name in COMPOSITE), class_="meters")


def _meter(scores: Scores, name: str) -> Markup:
    value: float | None = getattr(scores, name)
    filled = tag("rect", width=METER_PX * (value or 0), height=4, class_="filled")
    drawn = tag(
        "svg",
        tag("rect", width=METER_PX, height=4, class_="empty"),
        filled,
        viewbox=f"0 0 {number(METER_PX)} 4",
        preserveAspectRatio="none",
        aria_hidden="true",
    )
    return tag(
        "li",
        tag("span", words.SCORES[name]),
        drawn,
        tag("span", words.figure(value), class_="value"),
    )


def _remarks(candidate: CandidateFacts) -> Markup | str:
    """What went wrong, what the guard found, what persons said."""
    said = [tag("li", candidate.error.message, class_="hard")] if candidate.error else []
    findings = candidate.report.findings if candidate.report else []
    said += [_finding(finding) for finding in findings]
    said += [_review(review) for review in candidate.reviews if not review.is_choice]
    return tag("ul", *said, class_="remarks") if said else ""


def _finding(finding: Finding) -> Markup:
    measured = f"{words.rule(finding.rule)}: {finding.value:g}, the line is {finding.threshold:g}"
    return tag("li", finding.message, tag("small", measured), class_=finding.severity)


def _review(review: Review) -> Markup:
    said = (review.reason or review.notes).strip()
    who = f" ({review.by})" if review.by else ""
    verdict = {"approve": "Approved", "reject": "Rejected"}.get(review.verdict, "Undecided")
    return tag("li", f"{verdict} by a person{who}{': ' + said if said else '.'}", class_="person")


def _why(panel: PanelFacts) -> Markup:
    return tag("p", words.why(panel), class_="why", dir="auto")


def _details(panel: PanelFacts) -> Markup:
    """The ranking's terms and the prompt, folded."""
    parts = [_ranking(panel)] if panel.ranking else []
    if panel.prompt_text:
        summary = tag("summary", "Prompt")
        parts.append(tag("details", summary, tag("pre", panel.prompt_text, dir="auto")))
    return tag("div", *parts, class_="folded")


def _ranking(panel: PanelFacts) -> Markup:
    assert panel.ranking is not None
    head = tag("tr", *(tag("th", name, scope="col") for name in COLUMNS))
    rows = [_terms(at + 1, terms) for at, terms in enumerate(panel.ranking.terms)]
    caption = tag("caption", f"How the guard ranked the candidates of {words.place(panel)}")
    table = tag("table", caption, tag("thead", head), tag("tbody", *rows))
    scroll = tag("div", table, class_="scroll", tabindex=0, role="group", aria_label="Ranking")
    return tag("details", tag("summary", "Ranking"), scroll)


def _terms(rank: int, terms: Terms) -> Markup:
    cells = (
        str(terms.index),
        str(terms.hard_failures),
        f"{terms.soft_weighted:.2f}",
        f"{terms.chroma_exceed:.2f}",
        f"{terms.composite:.4f}",
        f"{terms.cost_micro_usd / 1e6:.6f}",
    )
    return tag("tr", tag("th", str(rank), scope="row"), *(tag("td", cell) for cell in cells))
