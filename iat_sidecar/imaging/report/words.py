"""Facts as sentences: how a run ended, why a candidate won, what a number is called."""

from collections.abc import Callable

from iat_sidecar.imaging.guard.rank import Terms
from iat_sidecar.imaging.report.facts import CandidateFacts, PanelFacts, Review, RunFacts

LEGS = {
    "input": "Input",
    "fit": "Fitted",
    "style_lock": "Drawing",
    "light_time": "Light",
    "weather_effects": "Weather",
    "advanced": "Effects",
    "cutout": "Cutout",
    "upscale": "Upscale",
    "color": "Colour",
    "guard": "Guard",
    "final": "Final",
}
STATUS = {
    "planned": "not reached",
    "running": "being drawn",
    "generated": "drawn",
    "done": "done",
    "partial": "partial",
    "failed_output_guard": "stopped by the guard",
    "failed": "failed",
}
ENDED = {
    "finished": "it came to its end",
    "canceled": "it was canceled",
    "budget": "the budget was reached",
    "full_disk": "the disk was full",
    "question": "a paid call waits for a decision",
    "crash": "the program was ended while it ran",
    "error": "an error ended it",
}
RULES = {
    "hard_failures": "fewer hard failures",
    "soft_warnings": "lighter warnings",
    "chroma_exceed": "less chroma above the style's ceiling",
    "composite": "higher composite",
    "cost": "lower cost in millionths of a dollar",
    "human_review": "a person's choice",
    "index": "equal in every term and drawn first",
    "only_one": "the only candidate",
}
TERMS: dict[str, Callable[[Terms], float]] = {
    "hard_failures": lambda terms: terms.hard_failures,
    "soft_warnings": lambda terms: terms.soft_weighted,
    "chroma_exceed": lambda terms: terms.chroma_exceed,
    "composite": lambda terms: terms.composite,
    "cost": lambda terms: terms.cost_micro_usd,
}
CLASSES = {
    "bit_exact": "local and deterministic: the same inputs give the same bytes",
    "seeded": "steered by a seed; the vendor does not promise the same bytes",
    "recorded": "cannot be drawn again; the stored bytes are the record",
}
SCORES = {"style": "style", "identity": "identity", "technical": "technical", "spec": "request"}
MONTHS = "January February March April May June July August September October November December"


def chosen(panel: PanelFacts) -> CandidateFacts | None:
    """The candidate that is the panel's result."""
    index = panel.selected_candidate_index
    return next((one for one in panel.candidates if one.candidate_index == index), None)


def why(panel: PanelFacts) -> str:
    """Why the panel's result is its result, or why there is none."""
    if panel.selected_by == "person":
        return _by_person(panel)
    if panel.selected_by == "guard":
        return f"Chosen by the guard: {_reason(panel)}."
    match panel.status:
        case "failed_output_guard":
            return "No candidate passed the guard; a person may still choose one."
        case "failed":
            return f"Failed: {panel.error.message}" if panel.error else "It failed."
        case "running":
            return "It is being drawn."
    return "It has not been drawn yet."


def rule(code: str) -> str:
    """`S04_chroma_exceed` as `S04 chroma exceed`."""
    return code.replace("_", " ")


def spoken(word: str | None) -> str:
    return (word or "").replace("_", " ")


def place(panel: PanelFacts) -> str:
    """Where a panel stands in the story, in words; its key where nothing else is known."""
    at = panel.panel
    named = (("Chapter", at.chapter), ("page", at.page), ("panel", at.number))
    said = ", ".join(f"{word} {value}" for word, value in named if value)
    return said[:1].upper() + said[1:] if said else panel.job_key


def short_place(panel: PanelFacts) -> str:
    """A label for an axis."""
    at = panel.panel
    return f"{at.page}.{at.number}" if at.page and at.number else str(panel.position + 1)


def ending(run: RunFacts) -> str:
    """How the run stands and why it ended."""
    stands = {"done": "Done", "partial": "Partly done", "failed": "Failed"}.get(run.status)
    if stands is None:
        return "Under way"
    return f"{stands}; {ENDED.get(run.ended_by or '', 'it ended')}"


def scene(panel: PanelFacts) -> str:
    """What a panel shows, in the words it was asked for."""
    return panel.scene or panel.prompt or "From a given picture."


def brief(text: str, most: int = 160) -> str:
    """The beginning of a long text."""
    return text if len(text) <= most else f"{text[:most].rstrip()}…"


def count(n: int, noun: str, plural: str | None = None) -> str:
    return f"{n:,} {noun if n == 1 else plural or noun + 's'}"


def duration(ms: float) -> str:
    """Milliseconds as a person says them."""
    if ms == 0:
        return "0"
    if ms < 1_000:
        return f"{ms:.0f} ms"
    if ms < 60_000:
        return f"{ms / 1_000:.1f} s"
    minutes, seconds = divmod(round(ms / 1_000), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02d} min" if hours else f"{minutes} min {seconds:02d} s"


def moment(at: str) -> str:
    """`2026-03-01T14:05:09.…Z` as `1 March 2026, 14:05 UTC`."""
    date, _, clock = at.partition("T")
    year, month, day = date.split("-")
    return f"{int(day)} {MONTHS.split()[int(month) - 1]} {year}, {clock[:5]} UTC"


def figure(value: float | None, places: int = 2) -> str:
    """A number, or a dash where there was nothing to judge by."""
    return "–" if value is None else f"{value:.{places}f}"


def _reason(panel: PanelFacts) -> str:
    said = RULES.get(panel.decided_by or "", spoken(panel.decided_by))
    term = TERMS.get(panel.decided_by or "")
    if term is None or panel.ranking is None or len(panel.ranking.terms) < 2:
        return said
    first, second = (term(terms) for terms in panel.ranking.terms[:2])
    return f"{said}, {_apart(first, second)}"


def _apart(first: float, second: float) -> str:
    """Two numbers with as few places as tell them apart."""
    if isinstance(first, int) and isinstance(second, int):
        return f"{first} against {second}"
    places = next((n for n in (2, 3, 4) if round(first, n) != round(second, n)), 4)
    return f"{first:.{places}f} against {second:.{places}f}"


def _by_person(panel: PanelFacts) -> str:
    review = _choice(panel)
    if review is None:
        return "Chosen by a person."
    reason = review.reason.strip().rstrip(".")
    said = f"Chosen by a person: {reason}." if reason else "Chosen by a person."
    if review.overruled_index is None:
        return f"{said} The guard had passed none."
    if review.overruled_rule == "human_review":
        return f"{said} Before, a person had chosen candidate {review.overruled_index}."
    rule = RULES.get(review.overruled_rule or "", "its ranking")
    return f"{said} The guard had preferred candidate {review.overruled_index} ({rule})."


def _choice(panel: PanelFacts) -> Review | None:
    """The newest review that chose, not only judged; reviews stand newest first."""
    candidate = chosen(panel)
    return next((one for one in candidate.reviews if one.is_choice), None) if candidate else None
