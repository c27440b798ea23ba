"""The whole page: head, parts in order, and the facts once more for programs."""

import base64
import hashlib
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

import msgspec
from msgspec.structs import replace

from iat_sidecar.core import resources
from iat_sidecar.imaging.report import (
    drift,
    lineage,
    overruled,
    palettes,
    plots,
    settings,
    sheet,
    timings,
    together,
    words,
)
from iat_sidecar.imaging.report.markup import Markup, tag
from iat_sidecar.imaging.report.view import View

FOLDER = ("iat_sidecar", "imaging", "report")
MANY = 60
"""Panels from which on those out of sight are laid out late."""
FILTERS = (
    ("", "All"),
    ("warned", "With warnings"),
    ("failed", "Without a result"),
    ("person", "Seen by a person"),
    ("cut", "Cutouts"),
    ("apart", "Standing apart"),
)
PARTS = (
    ("panels", "Panels"),
    ("scores", "Scores"),
    ("set", "The whole set"),
    ("people", "People"),
    ("colour", "Colour"),
    ("lineage", "Lineage"),
    ("time", "Time"),
    ("settings", "Settings"),
)


def render(view: View) -> str:
    """One self-contained page; nothing in it asks for anything outside."""
    style, script = (resources.text(*FOLDER, name) for name in ("page.css", "page.js"))
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=_policy(style, script)),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("title", f"{_title(view)} · {view.run.project_name}"),
        tag("style", Markup(style)),
    )
    body = tag("body", *_body(view), _facts(view), tag("script", Markup(script)))
    return f"<!doctype html>\n{tag('html', head, body, lang='en')}\n"


def _policy(style: str, script: str) -> str:
    return (
        f"default-src 'none'; img-src data:; style-src {_hash(style)}; "
        f"script-src {_hash(script)}; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _facts(view: View) -> Markup:
    """The facts as JSON; what could end the element is spelled otherwise."""
    panels = [replace(panel, previews={}) for panel in view.panels]
    told = {"run": view.run, "panels": panels, "series": view.series}
    text = msgspec.json.encode(told).decode()
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return tag("script", Markup(text), type="application/json", id="facts")


def _body(view: View) -> Iterable[Markup]:
    yield tag("a", "To the panels", href="#panels", class_="skip")
    yield tag("header", *_masthead(view), class_="masthead")
    links = (tag("li", tag("a", name, href=f"#{id}")) for id, name in PARTS)
    yield tag("nav", tag("ul", *links), aria_label="Parts of the report")
    yield tag("main", *_parts(view), class_="long" if len(view.panels) > MANY else None)
    yield tag("footer", tag("p", _imprint(view)))


def _masthead(view: View) -> Iterable[Markup]:
    run = view.run
    yield tag("p", f"{run.project_name} · {run.project_slug}", class_="project", dir="auto")
    yield tag("h1", _title(view), dir="auto")
    yield tag("p", _lede(view), class_="lede")
    yield tag("p", _dates(view), class_="dates")
    yield tag("dl", *(_pair(*fact) for fact in _figures(view)), class_="figures")
    if run.warnings:
        said = (tag("li", warning, dir="auto") for warning in run.warnings)
        yield tag("section", tag("h2", "Warnings of the run"), tag("ul", *said), class_="warnings")
    yield sheet.overview(view)


def _title(view: View) -> str:
    return view.run.name or "A run without a name"


def _lede(view: View) -> str:
    run, total = view.run, len(view.panels)
    done = run.jobs.get("done", 0)
    stopped = run.jobs.get("failed_output_guard", 0) + run.jobs.get("failed", 0)
    reports = [one.report for one in view.candidates if one.report]
    findings = sum(len(report.findings) for report in reports)
    persons = sum(panel.selected_by == "person" for panel in view.panels)
    said = [f"{words.ending(run)}. {done} of {words.count(total, 'panel')} done"]
    if stopped:
        said.append(f"{stopped} without a result")
    said.append(f"{words.count(len(reports), 'candidate')} judged")
    said.append(words.count(findings, "remark of the guard", "remarks of the guard"))
    if persons:
        said.append(words.count(persons, "choice by a person", "choices by a person"))
    return f"{', '.join(said)}."


def _figures(view: View) -> Iterable[tuple[str, str]]:
    run = view.run
    yield "Status", words.STATUS[run.status]
    yield "Panels", f"{run.jobs.get('done', 0)} of {len(view.panels)}"
    yield "Candidates", str(len(view.candidates))
    if run.started_at and run.finished_at:
        yield "Wall time", words.duration(_between_ms(run.started_at, run.finished_at))
    yield "Own time of steps", words.duration(timings.own_ms(view))
    if view.steps:
        yield "From memory", f"{timings.memoised(view) / len(view.steps):.0%} of steps"
    yield "Cost", f"${_cost(view)}"
    yield "Seed", str(run.seed)


def _dates(view: View) -> str:
    run = view.run
    said = [
        f"{word} {words.moment(at)}"
        for word, at in (
            ("Created", run.created_at),
            ("started", run.started_at),
            ("ended", run.finished_at),
        )
        if at
    ]
    return ", ".join(said) + "."


def _pair(term: str, value: str) -> Markup:
    return tag("div", tag("dt", term), tag("dd", value))


def _parts(view: View) -> Iterable[Markup]:
    inside = {
        "panels": _filters() + sheet.sheet(view),
        "scores": _plots(*plots.scores(view), plots.decisions(view)),
        "set": _plots(*drift.drifts(view)) + together.together(view),
        "people": overruled.overruled(view),
        "colour": _plots(*plots.distances(view), palettes.palettes(view)),
        "lineage": lineage.lineages(view),
        "time": _plots(plots.times(view), timings.table(view)),
        "settings": settings.snapshot(view),
    }
    for id, name in PARTS:
        yield tag("section", tag("h2", name), Markup(inside[id]), id=id)


def _plots(*parts: Markup) -> Markup:
    return tag("div", *parts, class_="plots")


def _filters() -> str:
    """Shown by the script, for without it they could not do anything."""
    buttons = (
        tag(
            "button",
            name,
            type="button",
            data_filter=word,
            aria_pressed="false" if word else "true",
        )
        for word, name in FILTERS
    )
    search = tag(
        "input", type="search", placeholder="Scene, key, cast …", aria_label="Search panels"
    )
    told = tag("output", aria_live="polite")
    return tag("div", *buttons, search, told, class_="filters", hidden=True)


def _cost(view: View) -> str:
    return f"{sum((Decimal(one.cost_usd) for one in view.candidates), Decimal(0)):.2f}"


def _between_ms(first: str, last: str) -> float:
    apart = datetime.fromisoformat(last) - datetime.fromisoformat(first)
    return apart.total_seconds() * 1_000


def _imprint(view: View) -> str:
    run = view.run
    return f"Run {run.id}. Written {words.moment(run.written_at)} from the rows of the project."
