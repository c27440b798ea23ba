"""`package/*`: what travels, what stays, and that no half of it is ever left."""

import hashlib
import json
import os
import random
import resource
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import bagit
import pytest
from PIL import Image

from iat_sidecar.db.connection import open_writer
from iat_sidecar.db.database import FILE
from iat_sidecar.db.migrate import APPLICATION_ID
from iat_sidecar.features.package import rules
from iat_sidecar.features.package.model import Final, Original
from iat_sidecar.features.package.parts import PARTS, portable
from tests.client import Client, RpcError
from tests.features.packages import (
    CANARY,
    KINDS,
    Story,
    contents,
    listed,
    packed,
    rows,
    slice_of,
    told,
)
from tests.features.pictures import imported, painted

NOWHERE = "0190c2f0-0000-7000-8000-000000000000"


@pytest.fixture
def story(start: Callable[..., Client], tmp_path: Path) -> tuple[Client, Story]:
    return told(start, tmp_path)


def tables(path: Path) -> dict[str, int]:
    found = rows(path, "select name from sqlite_schema where type = 'table'")
    return {name: rows(path, f"select count(*) from {name}")[0][0] for (name,) in found}


# Writing


def test_a_package_is_told_and_kept(client: Client, moon: dict[str, Any], tmp_path: Path) -> None:
    imported(client, painted(tmp_path / "red.png", (200, 40, 30)))
    path = tmp_path / "moon.zip"
    started = client.call("package/create", project="moon", format="zip", path=str(path))
    package = client.finish(started)
    assert package == {
        "id": started["task_id"],
        "project_id": moon["id"],
        "export_asset_id": None,
        "format": "zip",
        "path": str(path),
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "size_bytes": path.stat().st_size,
        "files": 6,
        "created_at": package["created_at"],
    }
    assert client.event("package/created")["package"] == package
    assert client.call("package/get", project="moon", package_id=package["id"]) == package
    assert client.call("task/get", task_id=started["task_id"])["progress"]["unit"] == "bytes"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["data", "moon.zip", "red.png"]


def test_packages_are_listed_newest_first(client: Client, moon: dict[str, Any]) -> None:
    made = [packed(client, format) for format in ("zip", "tar.gz", "folder")]
    first = client.call("package/list", project="moon", limit=2)
    rest = client.call("package/list", project="moon", limit=2, cursor=first["next_cursor"])
    assert first["items"] + rest["items"] == made[::-1]
    client.call("project/create", slug="sun", name="Sun")
    assert client.call("package/list", project="sun")["items"] == []
    wanted = {"project": "sun", "package_id": made[0]["id"]}
    assert client.fail("package/get", **wanted).kind == "not_found"


def test_without_a_path_the_name_says_what_is_in_it(client: Client, moon: dict[str, Any]) -> None:
    folder = client.data_dir / "var" / "projects" / moon["id"] / "packages"
    for format, ending in (("zip", ".zip"), ("tar.gz", ".tar.gz"), ("folder", "")):
        for _ in range(2):
            package = packed(client, format)
            assert package["path"] == str(folder / f"moon-{package['sha256'][:8]}{ending}")
    assert len(list(folder.iterdir())) == 3


def test_a_folder_is_a_valid_bag_known_by_its_manifest(
    story: tuple[Client, Story], tmp_path: Path
) -> None:
    package = packed(story[0], "folder", path=str(tmp_path / "bag"))
    folder = Path(package["path"])
    assert bagit.Bag(str(folder)).validate()
    subprocess.run(
        ["sha256sum", "--check", "--strict", "manifest-sha256.txt"], cwd=folder, check=True
    )
    manifest = (folder / "manifest-sha256.txt").read_bytes()
    assert package["sha256"] == hashlib.sha256(manifest).hexdigest()
    sizes = [(folder / name).stat().st_size for name in listed(folder)]
    assert (package["files"], package["size_bytes"]) == (len(sizes), sum(sizes))


def test_a_bag_is_dated_by_its_project_and_not_by_today(
    story: tuple[Client, Story], tmp_path: Path
) -> None:
    client, told = story
    folder = Path(packed(client, "folder", path=str(tmp_path / "bag"))["path"])
    bag = bagit.Bag(str(folder))
    newest = client.call("reference_set/list", project="moon")["items"][0]["updated_at"]
    assert bag.info["Bagging-Date"] == newest[:10]
    assert bag.info["External-Identifier"] == told.project["id"]


