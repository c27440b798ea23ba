"""`asset/*`: pictures come in, are found again by their hash, linked, shown, verified, removed."""

import hashlib
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tests.client import Client, RpcError
from tests.features.pictures import BLUE, RED, imported, painted
from tests.features.studio import drawn, new_project, only_job, photograph, shot
from tests.imaging.made_pictures import animated, exif, noise, png, saved


@pytest.fixture
def moon(studio: Client) -> str:
    return new_project(studio)


def srgb_profile() -> bytes:
    from PIL import ImageCms

    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def sixteen_bits() -> bytes:
    rows = [bytes(range(192)) for _ in range(24)]
    return png(32, 24, 16, 2, rows)


FORMS: dict[str, tuple[Callable[[], bytes], str, tuple[int, int]]] = {
    "png": (lambda: saved(noise(), "PNG"), "image/png", (32, 24)),
    "jpeg": (lambda: saved(noise(), "JPEG"), "image/jpeg", (32, 24)),
    "webp": (lambda: saved(noise(), "WEBP"), "image/webp", (32, 24)),
    "tiff": (lambda: saved(noise(), "TIFF"), "image/tiff", (32, 24)),
    "gif": (lambda: animated("GIF"), "image/gif", (8, 6)),
    "cmyk": (
        lambda: saved(Image.fromarray(noise()).convert("CMYK"), "JPEG"),
        "image/jpeg",
        (32, 24),
    ),
    "sixteen": (sixteen_bits, "image/png", (32, 24)),
    "palette": (lambda: saved(Image.fromarray(noise()).convert("P"), "PNG"), "image/png", (32, 24)),
    "icc": (lambda: saved(noise(), "PNG", icc_profile=srgb_profile()), "image/png", (32, 24)),
    "turned": (lambda: saved(noise(), "JPEG", exif=exif(6)), "image/jpeg", (24, 32)),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_picture_keeps_its_bytes_and_is_known_by_its_content(
    studio: Client, moon: str, tmp_path: Path, form: str
) -> None:
    make, mime_type, size = FORMS[form]
    source = tmp_path / "picture.dat"  # what it is called says nothing
    source.write_bytes(make())
    answer = studio.call("asset/import", project=moon, path=str(source), kind="input")
    (item,) = answer["items"]
    asset = item["asset"]
    assert item == {"path": str(source), "asset": asset, "is_new": True, "error": None}
    assert (asset["mime_type"], asset["kind"], asset["width"], asset["height"]) == (
        mime_type,
        "input",
        *size,
    )
    assert asset["sha256"] == hashlib.sha256(source.read_bytes()).hexdigest()
    assert asset["size_bytes"] == len(source.read_bytes())
    assert Path(asset["path"]).read_bytes() == source.read_bytes()
    assert asset["metadata"]["source_name"] == "picture.dat"
    assert studio.call("asset/get", project=moon, asset_id=asset["id"]) == asset
    assert studio.event("asset/created", asset=asset)
    result = drawn(studio, moon, {"job_key": "a", "input_asset_id": asset["id"]}, stages=[])
    assert result["jobs"]["failed"] == 0


@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_orientation_a_camera_noted_is_applied(
    studio: Client, moon: str, tmp_path: Path, orientation: int
) -> None:
    source = tmp_path / "a.jpg"
    source.write_bytes(saved(noise(), "JPEG", exif=exif(orientation), quality=95))
    (item,) = studio.call("asset/import", project=moon, path=str(source), kind="input")["items"]
    upright = (32, 24) if orientation < 5 else (24, 32)
    assert (item["asset"]["width"], item["asset"]["height"]) == upright
    small = studio.call("asset/thumbnail", project=moon, asset_id=item["asset"]["id"], edge_px=32)
    with Image.open(small["path"]) as image:
        assert image.size == upright


def test_the_same_bytes_are_one_asset_also_after_a_restart(
    start: Callable[..., Client], tmp_path: Path
) -> None:
    first = start()
    first.initialize()
    first.call("project/create", slug="moon", name="Moon")
    source = photograph(tmp_path / "a.png")
    asked = {"project": "moon", "path": source, "kind": "input"}
    made = first.call("asset/import", **asked)["items"][0]["asset"]
    (again,) = first.call("asset/import", **asked)["items"]
    assert (again["asset"], again["is_new"]) == (made, False)
    first.close()
    second = start()
    second.initialize()
    (later,) = second.call("asset/import", **asked)["items"]
    assert (later["asset"], later["is_new"]) == (made, False)
    found = second.call("asset/list", project="moon", sha256=made["sha256"])
    assert found["items"] == [made]
    other = second.call("asset/import", **{**asked, "kind": "mask"})["items"][0]
    assert (other["is_new"], other["asset"]["sha256"]) == (True, made["sha256"])


def test_many_files_are_answered_in_order_with_errors_beside_them(
    studio: Client, moon: str, tmp_path: Path
) -> None:
    (tmp_path / "b.png").write_bytes(b"no picture")
    paths = [
        painted(tmp_path / "a.png", RED),
        str(tmp_path / "b.png"),
        str(tmp_path / "missing.png"),
        painted(tmp_path / "c.png", BLUE),
        str(tmp_path / "a.png"),
    ]
    metadata = {"source": "scan"}
    answer = studio.call("asset/import", project=moon, paths=paths, kind="input", metadata=metadata)
    items = answer["items"]
    assert [item["path"] for item in items] == paths
    assert [item["is_new"] for item in items] == [True, False, False, True, False]
    assert [item["error"] and item["error"]["data"]["kind"] for item in items] == [
        None,
        "invalid_image",
        "not_found",
        None,
        None,
    ]
    assert items[4]["asset"] == items[0]["asset"]
    assert items[0]["asset"]["metadata"]["source"] == "scan"
    assert len(studio.call("asset/list", project=moon)["items"]) == 2


def test_more_than_a_hundred_files_are_a_task(studio: Client, moon: str, tmp_path: Path) -> None:
    paths = [painted(tmp_path / f"{n}.png", (n, 0, 0), size=(4, 4)) for n in range(101)]
    started = studio.call("asset/import", project=moon, paths=paths, kind="reference")
    assert set(started) == {"task_id"}
    result = studio.finish(started)
    assert [item["path"] for item in result["items"]] == paths
    assert all(item["is_new"] for item in result["items"])
    task = studio.call("task/get", task_id=started["task_id"])
    assert (task["progress"]["done"], task["progress"]["unit"]) == (101, "files")


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"path": "a.png"}, "$.path"),
        ({"paths": ["/a.png", "b.png"]}, "$.paths[1]"),
        ({}, "$.path"),
        ({"path": "/a.png", "paths": ["/a.png"]}, "$.path"),
        ({"paths": []}, "$.paths"),
        ({"path": "/a.png", "kind": "final"}, "$.kind"),
    ],
)
def test_an_import_that_cannot_be_is_refused_by_name(
    studio: Client, moon: str, given: dict[str, Any], path: str
) -> None:
    error = studio.fail("asset/import", project=moon, **{"kind": "input", **given})
    assert (error.code, error.details["path"]) == (-32602, path)


