"""Runs with model files: named, frozen, licensed, and written down with what they made."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from iat_sidecar.imaging.matte import models
from iat_sidecar.imaging.operations.doctor import TINY_MODEL
from tests.client import Client, RpcError
from tests.features.studio import drawn, new_project, opened, shot

SHA256 = hashlib.sha256(TINY_MODEL).hexdigest()
CUT = {"post": {"cutout": {"model": "tiny"}}}
LENIENT = {
    "guard": {
        "thresholds": {"matte.min_coverage": 0, "matte.max_coverage": 1, "matte.max_sides_cut": 4}
    }
}


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    folder = tmp_path_factory.mktemp("studio")
    (folder / "tiny.onnx").write_bytes(TINY_MODEL)
    with opened(folder) as client:
        path = str(folder / "tiny.onnx")
        install(client, "tiny", path, licence="MIT")
        install(client, "narrow", path, licence="CC-BY-NC-4.0")
        install(client, "unknown", path)
        yield client


def install(client: Client, name: str, path: str, **more: Any) -> None:
    client.finish(client.call("weights/install", name=name, path=path, **more))


def steps_of(client: Client, project: str, run: dict[str, Any]) -> list[dict[str, Any]]:
    (job,) = client.call("job/list", project=project, run_id=run["run_id"])["items"]
    (candidate,) = client.call("candidate/list", project=project, job_id=job["id"])["items"]
    steps: list[dict[str, Any]] = candidate["meta"]["steps"]
    return steps


def test_a_model_is_named_and_frozen_with_its_hash_and_licence(studio: Client) -> None:
    project = new_project(studio)
    run = drawn(studio, project, **CUT, **LENIENT)
    frozen = studio.call("run/get", project=project, run_id=run["run_id"])["settings_snapshot"]
    assert frozen["weights"] == {
        "tiny": {
            "name": "tiny",
            "sha256": SHA256,
            "family": "custom",
            "licence": "MIT",
            "is_commercial": True,
        }
    }
    (cutout,) = [step for step in steps_of(studio, project, run) if step["leg"] == "cutout"]
    assert (cutout["method"], cutout["operation"]) == ("onnx", "matte/cut")
    again = drawn(studio, project, **CUT, **LENIENT)
    assert again["memoised_steps"] == again["steps"]


def test_the_same_bytes_by_path_are_the_same_step(studio: Client) -> None:
    project = new_project(studio)
    drawn(studio, project, **CUT, **LENIENT)
    installed = studio.call("weights/list", is_installed=True)["items"]
    path = next(one["path"] for one in installed if one["name"] == "tiny")
    again = drawn(studio, project, post={"cutout": {"model": path}}, **LENIENT)
    assert again["memoised_steps"] == again["steps"]


@pytest.mark.parametrize("method", ["run/start", "run/plan"])
def test_a_commercial_project_refuses_a_model_for_other_uses(studio: Client, method: str) -> None:
    project = new_project(studio)
    asked = {"jobs": [shot()], "post": {"cutout": {"model": "narrow"}}}
    error = studio.fail(method, project=project, **asked)
    assert error.kind == "licence_refused"
    assert error.details == {"name": "narrow", "licence": "CC-BY-NC-4.0"}


def test_a_project_that_is_not_commercial_may_use_it(studio: Client) -> None:
    project = new_project(studio, settings={"commercial": False})
    assert (
        drawn(studio, project, post={"cutout": {"model": "narrow"}}, **LENIENT)["status"] == "done"
    )


def test_a_licence_that_nobody_told_is_no_reason_to_refuse(studio: Client) -> None:
    project = new_project(studio)
    assert (
        drawn(studio, project, post={"cutout": {"model": "unknown"}}, **LENIENT)["status"] == "done"
    )


def test_a_model_of_another_purpose_is_refused(studio: Client, tmp_path: Path) -> None:
    project = new_project(studio)
    error = studio.fail(
        "run/start",
        project=project,
        jobs=[shot()],
        post={"upscale": {"method": "onnx", "model": "tiny"}},
    )
    assert error.kind == "invalid_params"
    assert "is for cutout" in str(error)


def test_a_model_whose_file_was_exchanged_is_damaged(studio: Client) -> None:
    project = new_project(studio)
    installed = studio.call("weights/list", is_installed=True)["items"]
    path = Path(next(one["path"] for one in installed if one["name"] == "tiny"))
    try:
        path.write_bytes(TINY_MODEL + b"\x42\x00")
        run = drawn(studio, project, **CUT)
        (job,) = studio.call("job/list", project=project, run_id=run["run_id"])["items"]
        assert job["error"]["data"]["kind"] == "damaged"
    finally:
        path.write_bytes(TINY_MODEL)


def test_a_renamed_file_keeps_the_licence_that_the_catalogue_knows() -> None:
    from iat_sidecar.features.weights import rules

    known = next(model for model in models.MODELS if model.name == "bria-rmbg")
    use = rules.use_of_file("nothing-special.onnx", known.sha256 or "", "")
    assert (use.name, use.licence, use.is_commercial) == ("bria-rmbg", "CC-BY-NC-4.0", False)
    with pytest.raises(rules.LicenceRefused):
        rules.check_licence(use, is_commercial=True)


@pytest.mark.parametrize("method", ["asset/derive", "job/redraw"])
def test_what_is_derived_or_redrawn_is_held_to_the_licence_too(studio: Client, method: str) -> None:
    project = new_project(studio)
    run = drawn(studio, project)
    (job,) = studio.call("job/list", project=project, run_id=run["run_id"])["items"]
    wanted = {"cutout": {"model": "narrow"}}
    target = (
        {"asset_id": job["final_asset_id"]} if method == "asset/derive" else {"job_id": job["id"]}
    )
    error = studio.fail(method, project=project, post=wanted, **target)
    assert error.kind == "licence_refused"


def test_a_single_picture_is_cut_out_by_a_model(studio: Client) -> None:
    project = new_project(studio)
    run = drawn(studio, project)
    (job,) = studio.call("job/list", project=project, run_id=run["run_id"])["items"]
    asked = {"project": project, "asset_id": job["final_asset_id"]}
    made = studio.finish(studio.call("asset/derive", **asked, post=CUT["post"]))
    assert made["kind"] == "bg_removed"
    with pytest.raises(RpcError) as gone:
        studio.call("asset/derive", **asked, post={"cutout": {"model": "gone"}})
    assert gone.value.kind == "weights_missing"