def test_an_unchanged_project_gives_the_same_bytes_and_a_changed_one_others(
    story: tuple[Client, Story], start: Callable[..., Client], tmp_path: Path
) -> None:
    client, _ = story
    first = packed(client, path=str(tmp_path / "first.zip"))
    client.call("user/create", username="ada", display_name="Ada")
    client.close()
    again = start()
    again.initialize()
    second = packed(again, path=str(tmp_path / "second.zip"))
    assert Path(first["path"]).read_bytes() == Path(second["path"]).read_bytes()
    again.call("project/update", project="moon", description="Changed")
    third = packed(again, path=str(tmp_path / "third.zip"))
    assert (second["sha256"], third["sha256"] != first["sha256"]) == (first["sha256"], True)


def test_rows_that_were_written_in_another_order_give_the_same_bytes(
    story: tuple[Client, Story], start: Callable[..., Client]
) -> None:
    client, _ = story
    first = packed(client)
    client.close()
    connection = open_writer(str(client.data_dir / FILE))
    for table in ("quality_reports", "cost_events", "prompt_templates"):
        kept = connection.execute(f"select * from {table} order by id desc").fetchall()
        places = ", ".join(f"${n}" for n in range(1, len(kept[0]) + 1))
        with connection:
            connection.execute(f"delete from {table}")
            for row in kept:
                connection.execute(f"insert into {table} values ({places})", row)
    connection.close()
    again = start()
    again.initialize()
    assert packed(again)["sha256"] == first["sha256"]


# The slice


def test_the_slice_is_a_sound_database_of_our_schema(
    story: tuple[Client, Story], tmp_path: Path
) -> None:
    path = slice_of(packed(story[0]), tmp_path)
    path.chmod(0o400)
    version = rows(story[0].data_dir / FILE, "pragma user_version")
    assert rows(path, "pragma integrity_check") == [("ok",)]
    assert rows(path, "pragma foreign_key_check") == []
    assert rows(path, "pragma application_id") == [(APPLICATION_ID,)]
    assert rows(path, "pragma user_version") == version
    assert rows(path, "pragma freelist_count") == [(0,)]
    assert rows(path, "pragma journal_mode") == [("delete",)]
    shared = "select name, sql from sqlite_schema where sql is not null order by name"
    assert set(rows(path, shared)) < set(rows(story[0].data_dir / FILE, shared))


def test_the_slice_holds_the_creative_record_and_nothing_else(
    story: tuple[Client, Story], tmp_path: Path
) -> None:
    client, told = story
    client.call("project/create", slug="sun", name="Sun")
    packed(client)
    package = packed(client)
    path = slice_of(package, tmp_path)
    assert tables(path) == {
        **dict.fromkeys((part.table for part in PARTS), 0),
        "workspaces": 1,
        "app_users": 1,
        "projects": 1,
        "prompt_templates": 4,
        "reference_sets": 1,
        "reference_items": 1,
        "assets": 5,
        "runs": 2,
        "run_jobs": 3,
        "run_candidates": 4,
        "quality_reports": 2,
        "cost_events": 2,
        "chat_sessions": 1,
    }
    kept = {a["storage_uri"] for name, a in told.assets.items() if KINDS.get(name) != "export"}
    assert contents(package) == kept


def test_persons_travel_as_usernames(story: tuple[Client, Story], tmp_path: Path) -> None:
    client, told = story
    path = slice_of(packed(client), tmp_path)
    assert rows(path, "select owner_user_id, workspace_id from projects") == [("local", "default")]
    assert rows(path, "select distinct created_by_user_id, task_id from runs") == [("local", None)]
    assert rows(path, "select user_id from chat_sessions") == [("local",)]
    people = "select id, username, display_name, email, role from app_users"
    assert rows(path, people) == [("local", "local", "local", None, "member")]
    assert told.user_id.encode() not in path.read_bytes()


def test_neither_secrets_nor_paths_of_this_machine_travel(
    story: tuple[Client, Story], tmp_path: Path
) -> None:
    package = packed(story[0], "folder", path=str(tmp_path / "bag"))
    every = b"".join((tmp_path / "bag" / name).read_bytes() for name in listed(tmp_path / "bag"))
    assert package["files"] == 10
    for private in (CANARY, str(tmp_path), "/home/studio"):
        assert private.encode() not in every
    path = tmp_path / "bag" / "data" / "project.sqlite"
    errors = {
        json.loads(text)["message"] for (text,) in rows(path, "select error_json from run_jobs")
    }
    assert {message[:8] for message in errors} == {"content/"}
    (definition,) = rows(path, "select distinct definition_json from runs")
    assert json.loads(definition[0]) == {"post": {"cutout": {"model": "u2net.onnx"}}}


