"""`page/compose`: finished panels set into one picture."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tests.client import Client
from tests.features.studio import NOTHING_PASSES, asset, drawn, jobs_of, new_project, panel, shot


@pytest.fixture(scope="module")
def moon(studio: Client) -> str:
    return new_project(studio)


@pytest.fixture(scope="module")
def run(studio: Client, moon: str) -> dict[str, Any]:
    """Three panels on the first page of chapter two, one on the second, one in chapter one."""
    return drawn(
        studio,
        moon,
        shot("last", **panel("2", 1, 3)),
        shot("first", **panel("2", 1, 1)),
        shot("middle", **panel("2", 1, 2)),
        shot("next", **panel("2", 2, 1)),
        shot("other", **panel("1", 1, 1)),
        shot("failed", post={"cutout": {"model": "/nowhere.onnx"}}, **panel("2", 1, 4)),
    )


def composed(client: Client, project: str, run: dict[str, Any], **more: Any) -> dict[str, Any]:
    made: dict[str, Any] = client.call(
        "page/compose", project=project, run_id=run["run_id"], **more
    )
    return made


def panels_of(client: Client, project: str, page: dict[str, Any]) -> set[str]:
    found = client.call("asset/lineage", project=project, asset_id=page["asset_id"], depth=1)
    return {link["parent_asset_id"] for link in found["links"]}


def test_a_page_holds_its_panels_in_their_order(
    studio: Client, moon: str, run: dict[str, Any]
) -> None:
    by_key = {job["job_key"]: job["final_asset_id"] for job in jobs_of(studio, moon, run)}
    one = {"chapter": "2", "page": 1}
    strip = composed(studio, moon, run, **one, layout="strip")
    column = composed(studio, moon, run, **one, layout={"rows": [1, 1, 1]})
    grid = composed(studio, moon, run, **one, gutter_px=0)
    wanted = {by_key[key] for key in ("first", "middle", "last")}
    for page in (strip, column, grid):
        assert panels_of(studio, moon, page) == wanted
    sizes = [
        (kept["width"], kept["height"])
        for kept in (asset(studio, moon, page["asset_id"]) for page in (strip, column, grid))
    ]
    assert {width for width, _ in sizes} == {1600}
    assert sizes[0][1] < sizes[2][1] < sizes[1][1]
    with Image.open(column["path"]) as image:
        top = np.asarray(image.convert("RGB").crop((60, 60, 1540, 1100)).resize((32, 24)), float)
    with Image.open(asset(studio, moon, by_key["first"])["path"]) as image:
        first = np.asarray(image.convert("RGB").resize((32, 24)), float)
    with Image.open(asset(studio, moon, by_key["last"])["path"]) as image:
        last = np.asarray(image.convert("RGB").resize((32, 24)), float)
    assert np.abs(top - first).mean() < np.abs(top - last).mean()


def test_chapter_and_page_choose_the_panels(studio: Client, moon: str, run: dict[str, Any]) -> None:
    by_key = {job["job_key"]: job["final_asset_id"] for job in jobs_of(studio, moon, run)}
    found = [
        len(panels_of(studio, moon, composed(studio, moon, run, **chosen)))
        for chosen in ({}, {"chapter": "2"}, {"page": 1}, {"chapter": "2", "page": 2})
    ]
    assert found == [5, 4, 4, 1]
    other = composed(studio, moon, run, chapter="1")
    assert panels_of(studio, moon, other) == {by_key["other"]}


def test_the_same_page_is_the_same_asset_and_a_copy_goes_where_it_is_wanted(
    studio: Client, moon: str, run: dict[str, Any], tmp_path: Path
) -> None:
    target = tmp_path / "pages" / "one.png"
    first = composed(studio, moon, run, page=2, path=str(target))
    second = composed(studio, moon, run, page=2)
    kept = asset(studio, moon, first["asset_id"])
    assert first == {"asset_id": second["asset_id"], "path": str(target)}
    assert second["path"] == kept["path"]
    assert target.read_bytes() == Path(kept["path"]).read_bytes()
    assert [each.name for each in target.parent.iterdir()] == ["one.png"]
    assert (kept["kind"], kept["mime_type"], kept["metadata"]) == (
        "other",
        "image/png",
        {"role": "page"},
    )


@pytest.mark.parametrize(
    ("more", "path"),
    [
        ({"layout": {"rows": [2]}}, "$.layout.rows"),
        ({"layout": {"rows": [3, 3]}}, "$.layout.rows"),
        ({"layout": {"rows": []}}, "$.layout.rows"),
        ({"layout": {"columns": [1]}}, "$.layout"),
        ({"layout": "circle"}, "$.layout"),
        ({"gutter_px": -1}, "$.gutter_px"),
        ({"path": "page.png"}, "$.path"),
        ({"path": "/tmp/page.jpg"}, "$.path"),
    ],
)
def test_a_page_that_cannot_be_is_refused_by_name(
    studio: Client, moon: str, run: dict[str, Any], more: dict[str, Any], path: str
) -> None:
    one = {"project": moon, "run_id": run["run_id"], "chapter": "2", "page": 1}
    error = studio.fail("page/compose", **one, **more)
    assert (error.code, error.details["path"].startswith(path)) == (-32602, True)


def test_a_page_without_finished_panels_is_refused(
    studio: Client, moon: str, run: dict[str, Any]
) -> None:
    one = {"project": moon, "run_id": run["run_id"]}
    assert studio.fail("page/compose", **one, page=9).kind == "invalid_state"
    failed = drawn(studio, moon, guard=NOTHING_PASSES)
    error = studio.fail("page/compose", project=moon, run_id=failed["run_id"])
    assert error.kind == "invalid_state"


def test_a_place_that_cannot_be_written_to_is_told(
    studio: Client, moon: str, run: dict[str, Any], tmp_path: Path
) -> None:
    (tmp_path / "file").write_bytes(b"")
    one = {"project": moon, "run_id": run["run_id"]}
    path = str(tmp_path / "file" / "page.png")
    error = studio.fail("page/compose", **one, path=path)
    assert (error.kind, path in error.details["reason"]) == ("read_only", True)
    (tmp_path / "page.png").mkdir()
    error = studio.fail("page/compose", **one, path=str(tmp_path / "page.png"))
    assert (error.code, error.details["path"]) == (-32602, "$.path")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["file", "page.png"]
