"""What is watched over a set: how each measure is called, which way is bad, and what is noise."""

from typing import Literal, NamedTuple

Bad = Literal["low", "high", "both"]


class Watched(NamedTuple):
    """least: a step that nobody sees; deviations below it are none."""

    name: str
    bad: Bad
    least: float


SCORE, DISTANCE = 0.03, 2.0
WATCHED = {
    "style": Watched("style score", "low", SCORE),
    "identity": Watched("identity score", "low", SCORE),
    "composite": Watched("composite score", "low", SCORE),
    "palette_de00": Watched("palette distance", "high", 1.5),
    "chroma_exceed": Watched("chroma above the ceiling", "high", 0.3),
    "l_mean": Watched("brightness", "both", 2.5),
    "c_mean": Watched("chroma", "both", 1.5),
    "l_deviation": Watched("contrast", "both", 2.0),
}
OF_CHARACTER = "identity."


def watched(measure: str) -> Watched | None:
    """None for what is not followed over a set: strains of single rules, parts of characters."""
    if measure.startswith(OF_CHARACTER) and measure.count(".") == 1:
        code = measure.removeprefix(OF_CHARACTER)
        return Watched(f"distance of {code} from the reference", "high", DISTANCE)
    return WATCHED.get(measure)