@pytest.mark.parametrize(
    ("given", "travels"),
    [
        ('{"model":"/models/a b.onnx"}', '{"model":"a b.onnx"}'),
        (r'{"a":[{"model":"C:\\models\\a.onnx"}]}', '{"a":[{"model":"a.onnx"}]}'),
        (r'{"model":"\\\\share\\a.onnx"}', '{"model":"a.onnx"}'),
        ('{"model":"owner/name"}', '{"model":"owner/name"}'),
        ('{"prompt":"/imagine", "model":null}', '{"prompt":"/imagine", "model":null}'),
    ],
)
def test_a_model_file_travels_by_its_name(given: str, travels: str) -> None:
    assert portable(given) == travels


# Narrowing


@pytest.mark.parametrize(
    ("include", "jobs", "pictures"),
    [
        ({}, {"p1", "p2", "d1"}, {"reference", "first", "second", "spare", "other"}),
        ({"finals_only": True}, {"p1", "p2", "d1"}, {"reference", "first", "second", "other"}),
        ({"run_id": "night"}, {"p1", "p2"}, {"reference", "first", "second", "spare"}),
        ({"chapter": "I"}, {"p1", "d1"}, {"reference", "first", "spare", "other"}),
        ({"run_id": "night", "chapter": "I", "finals_only": True}, {"p1"}, {"reference", "first"}),
    ],
)
def test_include_narrows_rows_and_files_alike(
    story: tuple[Client, Story],
    tmp_path: Path,
    include: dict[str, Any],
    jobs: set[str],
    pictures: set[str],
) -> None:
    client, told = story
    if "run_id" in include:
        include = {**include, "run_id": told.rows[include["run_id"]]}
    package = packed(client, include=include)
    path = slice_of(package, tmp_path)
    assert {key for (key,) in rows(path, "select job_key from run_jobs")} == jobs
    assert contents(package) == {told.assets[name]["storage_uri"] for name in pictures}
    kinds = {name: count for name, count in tables(path).items() if count}
    assert ("chat_sessions" in kinds) == (include == {})
    assert rows(path, "pragma foreign_key_check") == []


def test_finals_come_without_what_was_not_chosen(
    story: tuple[Client, Story], tmp_path: Path
) -> None:
    path = slice_of(packed(story[0], include={"finals_only": True}), tmp_path)
    candidates = "select candidate_index, output_asset_id from run_candidates"
    assert rows(path, candidates) == [(0, None)] * 3


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"include": {"only": "finals"}}, "$.include.only"),
        ({"include": {"run_id": "night"}}, "$.include.run_id"),
        ({"format": "rar"}, "$.format"),
        ({"path": "moon.zip"}, "$.path"),
        ({"views": True}, "$.views"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_name(
    client: Client, moon: dict[str, Any], given: dict[str, Any], path: str
) -> None:
    error = client.fail("package/create", **{"project": "moon", "format": "zip", **given})
    assert (error.code, error.details["path"]) == (-32602, path)
    assert client.call("task/list")["items"] == []


def test_a_run_of_another_project_is_not_found(story: tuple[Client, Story]) -> None:
    client, told = story
    client.call("project/create", slug="sun", name="Sun")
    for run_id in (told.rows["night"], NOWHERE):
        error = client.fail(
            "package/create", project="sun", format="zip", include={"run_id": run_id}
        )
        assert error.kind == "not_found"


# The view


def test_a_view_has_names_for_people_and_the_same_bytes(
    story: tuple[Client, Story], tmp_path: Path
) -> None:
    client, told = story
    packed(client, path=str(tmp_path / "moon.zip"), view=True)
    view = tmp_path / "moon-view"
    named = {
        "finals/Night/I 001-02 p1.png": "first",
        "finals/Night/II 001-02 p2.png": "second",
        "finals/Day/I 001-02 d1.png": "other",
        "reference/reference.png": "reference",
    }
    assert listed(view) == sorted(named)
    for name, picture in named.items():
        data = (view / name).read_bytes()
        assert hashlib.sha256(data).hexdigest() == told.assets[picture]["sha256"]
    with zipfile.ZipFile(tmp_path / "moon.zip") as archive:
        assert not [name for name in archive.namelist() if "view" in name]


def test_names_of_a_view_are_told_apart_and_steps_on_the_way_have_none() -> None:
    def final(run_id: str, uri: str) -> Final:
        return Final(run_id=run_id, run_name="Night?", job_key="a/b", chapter="", page=3, number=1,
                     storage_uri=uri)  # fmt: skip

    def original(kind: str, uri: str, **metadata: str) -> Original:
        return Original(kind=kind, metadata=metadata, storage_uri=uri)

    finals = [final("run-00000001", "1.png"), final("run-00000002", "2.png")]
    originals = [
        original("input", "content/aa/aaaaaaaaaa.jpg", source_name="Cat.JPEG"),
        original("input", "content/bb/bbbbbbbbbb.jpg", source_name="cat.jpeg"),
        original("other", "content/cc/cccccccccc.png", role="page"),
        original("other", "content/dd/dddddddddd.png", role="planes"),
    ]
    assert rules.view_names(finals, originals) == {
        "finals/Night_/003-01 a_b.png": "1.png",
        "finals/Night_-00000002/003-01 a_b.png": "2.png",
        "input/Cat.jpg": "content/aa/aaaaaaaaaa.jpg",
        "input/cat-bbbbbbbb.jpg": "content/bb/bbbbbbbbbb.jpg",
        "other/page.png": "content/cc/cccccccccc.png",
    }


# What is there already


def test_nothing_that_is_there_is_overwritten(
    client: Client, moon: dict[str, Any], tmp_path: Path
) -> None:
    (tmp_path / "taken.zip").write_bytes(b"mine")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "note").write_bytes(b"mine")
    (tmp_path / "new-view").write_bytes(b"mine")
    for given in (
        {"format": "zip", "path": str(tmp_path / "taken.zip")},
        {"format": "folder", "path": str(tmp_path / "full")},
        {"format": "zip", "path": str(tmp_path / "full")},
        {"format": "zip", "path": str(tmp_path / "new.zip"), "view": True},
    ):
        assert client.fail("package/create", project="moon", **given).kind == "conflict"
    (tmp_path / "empty").mkdir()
    packed(client, "folder", path=str(tmp_path / "empty"))
    assert bagit.Bag(str(tmp_path / "empty")).validate()


