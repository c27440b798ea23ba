"""The edge solved on a working copy, against pymatting's closed form at full size: error and time."""

from pathlib import Path

from tests.bench.matting import ours, theirs
from tests.bench.measure import Result

NAME = "matting 1024² against pymatting: SAD, MSE, Grad, Conn; time"
AT_MOST_ERROR, AT_MOST_TIME = 1.0, 0.1


def measure(folder: Path) -> Result:
    own, peer = ours(), theirs(folder)
    ratios = [one / other for one, other in zip(own.error, peer.error, strict=True)]
    time = own.seconds / peer.seconds
    return Result(
        f"{_numbers(own.error)}; {own.seconds:.2f} s",
        f"{_numbers(peer.error)}; {peer.seconds:.2f} s",
        f"{_numbers(ratios)}; {time:.3f} ×",
        f"≤ {AT_MOST_ERROR:g} × each, ≤ {AT_MOST_TIME:g} × its time",
        max(ratios) <= AT_MOST_ERROR and time <= AT_MOST_TIME,
    )


def _numbers(values: tuple[float, ...] | list[float]) -> str:
    return " ".join(f"{value:.3g}" for value in values)
