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
    measure: Callable[[], float],
    floor: Callable[[], float],
    at_most: float | None = None,
    at_most_s: float | None = None,
    rounds: int = ROUNDS,
) -> Result:
    """Seconds against a floor's, in turns; the quieter rounds of each decide.

    The bar is the ratio's, or that of the seconds; without one the row only shows where we are.
    """
    pairs = [(floor(), measure()) for _ in range(rounds)]
    theirs, ours = (_quiet(list(column)) for column in zip(*pairs, strict=True))
    ratio = ours / theirs
    bars = [(at_most, ratio, f"≤ {at_most} ×"), (at_most_s, ours, f"≤ {_time(at_most_s or 0)}")]
    given = [(bar, value, text) for bar, value, text in bars if bar is not None]
    return Result(
        _time(ours),
        _time(theirs),
        f"{ratio:.2f} ×",
        ", ".join(text for _, _, text in given),
        all(value <= bar for bar, value, _ in given),
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
    return amount_ratio(value, None, at_most, unit)


def amount_ratio(value: float, peer: float | None, at_most: float, unit: str) -> Result:
    """An amount and its bar, beside a peer's amount that has none."""
    theirs, ratio = ("", "") if peer is None else (f"{peer:.1f} {unit}", f"{value / peer:.2f} ×")
    return Result(f"{value:.1f} {unit}", theirs, ratio, f"≤ {at_most:g} {unit}", value <= at_most)


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
