"""Drift: whether a measure moves with the panels, robustly, and only among panels of one light.

Slope: Theil 1950, Sen, JASA 63(324) 1968. Test: Mann 1945, Kendall 1975, pairs within a light as
within a season (Hirsch, Slack & Smith, Water Resources Research 18(1) 1982).
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from iat_sidecar.imaging.series.facts import PanelFacts, Trend
from iat_sidecar.imaging.series.measures import Watched, watched

Floats = NDArray[np.float64]

LEAST_PANELS = 8
SURE_P = 0.01
NORMAL_95 = 1.959964


def trend(panels: Sequence[PanelFacts], measure: str) -> Trend | None:
    """How a measure moves; None where too few panels of one light have it."""
    told = watched(measure)
    having = [panel for panel in panels if measure in panel.measures]
    groups = [group for group in _by_light(having) if len(group) > 1]
    count = sum(map(len, groups))
    if told is None or count < LEAST_PANELS:
        return None
    places = [np.array([panel.order for panel in group], np.float64) for group in groups]
    values = [np.array([panel.measures[measure] for panel in group]) for group in groups]
    slopes = np.sort(np.concatenate([_slopes(x, y) for x, y in zip(places, values, strict=True)]))
    if not len(slopes):
        return None
    rises, spread = sum(map(_rises, values)), math.sqrt(sum(map(_variance, values)))
    slope = float(np.median(slopes))
    low, high = _bounds(slopes, spread)
    p = _p(rises, spread)
    moved = slope * (having[-1].order - having[0].order)
    is_drift = p < SURE_P and abs(moved) >= told.least and _is_bad(told, slope)
    x, y = np.concatenate(places), np.concatenate(values)
    return Trend(
        measure=measure,
        panels=count,
        slope=slope,
        level=float(np.median(y - slope * x)),
        low=low,
        high=high,
        tau=round(rises / len(slopes), 4),
        p=round(p, 6),
        is_drift=is_drift,
        message=_message(told, moved, p, is_drift),
    )


def _by_light(panels: Sequence[PanelFacts]) -> list[list[PanelFacts]]:
    groups: dict[tuple[str, str, str], list[PanelFacts]] = {}
    for panel in panels:
        groups.setdefault(panel.light, []).append(panel)
    return list(groups.values())


def _slopes(x: Floats, y: Floats) -> Floats:
    """Of every pair at different places."""
    first, second = np.triu_indices(len(x), 1)
    apart = x[second] - x[first]
    found: Floats = (y[second] - y[first])[apart != 0] / apart[apart != 0]
    return found


def _rises(y: Floats) -> float:
    """Kendall's S: pairs that rise less pairs that fall."""
    first, second = np.triu_indices(len(y), 1)
    return float(np.sign(y[second] - y[first]).sum())


def _variance(y: Floats) -> float:
    """Of S where there is no trend; equal values tell nothing."""
    n = len(y)
    ties = np.unique(y, return_counts=True)[1]
    equal = float((ties * (ties - 1) * (2 * ties + 5)).sum())
    return max(0.0, (n * (n - 1) * (2 * n + 5) - equal) / 18)


def _p(rises: float, spread: float) -> float:
    """Two-sided, by the normal law with its correction for whole numbers."""
    if spread == 0 or rises == 0:
        return 1.0
    return math.erfc((abs(rises) - 1) / spread / math.sqrt(2))


def _bounds(slopes: Floats, spread: float) -> tuple[float, float]:
    """The slopes between which the true one lies with 95 % (Sen 1968)."""
    reach = NORMAL_95 * spread
    low = max(0, math.floor((len(slopes) - reach) / 2))
    high = min(len(slopes) - 1, math.ceil((len(slopes) + reach) / 2))
    return float(slopes[low]), float(slopes[high])


def _is_bad(told: Watched, slope: float) -> bool:
    return told.bad == "both" or (slope < 0) == (told.bad == "low")


def _message(told: Watched, moved: float, p: float, is_drift: bool) -> str:
    if not is_drift:
        return f"The {told.name} keeps its level."
    way = "falls" if moved < 0 else "rises"
    sure = "p < 0.001" if p < 0.001 else f"p = {p:.3f}"
    return f"The {told.name} {way} by {abs(moved):.3g} over the panels ({sure})."
