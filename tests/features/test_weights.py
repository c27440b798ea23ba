"""`weights/*`: model files are brought, checked, looked into, licensed, and only then there."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import onnx
import pytest
from onnx import TensorProto, helper

from iat_sidecar.core.errors import Conflict, ImagingFailed
from iat_sidecar.features.weights import rules, store
from iat_sidecar.features.weights.model import Installed, InstallTask, Ports, Weights
from iat_sidecar.features.weights.tasks import _look
from iat_sidecar.imaging.operations.doctor import TINY_MODEL
from tests.client import Client, RpcError
from tests.providers.file_server import serving

SHA256 = hashlib.sha256(TINY_MODEL).hexdigest()


@pytest.fixture
def tiny(tmp_path: Path) -> str:
    path = tmp_path / "downloads" / "tiny.onnx"
    path.parent.mkdir()
    path.write_bytes(TINY_MODEL)
    return str(path)


def installed(client: Client, **params: Any) -> dict[str, Any]:
    result: dict[str, Any] = client.finish(client.call("weights/install", **params))
    return result


def failed(client: Client, **params: Any) -> RpcError:
    """The error that an installation ends with."""
    with pytest.raises(RpcError) as caught:
        installed(client, **params)
    return caught.value


def shelf(client: Client) -> list[str]:
    """Every file in the folder of models."""
    root = Path(client.data_dir, "weights")
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


def small_model(path: Path, given: Any, *, taken: Any = (1, 3, "h", "w")) -> str:
    nodes = [helper.make_node("Identity", ["x"], ["y"])]
    if len(given) == 2 and len(taken) == 4:
        pooled = helper.make_node("GlobalAveragePool", ["x"], ["p"])
        nodes = [pooled, helper.make_node("Flatten", ["p"], ["y"])]
    graph = helper.make_graph(
        nodes,
        "g",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, list(taken))],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, given)],
    )
    opset = [helper.make_opsetid("", 17)]
    onnx.save(helper.make_model(graph, opset_imports=opset, ir_version=8), path)
    return str(path)


def test_a_file_becomes_a_model_with_its_hash_and_purpose(client: Client, tiny: str) -> None:
    model = installed(client, name="tiny", path=tiny, licence="MIT")
    path = os.path.join(client.data_dir, "weights", "tiny.onnx")
    assert model == {
        "name": "tiny",
        "purpose": "cutout",
        "family": "custom",
        "licence": "MIT",
        "is_commercial": True,
        "note": "",
        "is_installed": True,
        "sha256": SHA256,
        "size_bytes": len(TINY_MODEL),
        "source": tiny,
        "path": path,
        "found_at": None,
        "installed_at": model["installed_at"],
    }
    assert Path(path).read_bytes() == TINY_MODEL
    assert client.event("weights/created")["weights"] == model
    assert client.call("weights/list", is_installed=True)["items"] == [model]
    assert shelf(client) == ["tiny.onnx"]


def test_the_catalogue_says_what_could_be_installed_and_under_which_licence(client: Client) -> None:
    listed = {one["name"]: one for one in client.call("weights/list", limit=500)["items"]}
    assert {"u2net", "isnet-anime", "birefnet-general", "bria-rmbg"} <= listed.keys()
    bria = listed["bria-rmbg"]
    assert (bria["licence"], bria["is_commercial"]) == ("CC-BY-NC-4.0", False)
    assert not any(one["is_installed"] for one in listed.values())


def test_the_list_is_paged_by_name(client: Client) -> None:
    every = [one["name"] for one in client.call("weights/list", limit=500)["items"]]
    first = client.call("weights/list", limit=3)
    rest = client.call("weights/list", limit=500, cursor=first["next_cursor"])
    assert [one["name"] for one in first["items"] + rest["items"]] == every == sorted(every)


def test_what_rembg_has_left_on_this_machine_is_found(start: Any, tmp_path: Path) -> None:
    home = tmp_path / "rembg"
    (home / "models" / "silueta").mkdir(parents=True)
    (home / "models" / "silueta" / "silueta.onnx").write_bytes(b"x")
    client = start(env={"REMBG_HOME": str(home)})
    client.initialize()
    listed = {one["name"]: one["found_at"] for one in client.call("weights/list")["items"]}
    assert listed["silueta"] == str(home / "models" / "silueta" / "silueta.onnx")
    assert listed["u2netp"] is None


def test_a_download_is_resumed_and_checked(client: Client) -> None:
    script = [
        lambda handler: handler.file(TINY_MODEL, break_at=100),
        lambda handler: handler.file(TINY_MODEL),
    ]
    with serving(*script) as server:
        model = installed(client, name="tiny", url=f"{server.url}/tiny.onnx", sha256=SHA256)
        assert [one.get("range") for one in server.seen] == [None, "bytes=100-"]
    assert (model["sha256"], model["source"]) == (SHA256, f"{server.url}/tiny.onnx")


def test_a_file_with_another_hash_is_damaged_and_leaves_nothing(client: Client, tiny: str) -> None:
    error = failed(client, name="tiny", path=tiny, sha256="0" * 64)
    assert error.kind == "damaged"
    assert SHA256 in str(error)
    assert shelf(client) == []


def test_another_file_under_a_name_of_the_catalogue_is_refused(client: Client, tiny: str) -> None:
    error = failed(client, name="u2net", path=tiny)
    assert "take another name" in str(error)
    assert shelf(client) == []


@pytest.mark.parametrize("content", [b"", b"no model", bytes(10_000)])
def test_a_file_that_is_no_model_is_refused(client: Client, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.onnx"
    path.write_bytes(content)
    error = failed(client, name="broken", path=str(path))
    assert error.kind == "imaging_failed"
    assert shelf(client) == []


@pytest.mark.parametrize(
    ("given", "taken", "purpose", "family"),
    [
        ([1, 3, "a", "b"], (1, 3, "h", "w"), "upscale", "realesrgan"),
        ([1, 1, "a", "b"], (1, 3, 320, 320), "cutout", "custom"),
        ([1, 3], (1, 3, 224, 224), "embedding", "custom"),
    ],
)
def test_a_models_purpose_is_told_by_what_it_takes_and_gives(
    client: Client, tmp_path: Path, given: Any, taken: Any, purpose: str, family: str
) -> None:
    path = small_model(tmp_path / "m.onnx", given, taken=taken)
    model = installed(client, name="mine", path=path)
    assert (model["purpose"], model["family"]) == (purpose, family)
    assert (model["licence"], model["is_commercial"]) == (None, None)


def test_a_model_of_no_use_here_is_refused(client: Client, tmp_path: Path) -> None:
    path = small_model(tmp_path / "m.onnx", [1, 8], taken=(1, 8))
    assert "no use here" in str(failed(client, name="mine", path=path))


def test_a_name_is_taken_once_until_it_is_removed(client: Client, tiny: str) -> None:
    model = installed(client, name="tiny", path=tiny)
    assert client.fail("weights/install", name="tiny", path=tiny).kind == "conflict"
    assert client.call("weights/remove", name="tiny") == model
    assert client.event("weights/deleted")["weights"] == model
    assert shelf(client) == []
    assert client.fail("weights/remove", name="tiny").kind == "weights_missing"
    installed(client, name="tiny", path=tiny)


@pytest.mark.parametrize(
    ("params", "path"),
    [
        ({"name": "mine"}, "$.url"),
        ({"name": "grabcut", "path": "/a.onnx"}, "$.name"),
        ({"name": "mine", "path": "relative.onnx"}, "$.path"),
        ({"name": "mine", "path": "/a.onnx", "url": "https://example.com/a"}, "$.path"),
        ({"name": "mine", "url": "http://example.com/a.onnx"}, "$.sha256"),
        ({"name": "../mine", "path": "/a.onnx"}, "$.name"),
        ({"name": "mine", "url": "file:///a.onnx"}, "$.url"),
        ({"name": "mine", "path": "/a.onnx", "family": "u2"}, "$.family"),
    ],
)
def test_what_cannot_be_installed_is_told_at_once(
    client: Client, params: dict[str, Any], path: str
) -> None:
    error = client.fail("weights/install", **params)
    assert (error.kind, error.details["path"]) == ("invalid_params", path)


def test_a_missing_file_is_not_found(client: Client) -> None:
    assert failed(client, name="mine", path="/no/such.onnx").kind == "not_found"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with names are of POSIX")
def test_a_pipe_is_no_file_and_nobody_waits_for_it(client: Client, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.onnx")
    assert failed(client, name="mine", path=str(tmp_path / "pipe.onnx")).kind == "not_found"


def test_a_model_that_takes_nothing_is_of_no_use() -> None:
    with pytest.raises(ImagingFailed, match="no use here"):
        rules.purpose_of(Ports(inputs=[], outputs=[]), None)


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> Callable[[int, str], Weights | None]:
    """What a task finds when it begins for the so-and-so-manieth time; /mine.onnx is installed."""
    row = Installed(
        name="mine",
        purpose="cutout",
        family="custom",
        licence=None,
        is_commercial=None,
        sha256=SHA256,
        size_bytes=9,
        source="/mine.onnx",
        created_at="",
    )
    monkeypatch.setattr(store, "find", lambda read, name: row)
    monkeypatch.setattr(store, "folder", lambda read: "models")

    def look(attempt: int, path: str) -> Weights | None:
        params = InstallTask(
            name="mine", url=None, path=path, sha256=None, licence=None, family=None
        )
        return _look(None, SimpleNamespace(attempt=attempt), params)[1]  # type: ignore[arg-type]

    return look


def test_an_installation_that_was_whole_before_a_crash_is_told_again(
    begun: Callable[[int, str], Weights | None],
) -> None:
    found = begun(2, "/mine.onnx")
    assert found is not None
    assert (found.path, found.sha256) == (os.path.join("models", "mine.onnx"), SHA256)


@pytest.mark.parametrize(("attempt", "path"), [(1, "/mine.onnx"), (2, "/another.onnx")])
def test_a_name_that_another_task_took_meanwhile_is_a_conflict(
    begun: Callable[[int, str], Weights | None], attempt: int, path: str
) -> None:
    with pytest.raises(Conflict, match="installed already"):
        begun(attempt, path)


def test_a_metadata_service_is_not_asked(client: Client) -> None:
    error = failed(client, name="mine", url="http://169.254.169.254/m", sha256=SHA256)
    assert error.kind == "refused"
    assert "metadata" not in str(error)


def test_the_folder_of_models_can_be_another_one(client: Client, tiny: str, tmp_path: Path) -> None:
    folder = tmp_path / "shared models"
    client.call("config/set", key="weights.folder", value=str(folder))
    model = installed(client, name="tiny", path=tiny)
    assert model["path"] == str(folder / "tiny.onnx")
    assert os.path.exists(model["path"])


def test_only_admins_bring_models_from_their_own_addresses_or_remove_them(
    start: Any, tiny: str
) -> None:
    client = start()
    client.initialize()
    installed(client, name="tiny", path=tiny)
    client.call("user/create", username="ada", display_name="Ada")
    client.close()
    second = start()
    second.initialize(user="ada")
    refused = second.fail("weights/install", name="mine", url="https://example.com/m.onnx")
    assert refused.kind == second.fail("weights/remove", name="tiny").kind == "refused"


def test_the_doctor_misses_a_file_that_was_installed(client: Client, tiny: str) -> None:
    def told() -> dict[str, Any]:
        checks = client.call("system/doctor")["checks"]
        return next(one for one in checks if one["name"] == "weights")

    path = installed(client, name="tiny", path=tiny)["path"]
    assert (told()["status"], told()["detail"]) == ("ok", "1 installed")
    os.unlink(path)
    assert told()["status"] == "warning"
    assert told()["detail"] == "tiny: the file is missing or was changed"
