"""Drift: style and identity over the panels of the run and of the project, with trend and outliers."""

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from iat_sidecar.imaging.report import plot, story, words
from iat_sidecar.imaging.report.markup import Markup, tag
from iat_sidecar.imaging.report.plot import Dot, Frame
from iat_sidecar.imaging.report.plots import figure
from iat_sidecar.imaging.report.view import View
from iat_sidecar.imaging.series.facts import Outlier, PanelFacts, Trend
from iat_sidecar.imaging.series.measures import OF_CHARACTER
from iat_sidecar.imaging.series.outliers import outliers
from iat_sidecar.imaging.series.trend import trend

LEAST_PANELS = 3
SCORES = (
    ("style", "Style over the story", "How near each result is to the style guide; 1 is its own hand."),
    ("identity", "Identity over the story", "How well the characters keep their colours, in the light of the scene."),
)  # fmt: skip
HEIGHT, DENSE_PX = 240.0, 14.0


def drifts(view: View) -> list[Markup]:
    """A plot for every score and character that was measured, then those of the whole project."""
    found = [_drift(view, view.told, *row) for row in SCORES]
    found += [_of_character(view, code) for code in _characters(view)]
    if view.run.earlier:
        found += [_of_project(view, *row) for row in SCORES]
    return [figure for figure in found if figure] or [_nothing()]


def _nothing() -> Markup:
    note = (
        "Nothing to follow: it takes three results that were held against a style or a character."
    )
    head = tag("figcaption", tag("h3", "Drift"), tag("p", note, class_="note"))
    return tag("figure", head, class_="plot empty")


def _characters(view: View) -> list[str]:
    """Who was measured on their own, by the number of panels."""
    names = [name for panel in view.told for name in panel.measures if _is_character(name)]
    return sorted(
        {name.removeprefix(OF_CHARACTER) for name in names},
        key=lambda code: (-names.count(f"{OF_CHARACTER}{code}"), code),
    )


def _is_character(measure: str) -> bool:
    return measure.startswith(OF_CHARACTER) and measure.count(".") == 1


def _of_character(view: View, code: str) -> Markup:
    known = view.run.settings.characters.get(code)
    name = known.name if known else code
    note = f"Mean ΔE00 of {name}'s parts from the reference; below 5 few people see it."
    return _drift(view, view.told, f"{OF_CHARACTER}{code}", f"{name} over the story", note)


def _of_project(view: View, measure: str, title: str, note: str) -> Markup:
    """Earlier runs and this one in the order they were made."""
    earlier = [story.of_earlier(panel, at) for at, panel in enumerate(view.run.earlier)]
    own = [replace(panel, order=at + len(earlier)) for at, panel in enumerate(view.told)]
    said = f"{note} {words.count(len(view.run.earlier), 'panel')} of earlier runs come first."
    return _drift(
        view,
        [*earlier, *own],
        measure,
        title.replace("the story", "the project"),
        said,
        len(earlier),
    )


def _drift(
    view: View,
    panels: Sequence[PanelFacts],
    measure: str,
    title: str,
    note: str,
    begins: int = 0,
) -> Markup:
    having = [panel for panel in panels if measure in panel.measures]
    if len(having) < LEAST_PANELS:
        return Markup("")
    line, apart = trend(panels, measure), outliers(panels, measure)
    frame = _frame(view, panels, [panel.measures[measure] for panel in having], measure, begins)
    at = {panel.job_key: place for place, panel in enumerate(panels)}
    inside = [
        plot.strip(frame, [_light(panel) for panel in panels]),
        _begin(frame, begins),
        _trend(frame, line),
        plot.dots(frame, [_dot(panel, at[panel.job_key], measure) for panel in having]),
        *(plot.ring(frame, at[one.job_key], one.value, one.message) for one in apart),
    ]
    ticks = [(tick, f"{tick:g}") for tick in plot.nice_ticks(frame.low, frame.high, 4)]
    drawn = plot.framed(frame, title, inside, ticks)
    legend = plot.legend(_legend(panels, line, apart))
    told = f"{note} {_named(view, measure, line)}" if line else note
    return figure(title, told, drawn, legend, frame.is_wide)


def _named(view: View, measure: str, line: Trend) -> str:
    """What the trend says, with the character's name for its code."""
    code = measure.removeprefix(OF_CHARACTER)
    known = view.run.settings.characters.get(code)
    return line.message.replace(f" {code} ", f" {known.name} ") if known else line.message


def _frame(
    view: View, panels: Sequence[PanelFacts], values: Sequence[float], measure: str, begins: int
) -> Frame:
    low, high = (0.0, max(values)) if _is_character(measure) else (min(values), 1.0)
    ticks = plot.nice_ticks(low, max(high, low + 0.01), 4)
    labels = [_label(view, panel) if at >= begins else "" for at, panel in enumerate(panels)]
    return Frame(labels, ticks[0], ticks[-1], HEIGHT, DENSE_PX if begins else plot.PITCH_PX)


def _label(view: View, panel: PanelFacts) -> str:
    known = view.by_key.get(panel.job_key)
    return words.short_place(known) if known else ""


def _dot(panel: PanelFacts, at: int, measure: str) -> Dot:
    light = " ".join(map(words.spoken, filter(None, (panel.time_of_day, panel.weather))))
    says = f"{_name(panel)}: {panel.measures[measure]:.4g}{f', {light}' if light else ''}"
    return Dot(at, 0.0, panel.measures[measure], says, is_chosen=True, is_failed=False)


def _name(panel: PanelFacts) -> str:
    named = (("Chapter", panel.chapter), ("page", panel.page), ("panel", panel.number))
    place = ", ".join(f"{word} {value}" for word, value in named if value)
    key = panel.job_key.rpartition("/")[2]
    return f"{place} ({key})" if place else key


def _light(panel: PanelFacts) -> tuple[str, str]:
    time = panel.time_of_day or "none"
    said = " ".join(map(words.spoken, filter(None, (panel.time_of_day, panel.weather))))
    return f"light-{time}", f"{_name(panel)}: {said or 'neutral light'}"


def _begin(frame: Frame, begins: int) -> Markup:
    """Where this run begins among the panels of the project."""
    if not begins:
        return Markup("")
    x, top = frame.x(begins) - frame.pitch / 2, plot.TOP
    rule = tag("path", d=f"M{x:.2f} {top:g}V{frame.height - plot.BOTTOM:g}", class_="begin")
    return tag("g", rule, tag("text", "this run", x=x + 5, y=top + 10, class_="tick"))


def _trend(frame: Frame, line: Trend | None) -> Markup:
    if line is None:
        return Markup("")
    class_ = "trend sure" if line.is_drift else "trend"
    return plot.trend(frame, line.level, line.slope, class_, line.message)


def _legend(
    panels: Sequence[PanelFacts], line: Trend | None, apart: Sequence[Outlier]
) -> Iterable[tuple[str, str]]:
    yield "dot chosen", "result"
    if line:
        yield ("trend sure", "drift") if line.is_drift else ("trend", "trend, no drift")
    if apart:
        yield "ring", "stands apart in its chapter and light"
    for time in dict.fromkeys(panel.time_of_day or "none" for panel in panels):
        yield f"light-{time}", "neutral light" if time == "none" else words.spoken(time)
