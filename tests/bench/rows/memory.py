"""What an idle sidecar holds in memory."""

from pathlib import Path

from tests.bench.measure import Result, amount
from tests.bench.wire import sidecar

NAME = "idle memory of the sidecar"


def measure(folder: Path) -> Result:
    with sidecar(folder) as ours:
        ours.call("project/create", slug="moon", name="Moon")
        ours.call("project/list")
        status = Path(f"/proc/{ours.pid}/status").read_text()
    (resident,) = (line.split()[1] for line in status.splitlines() if line.startswith("VmRSS:"))
    return amount(int(resident) / 1024, at_most=40, unit="MB")
