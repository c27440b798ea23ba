"""Colour tables of other programs: laid over pictures, and corrections saved as such tables."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from iat_sidecar.core.errors import Damaged
from iat_sidecar.files.cubes import fingerprint
from iat_sidecar.imaging.lut import Lut
from iat_sidecar.imaging.operations.grade import read_cube
from tests.client import Client
from tests.features.studio import drawn, new_project


@pytest.fixture
def swap(tmp_path: Path) -> str:
    """A table that exchanges red and blue."""
    path = tmp_path / "swap.cube"
    path.write_text(Lut(Lut.identity().table[..., ::-1].copy()).to_cube("swap"), "ascii")
    return str(path)


def imported(studio: Client, project: str, picture: np.ndarray, path: Path) -> str:
    Image.fromarray(picture).save(path)
    found = studio.call("asset/import", project=project, path=str(path), kind="reference")
    asset_id: str = found["items"][0]["asset"]["id"]
    return asset_id


def by_cube(path: str, **more: Any) -> dict[str, Any]:
    return {"color": {"toward": "cube", "cube_path": path, **more}}


def derived(studio: Client, project: str, asset_id: str, post: dict[str, Any]) -> np.ndarray:
    asked = {"project": project, "asset_id": asset_id, "post": post}
    made = studio.finish(studio.call("asset/derive", **asked))
    return np.asarray(Image.open(made["path"]).convert("RGB"), np.int16)


NOISE = np.random.default_rng(7).integers(0, 256, (24, 32, 3), dtype=np.uint8)


def test_a_table_of_another_program_is_laid_over_a_picture(
    studio: Client, swap: str, tmp_path: Path
) -> None:
    project = new_project(studio)
    asset_id = imported(studio, project, NOISE, tmp_path / "noise.png")
    whole = derived(studio, project, asset_id, by_cube(swap))
    assert np.abs(whole - NOISE[..., ::-1]).max() <= 1
    half = derived(studio, project, asset_id, by_cube(swap, strength=0.5))
    assert np.abs(half - (NOISE.astype(int) + NOISE[..., ::-1]) / 2).max() <= 1.5
    assert np.abs(derived(studio, project, asset_id, by_cube(swap, strength=0)) - NOISE).max() <= 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1"])
def test_a_table_may_be_titled_in_any_language(swap: str, tmp_path: Path, encoding: str) -> None:
    rows = Path(swap).read_text("ascii").removeprefix('TITLE "swap"\n')
    path = tmp_path / "titled.cube"
    head = 'TITLE "Dämmerung"\n# für außen\nLUT_3D_INPUT_RANGE 0.0 1.0\n'
    path.write_text(head + rows, encoding)
    read = read_cube(str(path), fingerprint(str(path)))
    assert read.digest() == read_cube(swap, fingerprint(swap)).digest()


def test_a_table_that_was_exchanged_meanwhile_is_damaged(swap: str) -> None:
    known = fingerprint(swap)
    Path(swap).write_text(Lut.identity().to_cube("still"), "ascii")
    with pytest.raises(Damaged, match="exchanged"):
        read_cube(swap, known)


def test_a_run_knows_a_table_by_its_bytes(studio: Client, swap: str, tmp_path: Path) -> None:
    project = new_project(studio)
    asked = {"seed": 7, "candidates": 1, "stages": ["style_lock"]}
    drawn(studio, project, post=by_cube(swap), **asked)
    copy = tmp_path / "copy.cube"
    copy.write_bytes(Path(swap).read_bytes())
    same = drawn(studio, project, post=by_cube(str(copy)), **asked)
    assert same["memoised_steps"] == same["steps"]
    copy.write_text(Lut.identity().to_cube("still"), "ascii")
    other = drawn(studio, project, post=by_cube(str(copy)), **asked)
    assert other["memoised_steps"] < other["steps"]


@pytest.mark.parametrize(
    ("content", "kind", "words"),
    [
        (None, "not_found", "no file"),
        ("LUT_3D_SIZE 2\n0 0 0\n", "imaging_failed", "has 1 rows where its size needs 8"),
        ("LUT_1D_SIZE 4\n", "imaging_failed", "line 1"),
        ("no table", "imaging_failed", "line 1"),
        ("é", "imaging_failed", "line 1"),
        ("LUT_3D_SIZE 2\nLUT_3D_INPUT_RANGE 0.0 2.0\n", "imaging_failed", "line 2"),
    ],
)
def test_what_is_no_table_is_told_with_its_line(
    studio: Client, tmp_path: Path, content: str | None, kind: str, words: str
) -> None:
    project, path = new_project(studio), tmp_path / "bad.cube"
    if content is not None:
        path.write_text(content, "utf-8")
    run = drawn(studio, project, post=by_cube(str(path)))
    (job,) = studio.call("job/list", project=project, run_id=run["run_id"])["items"]
    assert job["error"]["data"]["kind"] == kind
    assert words in job["error"]["message"]


@pytest.mark.parametrize(
    "color",
    [
        {"toward": "cube"},
        {"toward": "style_guide", "cube_path": "/a.cube"},
        {"toward": "cube", "cube_path": "a.cube"},
    ],
)
def test_a_table_needs_its_path(studio: Client, color: dict[str, Any]) -> None:
    project = new_project(studio)
    error = studio.fail(
        "run/start", project=project, jobs=[{"job_key": "a", "scene": "b"}], post={"color": color}
    )
    assert (error.kind, error.details["path"]) == (
        "invalid_params",
        "$.jobs[0].post.color.cube_path",
    )


def test_the_correction_toward_a_style_leaves_as_a_table(studio: Client, tmp_path: Path) -> None:
    project = new_project(studio)
    warm = np.clip(NOISE * [1.0, 0.7, 0.4], 0, 255).astype(np.uint8)
    reference = imported(studio, project, warm, tmp_path / "warm.png")
    asset_id = imported(studio, project, NOISE, tmp_path / "noise.png")
    made = studio.call("reference_set/create", project=project, name="look", kind="style")
    studio.call(
        "reference_set/add_items",
        project=project,
        reference_set_id=made["id"],
        items=[{"asset_id": reference}],
    )
    guide = studio.call(
        "style_guide/create",
        project=project,
        name="Warm",
        rules={"reference_set_id": made["id"]},
        is_default=True,
    )
    target = tmp_path / "out" / "warm.cube"
    asked = {"project": project, "style_guide_id": guide["id"], "asset_id": asset_id}
    early = studio.fail("style_guide/export_cube", **asked, path=str(target))
    assert early.kind == "invalid_state"
    studio.finish(studio.call("style_guide/measure", project=project, style_guide_id=guide["id"]))
    written = studio.call("style_guide/export_cube", **asked, path=str(target))
    table = Lut.from_cube(target.read_text("ascii"))
    assert written == {"path": str(target), "table_sha256": table.digest()}
    toward = derived(studio, project, asset_id, {"color": {}})
    assert np.abs(table.apply(NOISE).astype(int) - toward).max() <= 1
    elsewhere = studio.fail("style_guide/export_cube", **asked, path=str(tmp_path / "warm.txt"))
    assert elsewhere.kind == "invalid_params"
