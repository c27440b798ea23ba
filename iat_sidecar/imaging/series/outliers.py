"""Panels that stand apart from their neighbours of the same chapter and light.

Robust z: |x − median| / (1.4826 · MAD + ε), a panel beyond 3.5 (Iglewicz & Hoaglin 1993).
"""

from collections.abc import Iterable, Sequence
from statistics import median

from iat_sidecar.imaging.series.facts import Outlier, PanelFacts
from iat_sidecar.imaging.series.measures import Watched, watched

LEAST_PANELS = 5
FAR_Z = 3.5


def outliers(panels: Sequence[PanelFacts], measure: str) -> list[Outlier]:
    """The panels whose measure is far from the others', in story order."""
    told = watched(measure)
    if told is None:
        return []
    having = [panel for panel in panels if measure in panel.measures]
    found = (_judged(panel, _neighbours(panel, having), measure, told) for panel in having)
    return [outlier for outlier in found if outlier]


def _neighbours(panel: PanelFacts, panels: Iterable[PanelFacts]) -> list[PanelFacts]:
    """Those of its light in its chapter; in the whole set where the chapter has too few."""
    alike = [other for other in panels if other.light == panel.light]
    near = [other for other in alike if other.chapter == panel.chapter]
    return near if len(near) >= LEAST_PANELS else alike


def _judged(
    panel: PanelFacts, neighbours: Sequence[PanelFacts], measure: str, told: Watched
) -> Outlier | None:
    if len(neighbours) < LEAST_PANELS:
        return None
    values = [other.measures[measure] for other in neighbours]
    middle, value = median(values), panel.measures[measure]
    spread = 1.4826 * median(abs(each - middle) for each in values) + told.least / 2
    off = value - middle
    z = abs(off) / spread
    if z <= FAR_Z or abs(off) < told.least or not _is_bad(told, off):
        return None
    way = "lower" if off < 0 else "higher"
    message = f"The {told.name} is {value:.3g}, {way} than the {middle:.3g} usual in this light (z {z:.1f})."
    return Outlier(
        job_key=panel.job_key,
        measure=measure,
        value=value,
        median=middle,
        z=round(z, 3),
        message=message,
    )


def _is_bad(told: Watched, off: float) -> bool:
    return told.bad == "both" or (off < 0) == (told.bad == "low")
