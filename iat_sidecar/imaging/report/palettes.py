"""Palette strips: the colours a style asks for beside the colours each panel has."""

from iat_sidecar.imaging.report import pictures, words
from iat_sidecar.imaging.report.facts import PanelFacts
from iat_sidecar.imaging.report.markup import Markup, tag
from iat_sidecar.imaging.report.view import View

HEADS = ("Panel", "Style guide", "This panel", "ΔE00")


def palettes(view: View) -> Markup:
    """One row a panel that has a picture."""
    rows = [row for panel in view.panels if (row := _row(view, panel))]
    if not rows:
        return tag("p", "No panel has a picture yet.", class_="note")
    head = tag("tr", *(tag("th", name, scope="col") for name in HEADS))
    caption = tag("caption", "Each block is as wide as its colour's share.")
    title = tag("h3", "Palettes")
    table = tag("table", caption, tag("thead", head), tag("tbody", *rows), class_="palettes")
    scroll = tag("div", table, class_="scroll", tabindex=0, role="group", aria_label="Palettes")
    return tag("div", title, scroll, class_="wide")


def _row(view: View, panel: PanelFacts) -> Markup | None:
    preview, candidate = view.shown(panel), words.chosen(panel)
    if preview is None or candidate is None:
        return None
    style = view.style(panel)
    name = words.place(panel)
    wanted = pictures.strip(style.palette, f"Palette of {style.name}") if style else ""
    own = pictures.strip(preview.palette, f"Palette of {name}")
    apart = candidate.report.palette_de00 if candidate.report else None
    return tag(
        "tr",
        tag("th", name, tag("small", panel.job_key), scope="row", dir="auto"),
        tag("td", wanted if style and style.palette else "none"),
        tag("td", own if preview.palette else "nothing is visible"),
        tag("td", "not compared" if apart is None else words.figure(apart, 1)),
    )
