"""How many characters that went wrong the guard sees, and how many that are right it accuses.

`python -m tests.bench.rows.identity_hits` prints the table by kind.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from iat_sidecar.imaging.identity import judge
from iat_sidecar.imaging.identity.light import possible
from iat_sidecar.imaging.identity.seen import see
from tests.bench.measure import Result
from tests.imaging.drawn_cast import CAST, LIGHTS, SCENES, drawn, expected, far_from, lit

NAME = "identity: wrong characters caught, right ones accused"
AT_LEAST, AT_MOST = 0.90, 0.05
PAIRS = (
    ("mara", "toma"),
    ("ines", "odil"),
    ("odil", "mara"),
    ("toma", "ines"),
    ("odil", "toma"),
    ("ines", "mara"),
)
ROUNDS = 2
LIGHTS_A_SCENE = 2
WRONG = ("swapped", "hair", "outfit_1", "missing")


def measure(folder: Path) -> Result:
    found = table()
    accused, right = found.pop("clean")
    caught, wrong = (sum(column) for column in zip(*found.values(), strict=True))
    return Result(
        f"{caught / wrong:.1%} of {wrong}",
        f"{accused / right:.1%} of {right}",
        "",
        f"≥ {AT_LEAST:.0%}, ≤ {AT_MOST:.0%}",
        caught / wrong >= AT_LEAST and accused / right <= AT_MOST,
    )


def table() -> dict[str, tuple[int, int]]:
    """By kind: how many were not accepted, of how many."""
    found = dict.fromkeys(("clean", *WRONG), (0, 0))
    for number in range(ROUNDS * len(SCENES)):
        for kind, was_accepted in _judged(number):
            doubted, all_ = found[kind]
            found[kind] = (doubted + (not was_accepted), all_ + 1)
    return found


def _judged(number: int) -> Iterator[tuple[str, bool]]:
    """One scene clean and in every wrong way, in two lights each."""
    one, other = PAIRS[(number * 5 + number // len(SCENES)) % len(PAIRS)]
    text = SCENES[number % len(SCENES)]
    lights = [LIGHTS[(number * 3 + nth * 5) % len(LIGHTS)] for nth in range(LIGHTS_A_SCENE)]
    for kind in ("clean", *WRONG):
        drawing = _drawing(kind, text, one, other, number)
        for light in lights:
            picture = lit(drawing, *light)
            for code in (one, other) if kind == "clean" else (one,):
                yield kind, _is_accepted(picture, code, *light)


def _drawing(kind: str, text: str, one: str, other: str, number: int) -> Any:
    if kind == "missing":
        alone = text.split(" {} ")[0] if text.count("{}") > 1 else text
        words = alone.replace("{} and", "{}").split(", {}")[0]
        return drawn(words.split(" while")[0].split(" with")[0], [other], seed=number)
    stranger = next(code for code in CAST if code not in (one, other))
    changed = {
        "swapped": CAST[stranger],
        "hair": {"hair": far_from(CAST[one]["hair"], number)},
        "outfit_1": {"outfit_1": far_from(CAST[one]["outfit_1"], number)},
    }
    return drawn(text, [one, other], seed=number, changed={one: changed.get(kind, {})})


def _is_accepted(picture: Any, code: str, time: Any, weather: Any) -> bool:
    lights = possible(time, weather, is_known=True, is_exact=True)
    return judge.character(see(picture), code, expected(code), lights).verdict == "accept"


if __name__ == "__main__":
    for kind, (doubted, all_) in table().items():
        print(f"{kind:10} {doubted:4} of {all_:4} not accepted ({doubted / all_:.1%})")
