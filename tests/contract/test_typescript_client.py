"""The TypeScript client: compiled as strictly as can be, then run against the real sidecar."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.forms import FORMS, ROOT, Form

PACKAGE = ROOT / "contracts/typescript"
TSC = PACKAGE / "node_modules/typescript/bin/tsc"
PROJECTS = (".", "tsconfig.browser.json", "example/tauri")
ALONE = ("events", "lines", "package", "wire")
"""Tests that need no sidecar; the others are run against every form of it."""
WITH_SIDECAR = ("client_node", "client_tauri", "example", "node", "tauri")
PATIENCE_S = 300
COUNT = re.compile(r"^# (tests|pass|skipped|todo) (\d+)$", re.MULTILINE)

pytestmark = pytest.mark.skipif(
    not (shutil.which("node") and TSC.exists()), reason="npm ci --prefix contracts/typescript"
)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package, compiled: its pages and tests, its example and what a browser gets."""
    copy = tmp_path_factory.mktemp("typescript") / "package"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("node_modules", "dist"))
    for project in PROJECTS:
        assert _compiled(copy / project) == ""
    return copy


def test_every_test_of_the_package_is_run(package: Path) -> None:
    found = {path.name.removesuffix(".test.js") for path in package.glob("dist/test/*.test.js")}
    assert found == {*ALONE, *WITH_SIDECAR}


def test_the_client_holds_by_itself(package: Path) -> None:
    _run(package, ALONE)


@pytest.mark.parametrize("form", FORMS)
def test_the_client_speaks_with_the_sidecar(package: Path, form: Form) -> None:
    _run(package, WITH_SIDECAR, IAT_SIDECAR_COMMAND=json.dumps(form.command))


def test_the_compiler_minds_what_is_asked(package: Path) -> None:
    use = package / "test/types.ts"
    marks = use.read_text("utf-8").count("// @ts-expect-error")
    assert marks > 10
    use.write_text(use.read_text("utf-8").replace("// @ts-expect-error", "//"), "utf-8")
    assert _compiled(package, "--noEmit").count("error TS") == marks


def test_the_lock_names_hashes_and_no_addresses() -> None:
    lock = json.loads((PACKAGE / "package-lock.json").read_text("utf-8"))
    installed = {name: each for name, each in lock["packages"].items() if name}
    assert all("integrity" in each and "resolved" not in each for each in installed.values())


def _compiled(project: Path, *options: str) -> str:
    """What the compiler has to say."""
    types = PACKAGE / "node_modules/@types"  # a copy has no node_modules of its own
    command = ["node", str(TSC), "--project", str(project), "--typeRoots", str(types), *options]
    return subprocess.run(command, capture_output=True, text=True).stdout


def _run(package: Path, names: tuple[str, ...], **environment: str) -> None:
    """Every test of these files passes and none is left out."""
    files = [str(package / f"dist/test/{name}.test.js") for name in names]
    done = subprocess.run(
        ["node", "--test", "--test-reporter=tap", *files],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
    )
    count = {name: int(number) for name, number in COUNT.findall(done.stdout)}
    assert done.returncode == 0, done.stdout
    assert count["pass"] == count["tests"] > len(names)
    assert count["skipped"] == count["todo"] == 0
