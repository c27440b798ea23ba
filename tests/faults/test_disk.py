"""A disk that is full, broken or loses power takes nothing that was acknowledged."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.forms import ROOT


def trial(kind: str, folder: Path, *numbers: int) -> subprocess.CompletedProcess[str]:
    """In a process of its own: the faulty disk comes before the page checksums."""
    return subprocess.run(
        [sys.executable, "-m", "tests.faults.trial", kind, str(folder), *map(str, numbers)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize("kind", ["full", "broken"])
def test_every_operation_may_fail_once_or_for_good(tmp_path: Path, kind: str) -> None:
    done = trial(kind, tmp_path)
    assert done.returncode == 0, done.stderr
    counted = json.loads(done.stdout)
    assert counted["tried"] > 60
    assert counted["refused"] > 40


@pytest.mark.parametrize("seed", [1, 2])
def test_a_power_cut_loses_nothing_acknowledged(tmp_path: Path, seed: int) -> None:
    done = trial("power", tmp_path, seed, 16)
    assert done.returncode == 0, done.stderr
    counted = json.loads(done.stdout)
    assert counted["tried"] == 16
    assert counted["interrupted"] > 8


def test_the_power_cut_would_notice_writes_that_are_not_synced(tmp_path: Path) -> None:
    done = trial("careless", tmp_path, 1, 16)
    assert done.returncode == 1
    assert done.stderr.rstrip().rpartition("\n")[2].startswith("AssertionError")


def test_a_disk_that_fills_while_the_schema_is_made_leaves_a_start_for_later(
    tmp_path: Path,
) -> None:
    done = trial("fresh", tmp_path, 3, 12)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["refused"] > 4