def bomb() -> bytes:
    return png(16_000, 16_000, 8, 2, [b""])


BAD: dict[str, Callable[[], bytes]] = {
    "text": lambda: b"Once upon a time there was no picture at all, only words about one.",
    "empty": lambda: b"",
    "truncated": lambda: saved(noise(), "PNG")[:-400],
    "mislabelled": lambda: b"\x89PNG\r\n\x1a\n" + saved(noise(), "JPEG"),
    "animated webp": lambda: animated("WEBP"),
    "animated png": lambda: animated("PNG"),
    "bomb": bomb,
    "broken jpeg": lambda: saved(noise(), "JPEG")[:300],
    "svg": lambda: b'<svg xmlns="http://www.w3.org/2000/svg"/>',
}


@pytest.mark.parametrize("form", BAD)
def test_what_is_no_picture_is_refused_and_leaves_nothing(
    studio: Client, moon: str, tmp_path: Path, form: str
) -> None:
    source = tmp_path / "a.png"
    source.write_bytes(BAD[form]())
    error = studio.fail("asset/import", project=moon, path=str(source), kind="input")
    assert (error.code, error.kind, error.details["path"]) == (3001, "invalid_image", str(source))
    assert studio.call("asset/list", project=moon)["items"] == []
    project_id = studio.call("project/get", project=moon)["id"]
    root = next(studio.data_dir.rglob(project_id), None)
    assert root is None or [one for one in root.rglob("*") if one.is_file()] == []


def test_assets_are_listed_newest_first_by_kind(studio: Client, moon: str, tmp_path: Path) -> None:
    made = [
        studio.call(
            "asset/import",
            project=moon,
            path=painted(tmp_path / f"{n}.png", (n, n, n)),
            kind="input" if n % 2 else "mask",
        )["items"][0]["asset"]
        for n in range(5)
    ]
    first = studio.call("asset/list", project=moon, limit=3)
    rest = studio.call("asset/list", project=moon, limit=3, cursor=first["next_cursor"])
    assert first["items"] + rest["items"] == made[::-1]
    assert rest["next_cursor"] is None
    assert studio.call("asset/list", project=moon, kind="input")["items"] == [made[3], made[1]]


