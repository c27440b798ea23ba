"""The frozen program can do what the source can, without a Python on the machine."""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.client import Client
from tests.e2e.running import workers_of
from tests.features.studio import MARA, drawn, shot
from tests.forms import FOLDER, FROZEN, IS_BUILT, NOT_BUILT, ROOT, Form
from tests.rpc.process import PING, Process


@pytest.fixture(params=FROZEN)
def form(request: pytest.FixtureRequest) -> Form:
    found: Form = request.param
    return found


@pytest.fixture
def frozen(form: Form, start: Callable[..., Client]) -> Client:
    """An initialized sidecar of this form, started as a desktop app on a bare machine would."""
    client = start(form=form)
    client.initialize()
    return client


def test_no_method_is_missing(frozen: Client) -> None:
    committed = json.loads((ROOT / "contracts/openrpc.json").read_text("utf-8"))
    assert frozen.call("rpc.discover") == committed
    for method in committed["methods"]:
        if method["name"] not in ("initialize", "shutdown", "exit"):
            reply = frozen.reply(frozen.send(method["name"], no_such_field=1))
            assert reply["error"]["data"]["kind"] == "invalid_params", method["name"]


def test_its_contract_is_the_one_that_is_committed(form: Form, start: Any) -> None:
    committed = (ROOT / "contracts/contract.sha256").read_text().strip()
    opened = start(form=form).initialize(contract_hash=committed)
    assert (opened["contract_matches"], opened["contract_hash"]) == (True, committed)


def test_the_doctor_finds_everything_well(frozen: Client) -> None:
    """Page checksums, worker, codecs, onnxruntime, rembg and the keychain's backends among it."""
    found = frozen.call("system/doctor")
    assert {check["name"]: check["status"] for check in found["checks"]} == dict.fromkeys(
        [
            "database", "disk", "page_checksums", "storage", "tasks", "workers", "database_pages",
            "database_references", "imaging", "cutout_models", "keychain", "weights",
        ],
        "ok",
    )  # fmt: skip


def test_it_knows_the_versions_of_what_it_stands_on(frozen: Client) -> None:
    libraries = frozen.call("system/info")["libraries"]
    assert [name for name, version in libraries.items() if not version] == []


def test_workers_are_the_same_executable(frozen: Client) -> None:
    frozen.call("system/doctor")
    (worker,) = workers_of(frozen)
    assert os.readlink(f"/proc/{worker}/exe") == os.readlink(f"/proc/{frozen.process.pid}/exe")


def test_a_run_is_drawn_cut_out_enlarged_and_reported(frozen: Client) -> None:
    frozen.call("project/create", slug="moon", name="Moon")
    frozen.call("character/create", project="moon", **MARA)
    post = {"cutout": {}, "upscale": {"factor": 2}}
    run = drawn(frozen, "moon", shot("p1", characters=["mara"], post=post), candidates=2)
    assert run["status"] == "done"
    report = frozen.call("run/report", project="moon", run_id=run["run_id"])
    assert "<style>" in Path(report["path"]).read_text("utf-8")


@pytest.mark.skipif(not IS_BUILT, reason=NOT_BUILT)
def test_what_compiles_for_a_minute_stays_out() -> None:
    """rembg asks for pymatting, which asks for numba and llvmlite."""
    from PyInstaller.archive.readers import CArchiveReader  # installed where the program is frozen

    program = Path(FOLDER.command[0])
    inside = CArchiveReader(str(program)).open_embedded_archive("PYZ.pyz").toc
    files = {path.name for path in (program.parent / "_internal").iterdir()}
    unwanted = {"numba", "llvmlite", "pymatting", "scipy", "skimage", "cv2", "pooch", "jsonschema"}
    assert unwanted.isdisjoint(files | {name.partition(".")[0] for name in inside})
    assert {"rembg.sessions.u2net", "keyring.backends.SecretService"} <= inside.keys()


def test_nothing_heavy_is_loaded_before_the_first_reply(form: Form, tmp_path: Path) -> None:
    process = Process(tmp_path / "data", form=form)
    process.ask(PING)
    loaded = _mapped(process.popen.pid)
    process.close()
    heavy = (
        "numpy",
        "PIL",
        "pillow.libs",
        "onnxruntime",
        "cryptography",
        "apsw",
        "libssl",
        "keyring",
    )
    assert [path for path in loaded if any(name in path for name in heavy)] == []
    assert any("msgspec" in path for path in loaded)


def test_the_sidecar_itself_never_loads_pixels(frozen: Client) -> None:
    frozen.call("project/create", slug="moon", name="Moon")
    drawn(frozen, "moon")
    heavy = [path for path in _mapped(frozen.process.pid) if "numpy" in path or "onnx" in path]
    assert heavy == []


@pytest.mark.parametrize("words", [("--version",), ("--help",), ("cube", "night"), ("doctor",)])
def test_the_other_words_work(form: Form, words: tuple[str, ...], tmp_path: Path) -> None:
    env = {**os.environ, "IAT_DATA_DIR": str(tmp_path / "data")}
    done = subprocess.run(
        [*form.command, *words], env=env, capture_output=True, text=True, cwd=tmp_path
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout


def _mapped(pid: int) -> list[str]:
    """Files that a process has mapped, from its own folder."""
    lines = Path(f"/proc/{pid}/maps").read_text().splitlines()
    return sorted({line.split(maxsplit=5)[5] for line in lines if "/_internal/" in line})
