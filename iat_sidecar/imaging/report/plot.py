"""Drawing plots: a frame with axes, dots, lines, limits and bars, as SVG without a library."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from iat_sidecar.imaging.report.markup import Markup, join, number, tag

LEFT, RIGHT, TOP, BOTTOM = 56.0, 16.0, 14.0, 34.0
NARROW_PX, WIDE_PX, MOST_PX, PITCH_PX = 580.0, 1_180.0, 3_200.0, 30.0
FEW = 16
"""As many panels as a narrow plot has room for."""
LABEL_PX = 38.0


@dataclass(frozen=True)
class Dot:
    """One value: at which panel, which of its candidates, and what to say on hover."""

    at: int
    shift: float
    value: float
    says: str
    is_chosen: bool
    is_failed: bool


@dataclass(frozen=True)
class Limit:
    """A threshold, panel by panel; None where it does not apply."""

    name: str
    values: Sequence[float | None]


@dataclass(frozen=True)
class Frame:
    """The inside of a plot: panels from left to right, values from `low` to `high` upwards."""

    labels: Sequence[str]
    low: float
    high: float
    height: float
    pitch_px: float = PITCH_PX

    @property
    def width(self) -> float:
        if not self.is_wide:
            return NARROW_PX
        wanted = LEFT + RIGHT + self.pitch_px * len(self.labels)
        return min(max(wanted, WIDE_PX), MOST_PX)

    @property
    def is_wide(self) -> bool:
        return len(self.labels) > FEW

    @property
    def pitch(self) -> float:
        return (self.width - LEFT - RIGHT) / max(1, len(self.labels))

    def x(self, at: float) -> float:
        return LEFT + (at + 0.5) * self.pitch

    def y(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return self.height - BOTTOM - share * (self.height - TOP - BOTTOM)


def framed(
    frame: Frame, title: str, inside: Iterable[str], ticks: Sequence[tuple[float, str]]
) -> Markup:
    """The whole drawing: grid, labels, and what is inside."""
    return tag(
        "svg",
        *_rows(frame, ticks),
        *_columns(frame),
        *inside,
        viewbox=f"0 0 {number(frame.width)} {number(frame.height)}",
        width=frame.width,
        height=frame.height,
        role="img",
        aria_label=title,
    )


def dots(frame: Frame, found: Sequence[Dot]) -> Markup:
    """Every dot, the chosen ones above the others and joined by a line."""
    chosen = sorted((dot for dot in found if dot.is_chosen), key=lambda dot: dot.at)
    others = [dot for dot in found if not dot.is_chosen]
    points = [(dot.at, dot.value) for dot in chosen]
    return tag(
        "g",
        *(_dot(frame, dot) for dot in others),
        polyline(frame, points, "line"),
        *(_dot(frame, dot) for dot in chosen),
    )


def polyline(frame: Frame, points: Sequence[tuple[int, float]], class_: str) -> Markup:
    """A line through neighbours; where a panel has no value it is interrupted."""
    path, before = "", None
    for at, value in points:
        word = "L" if before == at - 1 else "M"
        path += f"{word}{number(frame.x(at))} {number(frame.y(value))}"
        before = at
    return tag("path", d=path, class_=class_) if path else Markup("")


def limit(frame: Frame, line: Limit) -> Markup:
    """A dashed level over every panel that it applies to, with its name at the first."""
    path, level, named = "", None, Markup("")
    half = frame.pitch / 2
    for at, value in enumerate(line.values):
        if value is not None and value != level:  # equal neighbours share one stroke
            x, y = frame.x(at) - half, frame.y(value)
            path += f"M{number(x)} {number(y)}"
            named = named or tag(
                "text", f"{line.name} {value:g}", x=x + 4, y=y - 5, class_="limit-name"
            )
        if value is not None:
            path += f"H{number(frame.x(at) + half)}"
        level = value
    return tag("g", tag("path", d=path, class_="limit"), named) if path else Markup("")


def trend(frame: Frame, level: float, slope: float, class_: str, says: str) -> Markup:
    """A straight line over all panels; what would leave the frame is cut off."""
    last = len(frame.labels) - 1
    ends = (0.0, float(last))
    if slope:
        crossings = ((edge - level) / slope for edge in (frame.low, frame.high))
        first, second = sorted(crossings)
        ends = (max(ends[0], first), min(ends[1], second))
    if ends[0] >= ends[1] or not frame.low <= level + slope * ends[0] <= frame.high + 1e-9:
        return Markup("")
    (x, y), (to_x, to_y) = ((frame.x(at), frame.y(level + slope * at)) for at in ends)
    path = f"M{number(x)} {number(y)}L{number(to_x)} {number(to_y)}"
    return tag("path", tag("title", says), d=path, class_=class_)


def ring(frame: Frame, at: int, value: float, says: str) -> Markup:
    """A mark round a dot that stands apart."""
    return tag(
        "circle", tag("title", says), cx=frame.x(at), cy=frame.y(value), r=8.5, class_="ring"
    )


def strip(frame: Frame, kinds: Sequence[tuple[str, str]]) -> Markup:
    """A band under the panels: a class and what to say for each of them."""
    top = frame.height - BOTTOM + 3
    return tag(
        "g",
        *(
            bar(frame.x(at) - frame.pitch / 2, top, frame.pitch, 5, class_, says)
            for at, (class_, says) in enumerate(kinds)
        ),
    )


def nice_ticks(low: float, high: float, wanted: int = 5) -> list[float]:
    """Round numbers from `low` on, the last one at or above `high`."""
    rough = max(high - low, 1e-9) / wanted
    power = 10 ** math.floor(math.log10(rough))
    step = next(power * n for n in (1, 2, 2.5, 5, 10) if power * n >= rough)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(step * n, 10) for n in range(first, max(last, first + 1) + 1)]


def _rows(frame: Frame, ticks: Sequence[tuple[float, str]]) -> Iterable[Markup]:
    for value, says in ticks:
        y = frame.y(value)
        yield tag("path", d=f"M{LEFT:g} {number(y)}H{number(frame.width - RIGHT)}", class_="grid")
        yield tag("text", says, x=LEFT - 8, y=y + 4, class_="tick end")


def _columns(frame: Frame) -> Iterable[Markup]:
    """Labels below, as many as have room."""
    every = max(1, math.ceil(LABEL_PX / frame.pitch))
    for at, label in enumerate(frame.labels):
        if at % every == 0:
            yield tag("text", label, x=frame.x(at), y=frame.height - 12, class_="tick middle")


def _dot(frame: Frame, dot: Dot) -> Markup:
    spread = min(frame.pitch * 0.6, 18.0)
    x, y = frame.x(dot.at) + dot.shift * spread, frame.y(dot.value)
    says = tag("title", dot.says)
    if dot.is_failed and not dot.is_chosen:
        path = f"M{number(x - 3)} {number(y - 3)}l6 6m0-6l-6 6"
        return tag("path", says, d=path, class_="dot failed")
    kind = "dot chosen" if dot.is_chosen else "dot"
    return tag("circle", says, cx=x, cy=y, r=4.5 if dot.is_chosen else 3.0, class_=kind)


def bar(x: float, y: float, width: float, height: float, class_: str, says: str) -> Markup:
    return tag("rect", tag("title", says), x=x, y=y, width=width, height=height, class_=class_)


def legend(entries: Iterable[tuple[str, str]]) -> Markup:
    """What each mark means: a class and a word."""
    return tag("ul", join(_entry(*entry) for entry in entries), class_="legend")


def _entry(class_: str, word: str) -> Markup:
    shape = {
        "line": tag("path", d="M0 7H18", class_="line"),
        "limit": tag("path", d="M0 7H18", class_="limit"),
        "dot failed": tag("path", d="M6 4l6 6m0-6l-6 6", class_="dot failed"),
        "trend": tag("path", d="M0 7H18", class_="trend"),
        "trend sure": tag("path", d="M0 7H18", class_="trend sure"),
        "ring": tag("circle", cx=9, cy=7, r=6, class_="ring"),
        "dot": tag("circle", cx=9, cy=7, r=3, class_="dot"),
        "dot chosen": tag("path", d="M0 7H18", class_="line")
        + tag("circle", cx=9, cy=7, r=4.5, class_="dot chosen"),
    }.get(class_, tag("rect", x=3, y=1, width=12, height=12, class_=class_))
    drawn = tag("svg", Markup(shape), width=18, height=14, viewbox="0 0 18 14", aria_hidden="true")
    return tag("li", drawn, word)
