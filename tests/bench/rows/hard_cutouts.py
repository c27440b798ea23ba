"""Twenty hard cutouts without weights or from a drawn model's answer: the worst edge of them."""

from pathlib import Path

from tests.bench.measure import Result
from tests.imaging.cut_hard import cut, judged
from tests.imaging.hard_cutouts import NAMES, drawn

NAME = "twenty hard cutouts: worst edge colour error, worst halo"
AT_MOST, AT_MOST_HALO = 14.0, 0.15


def measure(folder: Path) -> Result:
    colours = {name: judged(drawn(name), cut(name)).edge_colour for name in NAMES}
    halos = {name: cut(name).quality.halo_share or 0.0 for name in NAMES}
    worst, fringed = (max(each, key=each.__getitem__) for each in (colours, halos))
    return Result(
        f"{colours[worst]:.1f} ({worst}), {halos[fringed]:.0%} ({fringed})",
        "",
        "",
        f"≤ {AT_MOST:g} of 255, ≤ {AT_MOST_HALO:.0%}",
        colours[worst] <= AT_MOST and halos[fringed] <= AT_MOST_HALO,
    )
