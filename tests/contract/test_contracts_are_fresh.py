"""Generated files say what the code says, and the command that checks it can tell."""

import shutil
from pathlib import Path

import pytest

from iat_sidecar import contracts
from iat_sidecar.core import resources
from tests.forms import ROOT


@pytest.mark.promise("method.fresh")
def test_every_generated_file_is_what_the_code_makes_now() -> None:
    assert contracts.stale() == []


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the generated files that may be spoiled."""
    for name in ("contracts", "schemas"):
        shutil.copytree(ROOT / name, tmp_path / name)
    monkeypatch.setattr(resources, "_ROOT", str(tmp_path))
    return tmp_path


def test_a_changed_and_a_missing_file_are_named_and_written_again(elsewhere: Path) -> None:
    contracts.write()
    with (elsewhere / "schemas/schema.sql").open("a") as file:
        file.write("drop table projects;\n")
    (elsewhere / "contracts/contract.sha256").unlink()
    spoiled = ["contracts/contract.sha256", "schemas/schema.sql"]
    assert contracts.stale() == spoiled
    assert contracts.write() == spoiled
    assert contracts.stale() == []
