"""Generated files say what the code says, and the command that checks it can tell."""

import subprocess
from pathlib import Path

import pytest

from iat_sidecar import contracts
from tests.forms import FORMS, ROOT, Form


@pytest.mark.promise("method.fresh")
def test_every_generated_file_is_what_the_code_makes_now() -> None:
    assert contracts.stale() == []


def test_a_changed_and_a_missing_file_are_named_and_written_again(tmp_path: Path) -> None:
    assert sorted(contracts.write(str(tmp_path))) == sorted(contracts.texts())
    with (tmp_path / "schemas/schema.sql").open("a") as file:
        file.write("drop table projects;\n")
    (tmp_path / "contracts/contract.sha256").unlink()
    spoiled = ["contracts/contract.sha256", "schemas/schema.sql"]
    assert contracts.stale(str(tmp_path)) == spoiled
    assert contracts.write(str(tmp_path)) == spoiled
    assert contracts.stale(str(tmp_path)) == []


@pytest.mark.parametrize("form", FORMS)
def test_every_form_writes_the_files_that_are_committed(form: Form, tmp_path: Path) -> None:
    done = subprocess.run(
        [*form.command, "contracts", "--out", str(tmp_path)],
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    assert (done.returncode, done.stderr) == (0, "")
    written = [line.removeprefix("wrote ") for line in done.stdout.splitlines()]
    assert "contracts/openrpc.json" in written
    assert [path for path in written if _text(tmp_path, path) != _text(ROOT, path)] == []


def _text(root: Path, path: str) -> str:
    return (root / path).read_text("utf-8")
