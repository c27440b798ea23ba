"""The guard on characters that went wrong, and on right ones, in pictures of which nothing is known."""

from pathlib import Path

from tests.bench.measure import Result
from tests.bench.rows import identity_hits

NAME = "identity: wrong characters caught, right ones accused, boxes unknown"


def measure(folder: Path) -> Result:
    return identity_hits.of(is_drawn_here=False)
