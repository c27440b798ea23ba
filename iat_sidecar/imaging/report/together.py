"""What only the whole set shows: who stands apart, what looks alike, who may have been swapped."""

from collections.abc import Iterable

from iat_sidecar.imaging.report import pictures, words
from iat_sidecar.imaging.report.facts import PanelFacts
from iat_sidecar.imaging.report.markup import Markup, join, tag
from iat_sidecar.imaging.report.sheet import anchor
from iat_sidecar.imaging.report.view import View
from iat_sidecar.imaging.series.facts import Pair, Swap

MOST = 60
"""Entries of a kind; a set with more has a trouble of another kind."""


def together(view: View) -> Markup:
    """Three lists, each with its pictures; a line where there is nothing to say."""
    return join(
        (
            _part(
                "Panels that stand apart",
                list(_apart(view)),
                "No panel is far from the others of its chapter and light.",
            ),
            _part(
                "Panels that look alike",
                list(_pairs(view)),
                "No two panels look alike without being meant to.",
            ),
            _part(
                "Characters in each other's place",
                list(_swaps(view)),
                "Nobody seems to stand in for somebody else.",
            ),
        )
    )


def _part(title: str, entries: list[Markup], nothing: str) -> Markup:
    if not entries:
        return tag("div", tag("h3", title), tag("p", nothing, class_="note"), class_="apart")
    shown = tag("ul", *entries[:MOST], class_="pairs")
    left = len(entries) - MOST
    more = tag("p", f"{left:,} more are in the facts of this page.", class_="note")
    return tag("div", tag("h3", title), shown, more if left > 0 else "", class_="apart")


def _apart(view: View) -> Iterable[Markup]:
    """One entry a panel, with all that is unusual of it."""
    said: dict[str, list[str]] = {}
    for outlier in view.series.outliers:
        said.setdefault(outlier.job_key, []).append(outlier.message)
    for key, messages in said.items():
        reasons = tag("ul", *(tag("li", message) for message in messages), class_="reasons")
        yield _entry(view, [view.by_key[key]], reasons)


def _pairs(view: View) -> Iterable[Markup]:
    for pair in view.series.pairs:
        panels = [view.by_key[pair.one], view.by_key[pair.other]]
        yield _entry(view, panels, tag("p", _alike(pair)))


def _alike(pair: Pair) -> str:
    alike = "As good as the same picture" if pair.is_duplicate else "Much alike"
    return f"{alike}: {pair.bits} of 64 bits of their fingerprints differ."


def _swaps(view: View) -> Iterable[Markup]:
    order = {panel.job_key: panel.position for panel in view.panels}
    for swap in view.series.swaps:
        if swap.twin and order[swap.twin] < order[swap.job_key]:
            continue  # the pair was told at its first panel
        twin = [view.by_key[swap.twin]] if swap.twin else []
        yield _entry(view, [view.by_key[swap.job_key], *twin], tag("p", _instead(view, swap)))


def _instead(view: View, swap: Swap) -> str:
    expected, shown = (_name(view, code) for code in (swap.expected, swap.shown))
    said = f"{shown} seems to be here instead of {expected}"
    return f"{said}; the other panel has them the other way round." if swap.twin else f"{said}."


def _name(view: View, code: str) -> str:
    known = view.run.settings.characters.get(code)
    return known.name if known else code


def _entry(view: View, panels: list[PanelFacts], said: Markup) -> Markup:
    shown = tag("div", *(_picture(view, panel) for panel in panels), class_="beside")
    return tag("li", shown, said)


def _picture(view: View, panel: PanelFacts) -> Markup:
    preview, name = view.shown(panel), words.place(panel)
    drawn = pictures.large(preview, name) if preview else pictures.missing("away")
    caption = tag("figcaption", tag("a", name, href=f"#{anchor(panel)}"), dir="auto")
    return tag("figure", drawn, caption)
