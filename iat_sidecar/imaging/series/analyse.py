"""The look at a whole set: every measure's drift and outliers, duplicates, swaps."""

from collections.abc import Sequence

from iat_sidecar.imaging.series.duplicates import pairs
from iat_sidecar.imaging.series.facts import PanelFacts, SeriesReport
from iat_sidecar.imaging.series.measures import watched
from iat_sidecar.imaging.series.outliers import outliers
from iat_sidecar.imaging.series.swaps import swaps
from iat_sidecar.imaging.series.trend import trend


def analyse(panels: Sequence[PanelFacts]) -> SeriesReport:
    """What the set shows that no single panel does; panels in any order."""
    told = sorted(panels, key=lambda panel: panel.order)
    names = sorted({name for panel in told for name in panel.measures if watched(name)})
    order = {panel.job_key: panel.order for panel in told}
    found = [outlier for name in names for outlier in outliers(told, name)]
    return SeriesReport(
        panels=len(told),
        trends=[one for name in names if (one := trend(told, name))],
        outliers=sorted(found, key=lambda one: (order[one.job_key], one.measure)),
        pairs=pairs(told),
        swaps=swaps(told),
    )
