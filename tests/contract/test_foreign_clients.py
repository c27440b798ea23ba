"""Clients and judges that others wrote, each a Node program of `node/`, against every form."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from iat_sidecar.imaging.operations.doctor import TINY_MODEL
from tests.features.pictures import BLUE, RED, painted
from tests.forms import FORMS, ROOT, Form

NODE = Path(__file__).parent / "node"
PATIENCE_S = 300

needs_node = pytest.mark.skipif(
    not (shutil.which("node") and (NODE / "node_modules/vscode-jsonrpc").exists()),
    reason="npm ci --prefix tests/contract/node",
)


def _locks() -> Iterator[Path]:
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [each for each in folders if each != "node_modules" and each[0] != "."]
        yield from (Path(folder, name) for name in names if name.endswith((".lock", "-lock.json")))


@needs_node
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("program", ["vscode_jsonrpc", "json_rpc_2", "open_rpc", "test_coverage"])
def test_a_foreign_program_is_content(program: str, form: Form, tmp_path: Path) -> None:
    ran = _run(program, form, tmp_path)
    assert ran.returncode == 0, f"{ran.stdout}\n{ran.stderr[-4_000:]}"
    assert "ℹ pass 0\n" not in ran.stdout


@needs_node
def test_a_foreign_program_that_is_not_content_is_heard(tmp_path: Path) -> None:
    silent = Form("silent", ("node", "-e", "process.exit(7)"))
    ran = _run("json_rpc_2", silent, tmp_path)
    assert ran.returncode != 0
    assert "ℹ pass 0\n" in ran.stdout


@pytest.mark.parametrize(
    "path", sorted(_locks()), ids=lambda path: str(path.relative_to(ROOT).as_posix())
)
def test_a_lock_file_holds_a_hash_of_each_package_and_no_address(path: Path) -> None:
    text = path.read_text("utf-8")
    hashed = _npm(text) if path.suffix == ".json" else _pip(text)
    assert hashed
    assert [name for name, has_hash in hashed.items() if not has_hash] == []
    assert "://" not in text


def _npm(text: str) -> dict[str, bool]:
    packages = json.loads(text)["packages"].items()
    return {name: "integrity" in package for name, package in packages if name}


def _pip(text: str) -> dict[str, bool]:
    entries = [entry for entry in text.replace("\\\n", "").splitlines() if "==" in entry]
    return {entry.split("==")[0]: "--hash=sha256:" in entry for entry in entries}


def _run(program: str, form: Form, folder: Path) -> "subprocess.CompletedProcess[str]":
    """Comes back once nobody holds its stderr any more: the processes it started have ended too."""
    picture = painted(folder / "picture.png", RED, BLUE, size=(128, 96))
    model = folder / "tiny.onnx"
    model.write_bytes(TINY_MODEL)
    given = {
        "IAT_SIDECAR_COMMAND": json.dumps(form.command),
        "IAT_PICTURE": picture,
        "IAT_MODEL": str(model),
    }
    places = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(folder))
    return subprocess.run(
        ["node", "--test-reporter=spec", str(NODE / f"{program}.mjs")],
        cwd=ROOT,
        env={**os.environ, **places, **given},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=PATIENCE_S,
    )
