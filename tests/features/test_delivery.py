"""`delivery/create`: what goes to a printer or a page, whole, named, checked and allowed."""

import hashlib
import json
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from PIL import Image
from pypdf import PdfReader

from iat_sidecar.features.delivery import store
from iat_sidecar.features.delivery.model import DeliveryTask, Made, Manifest
from iat_sidecar.features.delivery.origin import Origins
from iat_sidecar.features.delivery.tasks import MANIFEST, Delivering
from iat_sidecar.imaging.icc import srgb_profile
from iat_sidecar.imaging.operations.doctor import TINY_MODEL
from iat_sidecar.imaging.provenance import read_stamp
from tests.client import Client
from tests.features.pictures import BLUE, RED, imported, painted
from tests.features.studio import (
    asset,
    candidates_of,
    drawn,
    jobs_of,
    new_project,
    only_job,
    panel,
    shot,
    until,
)
from tests.imaging import made_pictures
from tests.imaging.press_profile import press_profile

CUT = {"post": {"cutout": {"model": "narrow"}}}


@pytest.fixture(scope="module")
def moon(studio: Client) -> str:
    return new_project(studio)


@pytest.fixture(scope="module")
def run(studio: Client, moon: str) -> dict[str, Any]:
    """Two chapters, told out of order; one panel has no picture."""
    return drawn(
        studio,
        moon,
        shot("b", **panel("Two", 1, 1)),
        shot("d", **panel("10", 2, 1)),
        shot("c", **panel("10", 1, 1)),
        shot("a", **panel("10", 1, 1)),
        shot("failed", post={"cutout": {"model": "/nowhere.onnx"}}, **panel("10", 3, 1)),
        name="Night",
    )


