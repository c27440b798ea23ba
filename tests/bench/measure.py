"""What a row of the table says, and the arithmetic that noise does not reach."""

import statistics
from collections.abc import Callable
from typing import NamedTuple

ROUNDS = 9


class Result(NamedTuple):
    """A measurement beside its floor or peer, and whether it meets its bar."""

    measured: str
    peer: str
    ratio: str
    bar: str
    is_met: bool


def time_ratio(
    measure: Callable[[], float], floor: Callable[[], float], at_most: float, rounds: int = ROUNDS
) -> Result:
    """Seconds against a floor's, in turns; the quieter rounds of each decide."""
    pairs = [(floor(), measure()) for _ in range(rounds)]
    theirs, ours = (_quiet(list(column)) for column in zip(*pairs, strict=True))
    ratio = ours / theirs
    return Result(
        _time(ours), _time(theirs), f"{ratio:.2f} ×", f"≤ {at_most:g} ×", ratio <= at_most
    )


def rate_ratio(
    measure: Callable[[], float], peer: Callable[[], float], at_least: float, rounds: int = ROUNDS
) -> Result:
    """Things a second against a peer's, in turns; the quieter rounds of each decide."""
    pairs = [(1 / peer(), 1 / measure()) for _ in range(rounds)]
    theirs, ours = (1 / _quiet(list(column)) for column in zip(*pairs, strict=True))
    ratio = ours / theirs
    return Result(
        _rate(ours), _rate(theirs), f"{ratio:.2f} ×", f"≥ {at_least:g} ×", ratio >= at_least
    )


def rate(measure: Callable[[], float], at_least: float, rounds: int = ROUNDS) -> Result:
    """Things a second by themselves; the best round is what the program can do on a busy machine."""
    best = max(measure() for _ in range(rounds))
    return Result(_rate(best), "", "", f"≥ {_rate(at_least)}", best >= at_least)


def amount(value: float, at_most: float, unit: str) -> Result:
    return Result(f"{value:.1f} {unit}", "", "", f"≤ {at_most:g} {unit}", value <= at_most)


def p50(samples: list[float]) -> float:
    return statistics.median(samples)


def p99(samples: list[float]) -> float:
    return statistics.quantiles(samples, n=100)[98]


def _quiet(samples: list[float]) -> float:
    """The lower quartile: what else the machine does only ever adds."""
    return statistics.quantiles(samples, n=4)[0]


def _time(seconds: float) -> str:
    return f"{seconds * 1e6:.1f} µs" if seconds < 1e-3 else f"{seconds * 1e3:.1f} ms"


def _rate(per_s: float) -> str:
    return f"{per_s:,.0f}/s"