# Faults


@pytest.fixture
def one(client: Client, moon: dict[str, Any], tmp_path: Path) -> dict[str, Any]:
    """The only asset of the project."""
    return imported(client, painted(tmp_path / "red.png", (200, 40, 30)))


@pytest.mark.parametrize(
    ("data", "reason"),
    [(None, "its file is missing"), (b"x", "its file has another length")],
)
def test_a_damaged_asset_is_named_and_no_package_is_left(
    client: Client, one: dict[str, Any], tmp_path: Path, data: bytes | None, reason: str
) -> None:
    source = Path(one["path"])
    source.unlink() if data is None else source.write_bytes(data)
    (tmp_path / "out").mkdir()
    started = client.call(
        "package/create", project="moon", format="zip", path=str(tmp_path / "out" / "moon.zip")
    )
    with pytest.raises(RpcError, match="is damaged") as caught:
        client.finish(started)
    assert caught.value.details == {"what": f"the asset {one['id']}", "reason": reason}
    assert list((tmp_path / "out").iterdir()) == []
    assert client.call("package/list", project="moon")["items"] == []


def test_a_full_disk_leaves_nothing_behind(
    client: Client, one: dict[str, Any], tmp_path: Path
) -> None:
    noise = tmp_path / "noise.png"
    Image.frombytes("RGB", (1200, 1200), random.Random(1).randbytes(1200 * 1200 * 3)).save(noise)
    imported(client, str(noise))
    (tmp_path / "out").mkdir()
    wanted = {"project": "moon", "format": "zip", "path": str(tmp_path / "out" / "moon.zip")}
    limits = resource.prlimit(client.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(client.process.pid, resource.RLIMIT_FSIZE, (3 << 20, limits[1]))
    started = client.call("package/create", **wanted)
    with pytest.raises(RpcError, match="is full") as caught:
        client.finish(started)
    assert caught.value.kind == "storage_full"
    assert list((tmp_path / "out").iterdir()) == []
    resource.prlimit(client.process.pid, resource.RLIMIT_FSIZE, limits)
    assert client.finish(client.call("package/create", **wanted))["path"] == wanted["path"]


@pytest.mark.parametrize("path", ["/sys/iat-sidecar/moon.zip", "/proc/moon.zip", "/dev/null/a.zip"])
def test_a_folder_that_cannot_be_made_is_read_only(
    client: Client, one: dict[str, Any], path: str
) -> None:
    started = client.call("package/create", project="moon", format="zip", path=path)
    with pytest.raises(RpcError, match="Nothing can be written") as caught:
        client.finish(started)
    assert caught.value.kind == "read_only"


class Held:
    """A content file that gives nothing until it is let go: its package waits in the middle."""

    def __init__(self, client: Client, asset: dict[str, Any]) -> None:
        self.path = Path(asset["path"])
        self.data = self.path.read_bytes()
        connection = open_writer(str(client.data_dir / FILE))
        connection.execute("update assets set size_bytes = 0 where id = $1", (asset["id"],))
        connection.close()
        self.path.unlink()
        os.mkfifo(self.path)

    def reached(self) -> int:
        """Waits until the package is at this file."""
        return os.open(self.path, os.O_WRONLY)

    def mend(self, data_dir: Path, asset: dict[str, Any]) -> None:
        self.path.unlink()
        self.path.write_bytes(self.data)
        connection = open_writer(str(data_dir / FILE))
        connection.execute(
            "update assets set size_bytes = $1 where id = $2", (len(self.data), asset["id"])
        )
        connection.close()


@pytest.fixture
def held(start: Callable[..., Client], client: Client, one: dict[str, Any]) -> tuple[Client, Held]:
    client.close()
    waiting = Held(client, one)
    again = start()
    again.initialize()
    return again, waiting


def test_a_canceled_package_leaves_nothing_behind(
    held: tuple[Client, Held], tmp_path: Path
) -> None:
    client, waiting = held
    (tmp_path / "out").mkdir()
    started = client.call(
        "package/create", project="moon", format="zip", path=str(tmp_path / "out" / "moon.zip")
    )
    file = waiting.reached()
    assert [p.name for p in (tmp_path / "out").iterdir()] == [f".{started['task_id']}.tmp"]
    client.call("task/cancel", task_id=started["task_id"])
    client.finish(client.call("system/verify"))  # a task is started after the cancels are heard
    os.close(file)
    assert client.finish(started) is None
    assert client.call("task/get", task_id=started["task_id"])["status"] == "canceled"
    assert list((tmp_path / "out").iterdir()) == []
    assert client.call("package/list", project="moon")["items"] == []


def test_after_a_crash_in_the_middle_the_package_is_made_anew(
    held: tuple[Client, Held], start: Callable[..., Client], one: dict[str, Any], tmp_path: Path
) -> None:
    client, waiting = held
    (tmp_path / "out").mkdir()
    started = client.call(
        "package/create", project="moon", format="zip", path=str(tmp_path / "out" / "moon.zip")
    )
    file = waiting.reached()
    client.kill()
    os.close(file)
    assert [p.name for p in (tmp_path / "out").iterdir()] == [f".{started['task_id']}.tmp"]
    waiting.mend(client.data_dir, one)
    again = start()
    again.initialize()
    package = again.finish(started)
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["moon.zip"]
    assert again.call("package/list", project="moon")["items"] == [package]


def test_after_a_crash_behind_the_last_step_the_package_is_known(
    client: Client, one: dict[str, Any], start: Callable[..., Client], tmp_path: Path
) -> None:
    (tmp_path / "out").mkdir()
    package = packed(client, path=str(tmp_path / "out" / "moon.zip"))
    client.close()
    connection = open_writer(str(client.data_dir / FILE))
    connection.execute("delete from project_exports")
    connection.execute("update tasks set status = 'running', finished_at = null")
    connection.close()
    staging = tmp_path / "out" / f".{package['id']}.tmp"
    staging.mkdir()
    seal = {name: package[name] for name in ("path", "sha256", "size_bytes", "files")}
    (staging / "sealed").write_text(json.dumps(seal))
    written = os.stat(package["path"]).st_ino
    again = start()
    again.initialize()
    found = again.event("package/created", project_id=package["project_id"])["package"]
    assert found == {**package, "created_at": found["created_at"]}
    assert again.finish({"task_id": package["id"]}) == found
    assert os.stat(package["path"]).st_ino == written
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["moon.zip"]


def test_an_archived_project_can_be_packed(
    client: Client, moon: dict[str, Any], tmp_path: Path
) -> None:
    client.call("project/archive", project="moon")
    made = client.finish(
        client.call("package/create", project="moon", format="zip", path=str(tmp_path / "moon.zip"))
    )
    assert Path(made["path"]).stat().st_size == made["size_bytes"]