def test_metadata_is_replaced_whole(studio: Client, moon: str, tmp_path: Path) -> None:
    asset = imported(studio, painted(tmp_path / "a.png", RED), moon)
    changed = studio.call(
        "asset/update", project=moon, asset_id=asset["id"], metadata={"note": "cover"}
    )
    assert changed == {**asset, "metadata": {"note": "cover"}}
    assert studio.call("asset/get", project=moon, asset_id=asset["id"]) == changed
    assert studio.event("asset/updated", asset=changed)


def test_a_thumbnail_fits_its_edge_and_is_made_once(
    studio: Client, moon: str, tmp_path: Path
) -> None:
    asset = imported(studio, photograph(tmp_path / "a.png"), moon)
    one = {"project": moon, "asset_id": asset["id"], "edge_px": 40}
    made = studio.call("asset/thumbnail", **one)
    with Image.open(made["path"]) as image:
        assert (image.format, image.size) == ("WEBP", (40, 30))
    before = Path(made["path"]).stat().st_mtime_ns
    assert studio.call("asset/thumbnail", **one) == made
    assert Path(made["path"]).stat().st_mtime_ns == before
    error = studio.fail("asset/thumbnail", **{**one, "edge_px": 15})
    assert (error.code, error.details["path"]) == (-32602, "$.edge_px")


def test_a_damaged_or_missing_file_is_told(studio: Client, moon: str, tmp_path: Path) -> None:
    asset = imported(studio, photograph(tmp_path / "a.png"), moon)
    one = {"project": moon, "asset_id": asset["id"]}
    intact = {"asset_id": asset["id"], "is_intact": True, "reason": None}
    assert studio.call("asset/verify", **one) == intact
    kept = Path(asset["path"])
    kept.write_bytes(kept.read_bytes()[:-1] + b"x")
    told = studio.call("asset/verify", **one)
    assert (told["is_intact"], told["reason"]) == (False, "its bytes differ from its hash")
    kept.unlink()
    told = studio.call("asset/verify", **one)
    assert (told["is_intact"], told["reason"]) == (False, "the file is missing")
    studio.call("asset/import", project=moon, path=str(tmp_path / "a.png"), kind="reference")
    assert studio.call("asset/verify", **one) == intact


def test_lineage_walks_both_ways_and_no_circle_is_made(
    studio: Client, moon: str, tmp_path: Path
) -> None:
    a, b, c = (
        imported(studio, painted(tmp_path / f"{n}.png", (n * 50, 9, 9)), moon)["id"]
        for n in range(3)
    )

    def link(parent: str, child: str) -> dict[str, Any]:
        return {
            "project": moon,
            "parent_asset_id": parent,
            "child_asset_id": child,
            "link_type": "derived_from",
        }

    first = studio.call("asset/link", **link(a, b))
    second = studio.call("asset/link", **link(b, c))
    assert studio.event("asset_link/created", asset_link=first)

    def walked(asset_id: str, **more: Any) -> tuple[set[str], list[dict[str, Any]]]:
        found = studio.call("asset/lineage", project=moon, asset_id=asset_id, **more)
        return {asset["id"] for asset in found["assets"]}, found["links"]

    assert walked(c) == ({a, b, c}, [first, second])
    assert walked(c, depth=1) == ({b, c}, [second])
    assert walked(a, direction="descendants") == ({a, b, c}, [first, second])
    assert walked(a) == ({a}, [])
    for circle in (link(c, a), link(b, a), link(a, a), link(a, b)):
        assert studio.fail("asset/link", **circle).kind == "conflict"
    assert studio.fail("asset/delete", project=moon, asset_id=b).kind == "invalid_state"
    assert studio.call("asset/unlink", **link(b, c)) == second
    assert studio.event("asset_link/deleted", asset_link=second)
    assert studio.fail("asset/unlink", **link(b, c)).kind == "not_found"
    assert walked(c) == ({c}, [])
    assert studio.call("asset/delete", project=moon, asset_id=b)["id"] == b
    assert walked(a, direction="descendants") == ({a}, [])


