"""What a killed sidecar leaves behind: no process, and nothing that the next start does not tidy."""

import os
import select
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.client import PATIENCE_S, Client
from tests.features.pictures import RED, imported, painted


def _children(pid: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        found += [int(child) for child in (task / "children").read_text().split()]
    return found


def _has_ended(watched: int) -> bool:
    poller = select.poll()
    poller.register(watched, select.POLLIN)
    return bool(poller.poll(PATIENCE_S * 1000))


@pytest.mark.promise("handshake.children_end")
def test_busy_workers_die_with_a_killed_sidecar(client: Client, moon: dict) -> None:
    jobs = [
        {"job_key": f"p{n}", "scene": "A street in the city", "width_px": 4096, "height_px": 3072}
        for n in range(2)
    ]
    client.call("run/start", project="moon", jobs=jobs)
    client.event("job/started")
    assert client.process.pid
    while not (workers := _children(client.process.pid)):
        client.call("$/ping")
    watched = [os.pidfd_open(worker) for worker in workers]
    client.kill()
    assert all(_has_ended(one) for one in watched)


def test_half_written_files_are_gone_after_the_next_start(
    client: Client, moon: dict, start: Callable[..., Client], tmp_path: Path
) -> None:
    kept = Path(imported(client, painted(tmp_path / "a.png", RED))["path"])
    client.kill()
    left = kept.parents[2] / "tmp" / "half-written"
    left.write_bytes(b"half")
    again = start()
    again.initialize()
    again.call(
        "asset/thumbnail",
        project="moon",
        asset_id=again.call("asset/list", project="moon")["items"][0]["id"],
    )
    assert (left.exists(), kept.exists()) == (False, True)
