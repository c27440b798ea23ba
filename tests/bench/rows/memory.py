"""What an idle sidecar holds in memory."""

from pathlib import Path

from tests.bench.measure import Result, amount
from tests.bench.wire import sidecar
from tests.forms import SOURCE, Form

NAME = "idle memory of the sidecar"
AT_MOST_MB = 40


def measure(folder: Path) -> Result:
    return amount(idle_mb(folder, SOURCE), AT_MOST_MB, "MB")


def idle_mb(folder: Path, form: Form) -> float:
    with sidecar(folder, form) as ours:
        ours.call("project/create", slug="moon", name="Moon")
        ours.call("project/list")
        status = Path(f"/proc/{ours.pid}/status").read_text()
    (resident,) = (line.split()[1] for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(resident) / 1024