@pytest.fixture(scope="module")
def press(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("press") / "press.icc"
    path.write_bytes(press_profile())
    return str(path)


def delivered(client: Client, project: str, path: Path, **asked: Any) -> dict[str, Any]:
    given = {"format": "png", **asked}
    started = client.call("delivery/create", project=project, path=str(path), **given)
    made: dict[str, Any] = client.finish(started)
    return made


def refused(client: Client, project: str, path: Path | str, **asked: Any) -> Any:
    given = {"format": "png", **asked}
    return client.fail("delivery/create", project=project, path=str(path), **given)


def names(made: dict[str, Any]) -> list[str]:
    return [Path(file["path"]).name for file in made["files"]]


def manifest(folder: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((folder / MANIFEST).read_bytes())
    return told


def end_of(client: Client, started: dict[str, Any]) -> dict[str, Any]:
    """The task when it has ended, well or not."""
    ended = until(client, "task/finished", lambda told: told["task"]["id"] == started["task_id"])
    task: dict[str, Any] = ended["task"]
    return task


def two(client: Client, project: str, folder: Path) -> list[str]:
    """A red and a blue picture, 64 by 48, of the same name where they came from."""
    paths = [folder / name / "hero.png" for name in ("one", "other")]
    for path, colour in zip(paths, (RED, BLUE), strict=True):
        path.parent.mkdir()
        painted(path, colour)
    return [imported(client, str(path), project)["id"] for path in paths]


# What is written


def test_a_run_is_delivered_in_the_order_of_its_story(
    studio: Client, moon: str, run: dict[str, Any], tmp_path: Path
) -> None:
    made = delivered(studio, moon, tmp_path / "out", run_id=run["run_id"])
    by_key = {job["job_key"]: job for job in jobs_of(studio, moon, run)}
    wanted = ["_cTwo_p001_01_b", "_c10_p001_01_a", "_c10_p001_01_c", "_c10_p002_01_d"]
    assert names(made) == [f"{moon}{name}.png" for name in wanted]
    for key, file in zip("bacd", made["files"], strict=True):
        path = Path(file["path"])
        job = by_key[key]
        assert file == {
            "path": str(path),
            "page": None,
            "asset_id": job["final_asset_id"],
            "job_id": job["id"],
            "width_px": 128,
            "height_px": 96,
            "size_bytes": path.stat().st_size,
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
            "color": "srgb",
            "dpi": 72,
        }
        source = Path(asset(studio, moon, job["final_asset_id"])["path"])
        with Image.open(path) as image, Image.open(source) as original:
            assert np.array_equal(np.asarray(image), np.asarray(original))
            assert image.info["icc_profile"] == srgb_profile()
        assert read_stamp(path) == read_stamp(source)
    assert made["path"] == str(tmp_path / "out")
    assert made["warnings"] == ["1 of 5 jobs have no finished picture: failed"]


def test_a_list_beside_the_files_says_what_each_is(
    studio: Client, moon: str, run: dict[str, Any], tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    made = delivered(studio, moon, folder, run_id=run["run_id"], format="tiff", bleed_mm=2)
    told = manifest(folder)
    shared = ("path", "page", "asset_id", "job_id", "width_px", "height_px", "size_bytes", "sha256")
    for file, listed, job_key in zip(made["files"], told["files"], "bacd", strict=True):
        assert {**file, "path": Path(file["path"]).name} == {
            name: listed[name] for name in (*shared, "color", "dpi")
        }
        kept = asset(studio, moon, file["asset_id"])
        assert (listed["asset_sha256"], listed["job_key"]) == (kept["sha256"], job_key)
        (candidate,) = studio.call("candidate/list", project=moon, job_id=file["job_id"])["items"]
        assert (listed["candidate_id"], listed["candidate_index"]) == (candidate["id"], 0)
        assert (listed["figures"]["is_equal"], listed["weights"]) == (True, [])
        assert (listed["width_px"], listed["height_px"]) == (128 + 48, 96 + 48)
    facts = {name: told[name] for name in ("format", "dpi", "bleed_mm", "bleed_px", "bleed")}
    assert facts == {
        "format": "tiff",
        "dpi": 300,
        "bleed_mm": 2,
        "bleed_px": 24,
        "bleed": "mirrored",
    }
    assert told["profile_sha256"] == hashlib.sha256(srgb_profile()).hexdigest()
    assert told["warnings"] == made["warnings"]
    assert sorted(each.name for each in folder.iterdir()) == sorted([*names(made), MANIFEST])
    assert [each.name for each in tmp_path.iterdir()] == ["out"]


def test_assets_are_delivered_as_they_are_given(studio: Client, moon: str, tmp_path: Path) -> None:
    red, blue = two(studio, moon, tmp_path)
    made = delivered(studio, moon, tmp_path / "out", asset_ids=[blue, red, blue], format="webp")
    assert names(made) == [f"{moon}_00{place}.webp" for place in (1, 2, 3)]
    assert [file["asset_id"] for file in made["files"]] == [blue, red, blue]
    assert {file["job_id"] for file in made["files"]} == {None}
    with Image.open(made["files"][1]["path"]) as image:
        assert image.convert("RGB").getpixel((10, 10)) == RED


@pytest.mark.parametrize("format", ["tiff", "jpeg", "pdf"])
def test_inks_come_by_the_profile_of_the_press(
    studio: Client, moon: str, tmp_path: Path, press: str, format: str
) -> None:
    ids = two(studio, moon, tmp_path)
    folder = tmp_path / "out"
    asked = {"format": format, "color": "cmyk", "icc_path": press}
    made = delivered(studio, moon, folder, asset_ids=ids, **asked)
    told = manifest(folder)
    sha256 = hashlib.sha256(press_profile()).hexdigest()
    assert (told["profile_sha256"], told["press"]["sha256"]) == (sha256, sha256)
    assert told["intent"] == "relative colorimetric, with black point compensation"
    assert press not in (folder / MANIFEST).read_text()
    assert {(file["color"], file["dpi"]) for file in made["files"]} == {("cmyk", 300)}
    assert all(0 < file["figures"]["max_ink_percent"] <= 400 for file in told["files"])
    (warning,) = made["warnings"]
    assert warning.startswith(f"the asset {ids[1]}: 100% of it has colours that this press cannot")


def test_pages_of_one_name_share_a_document(
    studio: Client, moon: str, run: dict[str, Any], tmp_path: Path
) -> None:
    whole = delivered(studio, moon, tmp_path / "whole", run_id=run["run_id"], format="pdf")
    assert set(names(whole)) == {f"{moon}.pdf"}
    assert [file["page"] for file in whole["files"]] == [1, 2, 3, 4]
    chapters = delivered(
        studio,
        moon,
        tmp_path / "chapters",
        run_id=run["run_id"],
        format="pdf",
        naming="{run} {chapter}",
    )
    assert [
        (name, file["page"]) for name, file in zip(names(chapters), chapters["files"], strict=True)
    ] == [
        ("Night Two.pdf", 1),
        ("Night 10.pdf", 1),
        ("Night 10.pdf", 2),
        ("Night 10.pdf", 3),
    ]
    assert len(PdfReader(tmp_path / "chapters" / "Night 10.pdf").pages) == 3


def test_what_is_transparent_and_laid_on_white_is_told(
    studio: Client, moon: str, tmp_path: Path
) -> None:
    clear = imported(studio, painted(tmp_path / "clear.png", (200, 100, 50, 128)), moon)
    made = delivered(studio, moon, tmp_path / "jpeg", asset_ids=[clear["id"]], format="jpeg")
    assert made["warnings"] == [f"what was transparent is laid on white: the asset {clear['id']}"]
    kept = delivered(studio, moon, tmp_path / "png", asset_ids=[clear["id"]])
    assert kept["warnings"] == []
    with Image.open(kept["files"][0]["path"]) as image:
        assert image.getpixel((0, 0)) == (200, 100, 50, 128)


def test_coarse_pages_of_different_sizes_are_told(
    studio: Client, moon: str, tmp_path: Path
) -> None:
    sizes = [(64, 48), (48, 64)]
    ids = [
        imported(studio, painted(tmp_path / f"{w}.png", RED, size=(w, h)), moon)["id"]
        for w, h in sizes
    ]
    made = delivered(studio, moon, tmp_path / "out", asset_ids=ids, format="pdf", dpi=72)
    assert made["warnings"] == [
        "72 dpi look coarse in print; 300 are usual",
        "the pages are not all of one size",
    ]


# Names


def test_names_are_filled_safe_and_never_the_same(
    studio: Client, moon: str, tmp_path: Path
) -> None:
    red, blue = two(studio, moon, tmp_path)
    digits = asset(studio, moon, blue)["sha256"][:8]
    made = delivered(
        studio, moon, tmp_path / "out", asset_ids=[red, blue], naming="{name}: {index:4}?"
    )
    assert names(made) == ["hero_ 0001_.png", "hero_ 0002_.png"]
    made = delivered(studio, moon, tmp_path / "same", asset_ids=[red, blue], naming="{name}")
    assert names(made) == ["hero.png", f"hero-{digits}.png"]
    made = delivered(studio, moon, tmp_path / "asset", asset_ids=[blue], naming="con.{asset}")
    assert names(made) == [f"_con.{digits}.png"]


# What is refused


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({}, "$.run_id"),
    ({"run_id": "$run", "asset_ids": ["$asset"]}, "$.run_id"),
    ({"asset_ids": []}, "$.asset_ids"),
    ({"asset_ids": ["$asset"], "format": "gif"}, "$.format"),
    ({"asset_ids": ["$asset"], "format": "png", "color": "cmyk", "icc_path": "$press"}, "$.color"),
    ({"asset_ids": ["$asset"], "format": "webp", "color": "cmyk", "icc_path": "$press"}, "$.color"),
    ({"asset_ids": ["$asset"], "format": "tiff", "color": "cmyk"}, "$.icc_path"),
    (
        {"asset_ids": ["$asset"], "format": "tiff", "color": "cmyk", "icc_path": "p.icc"},
        "$.icc_path",
    ),
    (
        {"asset_ids": ["$asset"], "format": "tiff", "color": "cmyk", "icc_path": "/no.icc"},
        "$.icc_path",
    ),
    ({"asset_ids": ["$asset"], "format": "tiff", "icc_path": "$press"}, "$.icc_path"),
    ({"asset_ids": ["$asset"], "format": "jpeg", "alpha": "keep"}, "$.alpha"),
    (
        {
            "asset_ids": ["$asset"],
            "format": "tiff",
            "color": "cmyk",
            "icc_path": "$press",
            "alpha": "keep",
        },
        "$.alpha",
    ),
    ({"asset_ids": ["$asset"], "dpi": 9}, "$.dpi"),
    ({"asset_ids": ["$asset"], "bleed_mm": -1}, "$.bleed_mm"),
    ({"asset_ids": ["$asset"], "naming": "{author}"}, "$.naming"),
    ({"asset_ids": ["$asset"], "naming": "{page:03}"}, "$.naming"),
    ({"asset_ids": ["$asset"], "naming": "{index.__class__}"}, "$.naming"),
    ({"asset_ids": ["$asset"], "naming": "{index!r}"}, "$.naming"),
    ({"asset_ids": ["$asset"], "naming": "{index:>99}"}, "$.naming"),
    ({"asset_ids": ["$asset"], "naming": "{{index}}"}, "$.naming"),
    ({"asset_ids": ["$asset"], "naming": "../{index}"}, "$.naming"),
    ({"asset_ids": ["$asset"], "path": "out"}, "$.path"),
]


@pytest.mark.parametrize(("asked", "path"), REFUSED)
def test_what_does_not_go_together_is_refused_by_name(
    studio: Client,
    moon: str,
    run: dict[str, Any],
    tmp_path: Path,
    press: str,
    asked: dict[str, Any],
    path: str,
) -> None:
    picture = imported(studio, painted(tmp_path / "red.png", RED), moon)
    known = {"$run": run["run_id"], "$press": press}
    given = {
        key: [picture["id"]] if value == ["$asset"] else known.get(str(value), value)
        for key, value in asked.items()
    }
    error = refused(studio, moon, given.pop("path", tmp_path / "out"), **given)
    assert (error.code, error.details["path"]) == (-32602, path)
    assert [each.name for each in tmp_path.iterdir()] == ["red.png"]


def test_a_picture_that_would_grow_too_large_is_refused(
    studio: Client, moon: str, tmp_path: Path
) -> None:
    long = imported(studio, painted(tmp_path / "long.png", RED, size=(16_384, 2)), moon)["id"]
    one = {"asset_ids": [long]}
    for more, path in (
        ({"bleed_mm": 1}, "$.bleed_mm"),
        ({"format": "webp"}, "$.format"),
        ({"format": "pdf", "dpi": 80}, "$.dpi"),
    ):
        error = refused(studio, moon, tmp_path / "out", **one, **more)
        assert (error.code, error.details["path"]) == (-32602, path)


def test_nothing_that_is_there_is_overwritten(studio: Client, moon: str, tmp_path: Path) -> None:
    picture = imported(studio, painted(tmp_path / "red.png", RED), moon)
    folder = tmp_path / "out"
    folder.mkdir()
    delivered(studio, moon, folder, asset_ids=[picture["id"]])
    before = {each.name: each.read_bytes() for each in folder.iterdir()}
    for path in (folder, tmp_path / "red.png"):
        assert refused(studio, moon, path, asset_ids=[picture["id"]]).kind == "conflict"
    assert {each.name: each.read_bytes() for each in folder.iterdir()} == before


def test_a_run_without_pictures_and_what_is_not_there_are_refused(
    studio: Client, moon: str, run: dict[str, Any], tmp_path: Path
) -> None:
    nothing = drawn(studio, moon, shot(post={"cutout": {"model": "/nowhere.onnx"}}))
    log = asset(studio, moon, run["run_log_asset_id"])
    out = tmp_path / "out"
    assert refused(studio, moon, out, run_id=nothing["run_id"]).kind == "invalid_state"
    assert refused(studio, moon, out, run_id=log["id"]).kind == "not_found"
    assert refused(studio, moon, out, asset_ids=[run["run_id"]]).kind == "not_found"
    error = refused(studio, moon, out, asset_ids=[log["id"]])
    assert (error.code, error.details["path"]) == (-32602, "$.asset_ids[0]")
    other = new_project(studio)
    assert refused(studio, other, out, run_id=run["run_id"]).kind == "not_found"


# What goes wrong


def test_a_damaged_picture_fails_the_delivery_and_leaves_nothing(
    studio: Client, moon: str, tmp_path: Path
) -> None:
    good, bad = two(studio, moon, tmp_path)
    damaged = imported(studio, painted(tmp_path / "bad.png", (9, 8, 7)), moon)
    Path(damaged["path"]).write_bytes(Path(damaged["path"]).read_bytes()[:60])
    out = tmp_path / "deep" / "out"
    started = studio.call(
        "delivery/create",
        project=moon,
        path=str(out),
        format="png",
        asset_ids=[good, bad, damaged["id"]],
    )
    ended = end_of(studio, started)
    assert (ended["status"], ended["error"]["data"]["kind"]) == ("failed", "invalid_image")
    assert list(out.parent.iterdir()) == []


def test_a_place_that_cannot_be_written_to_is_told(
    studio: Client, moon: str, tmp_path: Path
) -> None:
    picture = imported(studio, painted(tmp_path / "red.png", RED), moon)
    started = studio.call(
        "delivery/create",
        project=moon,
        path=str(tmp_path / "red.png" / "out"),
        format="png",
        asset_ids=[picture["id"]],
    )
    ended = end_of(studio, started)
    assert (ended["status"], ended["error"]["data"]["kind"]) == ("failed", "read_only")


def test_a_canceled_delivery_leaves_nothing(studio: Client, moon: str, tmp_path: Path) -> None:
    red, blue = two(studio, moon, tmp_path)
    out = tmp_path / "deep" / "out"
    started = studio.call(
        "delivery/create",
        project=moon,
        path=str(out),
        format="pdf",
        asset_ids=[red, blue] * 300,
    )
    until(studio, "task/progressed", lambda told: told["task_id"] == started["task_id"])
    studio.call("task/cancel", task_id=started["task_id"])
    ended = end_of(studio, started)
    assert ended["status"] == "canceled"
    assert ended["progress"]["done"] < 1_200
    assert list(out.parent.iterdir()) == []


def test_a_delivery_that_had_its_name_before_a_crash_is_told_again(
    studio: Client, moon: str, tmp_path: Path
) -> None:
    ids = two(studio, moon, tmp_path)
    out = tmp_path / "out"
    made = delivered(studio, moon, out, asset_ids=ids)
    told = msgspec.json.decode((out / MANIFEST).read_bytes(), type=Manifest)
    task = DeliveryTask(
        run_id=None,
        asset_ids=ids,
        path=str(out),
        format="png",
        color="srgb",
        alpha="keep",
        dpi=72,
        bleed_mm=0,
        icc_path=None,
        naming="x",
    )

    class Again:
        def __init__(self, id: str) -> None:
            self.id = id

    again, other = (Delivering(None, Again(id), task).told() for id in (told.id, "other"))  # type: ignore[arg-type]
    assert (msgspec.to_builtins(again), other) == (made, None)


# Licences


def used(name: str, *, is_commercial: bool | None) -> dict[str, Any]:
    licence = {True: "MIT", False: "CC-BY-NC-4.0", None: None}[is_commercial]
    made = {"name": name, "sha256": hashlib.sha256(name.encode()).hexdigest(), "family": "custom"}
    return {"weights": {**made, "licence": licence, "is_commercial": is_commercial}}


def step(inputs: list[str], outputs: list[str], **result: Any) -> Made:
    roles = dict(enumerate(inputs)), dict(enumerate(outputs))
    taken, given = ({str(role): one for role, one in each.items()} for each in roles)
    return Made(inputs=taken, outputs=given, result=result)


@pytest.fixture
def origins(monkeypatch: pytest.MonkeyPatch) -> Origins:
    """sketch → cut → final, by steps; cut → page and page → cover by links."""
    narrow, free = used("narrow", is_commercial=False), used("free", is_commercial=True)
    steps = [
        step([], ["sketch"]),
        step(["sketch"], ["cut", "mask"], **narrow),
        step(["cut"], ["final"]),
        step(["sketch"], ["twice"], **narrow),
        step(["sketch"], ["twice"], **free),
        step(["sketch"], ["plain"], **narrow),
        step([], ["plain"]),
        step(["cut"], ["cut"]),
        step(["final"], ["large"], **used("nobody knows", is_commercial=None)),
    ]
    monkeypatch.setattr(store, "made", lambda read, project_id: steps)
    links = [("page", "cut"), ("cover", "page"), ("page", "cover")]
    monkeypatch.setattr(store, "parents", lambda read, project_id: links)
    monkeypatch.setattr(store, "signed", lambda read, project_id: set())
    return Origins(None, "moon")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("asset_id", "models"),
    [
        ("sketch", []),
        ("cut", ["narrow"]),
        ("mask", ["narrow"]),
        ("final", ["narrow"]),
        ("cover", ["narrow"]),
        ("twice", ["free"]),
        ("plain", []),
        ("large", ["narrow", "nobody knows"]),
        ("imported", []),
    ],
)
def test_a_picture_was_made_with_what_all_it_came_from_was_made_with(
    origins: Origins, asset_id: str, models: list[str]
) -> None:
    assert [use.name for use in origins.weights(asset_id)] == models


@pytest.fixture(scope="module")
def tainted(studio: Client, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, dict[str, Any]]:
    """A project, commercial by now, and a run of it that a model for other uses cut out."""
    model = tmp_path_factory.mktemp("models") / "narrow.onnx"
    model.write_bytes(TINY_MODEL)
    licence = {"licence": "CC-BY-NC-4.0"}
    studio.finish(studio.call("weights/install", name="narrow", path=str(model), **licence))
    project = new_project(studio, settings={"commercial": False})
    run = drawn(studio, project, shot("cut"), **CUT)
    (candidate, *_) = candidates_of(studio, only_job(studio, project, run))
    chosen = {
        "candidate_id": candidate["id"],
        "reason": "whatever the guard says of so small a cut",
    }
    studio.call("candidate/choose", project=project, **chosen)
    return project, run


def commercial(client: Client, project: str, *, is_it: bool) -> None:
    client.call("project/update", project=project, settings={"commercial": is_it})


def test_a_commercial_project_delivers_nothing_that_is_licensed_otherwise(
    studio: Client, tainted: tuple[str, dict[str, Any]], tmp_path: Path
) -> None:
    project, run = tainted
    commercial(studio, project, is_it=True)
    job = only_job(studio, project, run)
    error = refused(studio, project, tmp_path / "out", run_id=run["run_id"])
    assert error.kind == "licence_refused"
    assert error.details == {"name": "narrow, which cut was made with,", "licence": "CC-BY-NC-4.0"}
    derived = studio.finish(
        studio.call(
            "asset/derive",
            project=project,
            asset_id=job["final_asset_id"],
            post={"upscale": {"factor": 2, "method": "lanczos"}},
        )
    )
    for one in (job["final_asset_id"], derived["id"]):
        assert refused(studio, project, tmp_path / "out", asset_ids=[one]).kind == "licence_refused"
    clean = drawn(studio, project, shot("clean", seed=11))
    assert len(delivered(studio, project, tmp_path / "out", run_id=clean["run_id"])["files"]) == 1


def test_another_project_delivers_it_and_says_so(
    studio: Client, tainted: tuple[str, dict[str, Any]], tmp_path: Path
) -> None:
    project, run = tainted
    commercial(studio, project, is_it=False)
    made = delivered(studio, project, tmp_path / "out", run_id=run["run_id"])
    assert made["warnings"] == ["narrow (CC-BY-NC-4.0) was used for cut: not for commercial use"]
    (listed,) = manifest(tmp_path / "out")["files"]
    assert listed["weights"] == [
        {
            "name": "narrow",
            "sha256": hashlib.sha256(TINY_MODEL).hexdigest(),
            "family": "custom",
            "licence": "CC-BY-NC-4.0",
            "is_commercial": False,
        }
    ]


def test_content_credentials_behind_a_picture_are_told(studio: Client, tmp_path: Path) -> None:
    project = new_project(studio)
    signed = made_pictures.with_segment(
        made_pictures.saved(made_pictures.noise(96, 128), "JPEG", quality=95),
        0xEB,
        b"JP\0\1\0\0\0\1\0\0\0\x20jumb\0\0\0\x18jumdc2pa",
    )
    (tmp_path / "signed.jpg").write_bytes(signed)
    path = str(tmp_path / "signed.jpg")
    found = studio.call("asset/import", project=project, path=path, kind="input")
    original = found["items"][0]["asset"]
    assert original["metadata"]["has_c2pa"]
    assert Path(original["path"]).read_bytes() == signed
    run = drawn(studio, project, shot("signed", input_asset_id=original["id"]))
    made = delivered(studio, project, tmp_path / "out", run_id=run["run_id"])
    assert made["warnings"] == [
        "signed: made from files with Content Credentials (C2PA), which stay with the originals"
    ]
    (listed,) = manifest(tmp_path / "out")["files"]
    assert listed["credentials_of"] == [original["id"]]
    report = studio.call("run/report", project=project, run_id=run["run_id"])["path"]
    assert "from a file with Content Credentials (C2PA)" in Path(report).read_text("utf-8")