def test_an_asset_that_is_used_is_not_deleted_and_says_by_what(
    studio: Client, moon: str, tmp_path: Path
) -> None:
    held = imported(studio, painted(tmp_path / "a.png", RED), moon)
    made = studio.call("reference_set/create", project=moon, name="R", kind="style")
    items = [{"asset_id": held["id"]}]
    studio.call("reference_set/add_items", project=moon, reference_set_id=made["id"], items=items)
    result = drawn(studio, moon)
    job = only_job(studio, moon, result)
    uses = {
        held["id"]: "a reference set",
        job["final_asset_id"]: "a job's result, a candidate",
        result["run_log_asset_id"]: "a run's log",
    }
    for asset_id, use in uses.items():
        error = studio.fail("asset/delete", project=moon, asset_id=asset_id)
        assert (error.kind, error.details) == (
            "invalid_state",
            {"reason": f"the asset is used by {use}"},
        )
    studio.call("reference_set/delete", project=moon, reference_set_id=made["id"])
    deleted = studio.call("asset/delete", project=moon, asset_id=held["id"])
    assert studio.event("asset/deleted", asset=held)["asset"] == deleted
    assert studio.fail("asset/get", project=moon, asset_id=held["id"]).kind == "not_found"


def test_a_derived_picture_is_an_asset_that_knows_where_it_came_from(
    studio: Client, moon: str, tmp_path: Path
) -> None:
    source = imported(studio, photograph(tmp_path / "a.png"), moon)
    asked = {"project": moon, "asset_id": source["id"], "post": {"upscale": {"factor": 1.5}}}
    made = studio.finish(studio.call("asset/derive", **asked))
    assert (made["kind"], made["width"], made["height"]) == ("upscaled", 240, 180)
    found = studio.call("asset/lineage", project=moon, asset_id=made["id"])
    assert source["id"] in {asset["id"] for asset in found["assets"]}
    assert studio.finish(studio.call("asset/derive", **asked)) == made


def test_a_derived_cutout_has_alpha(studio: Client, moon: str, tmp_path: Path) -> None:
    picture = np.full((96, 128, 3), (40, 200, 60), np.uint8)
    picture[24:80, 40:90] = noise(56, 50)
    source = tmp_path / "a.png"
    source.write_bytes(saved(picture, "PNG"))
    asset = imported(studio, str(source), moon)
    made = studio.finish(
        studio.call("asset/derive", project=moon, asset_id=asset["id"], post={"cutout": {}})
    )
    assert made["kind"] == "bg_removed"
    with Image.open(io.BytesIO(Path(made["path"]).read_bytes())) as image:
        alpha = np.asarray(image.convert("RGBA"))[..., 3]
    assert (alpha[50, 60], alpha[2, 2]) == (255, 0)


def test_deriving_needs_a_picture_and_something_to_do(
    studio: Client, moon: str, tmp_path: Path
) -> None:
    asset = imported(studio, painted(tmp_path / "a.png", RED), moon)
    one = {"project": moon, "asset_id": asset["id"]}
    error = studio.fail("asset/derive", **one, post={})
    assert (error.code, error.details["path"]) == (-32602, "$.post")
    log = {"project": moon, "asset_id": drawn(studio, moon)["run_log_asset_id"]}
    error = studio.fail("asset/derive", **log, post={"cutout": {}})
    assert error.kind == "invalid_state"
    assert studio.fail("asset/thumbnail", **log).kind == "invalid_state"
    with pytest.raises(RpcError, match="style guide"):
        studio.finish(studio.call("asset/derive", **one, post={"color": {}}))


@pytest.mark.parametrize(
    ("post", "path"),
    [
        ({"cutout": {"chain": ["local_sketch"]}}, "$.post.cutout.chain"),
        ({"cutout": {"chain": ["sparkle"]}}, "$.post.cutout.chain"),
        ({"cutout": {"chain": []}}, "$.post.cutout.chain"),
        ({"upscale": {"method": "onnx"}}, "$.post.upscale.method"),
    ],
)
def test_what_cannot_be_derived_here_is_refused_at_once(
    studio: Client, moon: str, tmp_path: Path, post: dict[str, Any], path: str
) -> None:
    asset = imported(studio, painted(tmp_path / "a.png", RED), moon)
    error = studio.fail("asset/derive", project=moon, asset_id=asset["id"], post=post)
    assert (error.code, error.details["path"]) == (-32602, path)


def test_a_runs_pictures_are_linked_back_to_the_picture_it_started_from(
    studio: Client, moon: str, tmp_path: Path
) -> None:
    source = imported(studio, photograph(tmp_path / "a.png"), moon)
    job = shot(input_asset_id=source["id"])
    final = only_job(studio, moon, drawn(studio, moon, job))["final_asset_id"]
    found = studio.call("asset/lineage", project=moon, asset_id=final)
    kinds = {asset["kind"] for asset in found["assets"]}
    assert source["id"] in {asset["id"] for asset in found["assets"]}
    assert kinds >= {"reference", "generated", "final"}
