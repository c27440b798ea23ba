"""Runs that are disturbed: started processes, their workers, and what they keep."""

import contextlib
import os
from pathlib import Path
from typing import Any

from iat_sidecar.db.connection import checkpoint_on_close, open_reader
from iat_sidecar.db.database import FILE
from tests.client import Client
from tests.features.studio import begun, shot

MANY = 12


def workers_of(client: Client) -> list[int]:
    """Process ids of the sidecar's children."""
    found: list[int] = []
    for thread in Path(f"/proc/{client.process.pid}/task").iterdir():
        with contextlib.suppress(FileNotFoundError):  # a thread that has ended meanwhile
            found += map(int, (thread / "children").read_text().split())
    return found


def long_run(client: Client, project: str = "moon", **more: Any) -> dict[str, Any]:
    """A run that is under way for a while."""
    jobs = [shot(f"p{number}") for number in range(MANY)]
    asked = {"stages": ["style_lock", "light_time"], "time_of_day": "dusk", "candidates": 2}
    return begun(client, project, *jobs, **{**asked, **more})


def steps(data_dir: Path) -> dict[str, str]:
    """When each step was computed, by its key; read beside the process."""
    connection = open_reader(str(data_dir / FILE))
    checkpoint_on_close(connection, False)
    found = dict(connection.execute("select key, created_at from steps").fetchall())
    connection.close()
    return found


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"


def statuses(client: Client, run: dict[str, Any]) -> list[str]:
    found = client.call("job/list", project="moon", run_id=run["run_id"], limit=100)["items"]
    return [job["status"] for job in found]
