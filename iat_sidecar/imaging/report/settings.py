"""The settings snapshot: everything the run froze before it drew the first panel."""

from typing import Any

import msgspec

from iat_sidecar.imaging.guard import thresholds
from iat_sidecar.imaging.report import pictures, words
from iat_sidecar.imaging.report.facts import (
    CharacterFacts,
    PartFacts,
    SettingsFacts,
    StyleFacts,
    TemplateFacts,
)
from iat_sidecar.imaging.report.markup import Markup, join, tag
from iat_sidecar.imaging.report.view import View


def snapshot(view: View) -> Markup:
    """Style guides, characters, templates and thresholds, each folded."""
    frozen = view.run.settings
    folds = (
        ("Style guides", join(_style(one) for one in frozen.style_guides.values())),
        ("Characters", join(_character(*one) for one in frozen.characters.items())),
        ("Prompt templates", join(_template(*one) for one in frozen.templates.items())),
        ("Thresholds of the guard", _thresholds(view)),
        ("Program", _program(frozen)),
    )
    return join(_fold(title, inside) for title, inside in folds)


def _fold(title: str, inside: Markup) -> Markup:
    return tag("details", tag("summary", title), inside or tag("p", "None.", class_="note"))


def _style(style: StyleFacts) -> Markup:
    said = [style.prompt, f"Not: {style.negative_prompt}" if style.negative_prompt else ""]
    numbers = (
        ("Chroma ceiling", words.figure(style.chroma_ceiling, 1)),
        ("Line weight in px", words.figure(style.line_weight_px, 1)),
        ("Measured from", words.count(style.references, "reference") if style.references else "–"),
    )
    palette = pictures.strip(style.palette, f"Palette of {style.name}") if style.palette else ""
    prose = [tag("p", text, dir="auto") for text in said if text]
    return tag(
        "div", tag("h4", style.name, dir="auto"), palette, *prose, _terms(numbers), class_="card"
    )


def _character(code: str, one: CharacterFacts) -> Markup:
    parts = tag("ul", *(_part(part) for part in one.parts), class_="parts")
    title = tag("h4", one.name, tag("small", code), dir="auto")
    return tag("div", title, tag("p", one.description, dir="auto"), parts, class_="card")


def _part(part: PartFacts) -> Markup:
    name = words.spoken(part.part)
    return tag("li", pictures.swatch(part.hex, f"{name} {part.hex}"), f"{name} {part.hex}")


def _template(stage: str, one: TemplateFacts) -> Markup:
    title = tag("h4", words.spoken(stage), tag("small", f"{one.name}, version {one.version}"))
    return tag("div", title, tag("pre", one.template_text, dir="auto"), class_="card")


def _thresholds(view: View) -> Markup:
    """Every line of the guard; those drawn elsewhere than the built-in ones stand out."""
    built_in = _flat(msgspec.to_builtins(thresholds.Thresholds()))
    used = _flat(view.run.settings.thresholds)
    rows = [_threshold(name, value, built_in.get(name)) for name, value in used.items()]
    heads = ("Threshold", "Value", "Built in")
    head = tag("tr", *(tag("th", name, scope="col") for name in heads))
    caption = tag("caption", _versions(view))
    return tag("table", caption, tag("thead", head), tag("tbody", *rows))


def _threshold(name: str, value: float, built_in: float | None) -> Markup:
    before = "–" if built_in is None else f"{built_in:g}"
    cells = (tag("th", words.spoken(name), scope="row"), tag("td", f"{value:g}"), tag("td", before))
    return tag("tr", *cells, class_="changed" if value != built_in else None)


def _versions(view: View) -> str:
    """As the guard's reports have it."""
    found = sorted({one.report.version for one in view.candidates if one.report})
    return f"Thresholds, version {', '.join(map(str, found)) or thresholds.VERSION}"


def _flat(found: dict[str, Any], before: str = "") -> dict[str, float]:
    flat: dict[str, float] = {}
    for name, value in found.items():
        if isinstance(value, dict):
            flat |= _flat(value, f"{before}{name} ")
        else:
            flat[before + name] = value
    return flat


def _program(frozen: SettingsFacts) -> Markup:
    return _terms(
        (
            ("Version", frozen.program_version),
            ("Memory", {"use": "used", "refresh": "drawn anew"}.get(frozen.memo, frozen.memo)),
            ("Commercial use", "yes" if frozen.commercial else "no"),
        )
    )


def _terms(rows: tuple[tuple[str, str], ...]) -> Markup:
    pairs = (part for term, value in rows for part in (tag("dt", term), tag("dd", value)))
    return tag("dl", *pairs, class_="terms")
