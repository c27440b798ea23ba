"""What a killed sidecar leaves behind: no process, and nothing that the next start does not tidy."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.client import Client
from tests.e2e.family import check_tidied, draw, half_written, has_ended, is_deserted, needs_proc
from tests.features.pictures import RED, imported, painted
from tests.rpc.process import Process


@needs_proc
@pytest.mark.promise("handshake.children_end")
def test_busy_workers_die_with_a_killed_sidecar(
    begin: Callable[..., Process], tmp_path: Path
) -> None:
    process = begin()
    workers = draw(process)
    process.popen.kill()
    assert all(has_ended(worker) for worker in workers)
    assert is_deserted(process.popen.pid)
    check_tidied(begin(), tmp_path / "data")


def test_half_written_files_are_gone_after_the_next_start(
    client: Client, moon: dict, start: Callable[..., Client], tmp_path: Path
) -> None:
    kept = Path(imported(client, painted(tmp_path / "a.png", RED))["path"])
    client.kill()
    (kept.parents[2] / "tmp" / "half-written").write_bytes(b"half")
    again = start()
    again.initialize()
    again.call(
        "asset/thumbnail",
        project="moon",
        asset_id=again.call("asset/list", project="moon")["items"][0]["id"],
    )
    assert (half_written(client.data_dir), kept.exists()) == ([], True)
