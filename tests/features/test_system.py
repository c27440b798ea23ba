"""`system/*`: what the sidecar is, how it is, and whether what it keeps is whole."""

import importlib.metadata
import os
import platform
from collections.abc import Callable
from pathlib import Path
from typing import Any

import apsw
import pytest

import iat_sidecar
from iat_sidecar.features.system import checks
from tests.client import Client
from tests.features.pictures import BLUE, RED, imported, painted

LIBRARIES = ("apsw", "keyring", "msgspec", "numpy", "onnxruntime", "pillow", "rembg")
QUICK = ["database", "disk", "page_checksums", "storage", "tasks", "workers"]


def verified(client: Client, **params: Any) -> dict[str, Any]:
    result: dict[str, Any] = client.finish(client.call("system/verify", **params))
    return result


@pytest.fixture
def pictures(client: Client, moon: dict[str, Any], tmp_path: Path) -> list[dict[str, Any]]:
    return [
        imported(client, painted(tmp_path / f"{n}.png", colour))
        for n, colour in enumerate((RED, BLUE))
    ]


def test_info_names_versions_and_places(start: Callable[..., Client]) -> None:
    client = start()
    opened = client.initialize()
    assert client.call("system/info") == {
        "name": "iat-sidecar",
        "version": iat_sidecar.__version__,
        "python": platform.python_version(),
        "database": f"SQLite {apsw.sqlite_lib_version()}",
        "libraries": {name: importlib.metadata.version(name) for name in LIBRARIES},
        "platform": {
            "system": platform.system(),
            "release": platform.release(),
            "machine": platform.machine(),
        },
        **{name: opened[name] for name in ("data_dir", "schema_version", "supports")},
    }


def test_a_fresh_installation_is_healthy(client: Client) -> None:
    health = client.call("system/health")
    assert (health["status"], sorted(c["name"] for c in health["checks"])) == ("ok", QUICK)
    assert {(c["status"], c["way_out"]) for c in health["checks"]} == {("ok", None)}


def test_the_doctor_looks_deeper(client: Client, moon: dict[str, Any]) -> None:
    found = client.call("system/doctor")
    assert found["status"] == "ok"
    deeper = {c["name"]: c["detail"] for c in found["checks"] if c["name"] not in QUICK}
    assert "Keyring" in deeper.pop("keychain")
    assert deeper == {
        "cutout_models": "models run, and give the masks that rembg gives",
        "database_pages": "every page and row can be read",
        "database_references": "every row points at rows that are there",
        "imaging": "a worker starts and has all it works with",
        "weights": "none installed; drawing and cutting out need none",
    }


def test_what_is_not_well_comes_with_a_way_out() -> None:
    tight = checks.disk(300 << 20)
    full = checks.disk(1 << 20)
    broken = checks.said("database_pages", ["page 3 is lost"], "fine")
    assert (tight.status, full.status, broken.status) == ("warning", "failed", "failed")
    assert all(check.way_out for check in (tight, full, broken, checks.page_checksums(False)))
    assert checks.judged([tight]).status == "degraded"
    assert checks.judged([checks.disk(1 << 40)]).status == "ok"


def test_whole_files_verify(client: Client, pictures: list[dict[str, Any]]) -> None:
    well = {"files": 2, "swept": 0, "damaged": {"count": 0, "files": []}, "offline": []}
    assert verified(client) == {"deep": False, **well, "database": None}
    assert verified(client, deep=True) == {"deep": True, **well, "database": []}


def test_a_missing_file_and_a_cut_one_are_found_without_reading_them(
    client: Client, moon: dict[str, Any], pictures: list[dict[str, Any]]
) -> None:
    red, blue = pictures
    Path(red["path"]).unlink()
    Path(blue["path"]).write_bytes(b"short")
    result = verified(client)
    expected = {
        "count": 2,
        "files": [
            _damaged(red, "the file is missing"),
            _damaged(blue, f"it has 5 bytes instead of {blue['size_bytes']}"),
        ],
    }
    assert result["damaged"] == expected
    event = client.event("system/damaged")
    assert (event["project_id"], event["system"]) == (moon["id"], expected)


def test_changed_bytes_are_found_by_a_deep_look_alone(
    client: Client, pictures: list[dict[str, Any]]
) -> None:
    path = Path(pictures[0]["path"])
    data = bytearray(path.read_bytes())
    data[-20] ^= 1
    path.write_bytes(data)
    assert verified(client)["damaged"]["count"] == 0
    assert verified(client, deep=True)["damaged"] == {
        "count": 1,
        "files": [_damaged(pictures[0], "its bytes differ from its hash")],
    }


def test_files_of_other_users_are_not_looked_at(
    client: Client, pictures: list[dict[str, Any]]
) -> None:
    client.call("user/create", username="ada", display_name="Ada")
    client.close()
    with Client(client.data_dir) as as_ada:
        as_ada.initialize(user="ada")
        assert verified(as_ada)["files"] == 0


def _damaged(asset: dict[str, Any], reason: str) -> dict[str, Any]:
    return {
        "project_id": asset["project_id"],
        "asset_id": asset["id"],
        "storage_uri": asset["storage_uri"],
        "reason": reason,
    }


def test_verifying_removes_old_content_that_no_asset_names(
    client: Client, pictures: list[dict[str, Any]]
) -> None:
    kept = Path(pictures[0]["path"])
    orphan = kept.parent.parent / "ab" / f"{'ab' * 32}.png"
    young = orphan.with_name(f"{'ab' * 31}cd.png")
    orphan.parent.mkdir(exist_ok=True)
    for path in (orphan, young):
        path.write_bytes(b"left by a crash")
    for path in (orphan, kept):
        os.utime(path, (1, 1))
    result = verified(client, deep=True)
    assert (result["swept"], result["damaged"]["count"]) == (1, 0)
    assert (orphan.exists(), young.exists(), kept.exists()) == (False, True, True)
