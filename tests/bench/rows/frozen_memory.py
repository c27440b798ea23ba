"""What an idle sidecar holds that was started as the single file, against from source."""

from pathlib import Path

from tests.bench.measure import Result, amount_ratio
from tests.bench.rows.memory import AT_MOST_MB, idle_mb
from tests.forms import SINGLE, SOURCE

NAME = "single file: idle memory, against from source"


def measure(folder: Path) -> Result:
    ours, source = (idle_mb(folder / form.name, form) for form in (SINGLE, SOURCE))
    return amount_ratio(ours, source, AT_MOST_MB, "MB")
