"""A small project with everything a package may hold or must leave out, and looks into packages."""

import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import apsw

from iat_sidecar.core import ids
from iat_sidecar.db.connection import open_writer
from iat_sidecar.db.database import FILE
from iat_sidecar.db.slice import reading
from tests.client import Client
from tests.features.pictures import imported, painted

CANARY = "canary-7f3a9b1c5d"
AT = "2024-02-29T12:00:00.000000Z"
PICTURES = ("reference", "first", "second", "spare", "other", "mask")
COLOURS = dict(zip(PICTURES, ((n * 40, 90, 255 - n * 40) for n in range(6)), strict=True))
KINDS = {"first": "final", "second": "final", "spare": "final", "other": "final", "mask": "export"}


class Story:
    """The project `moon`: run `night` with two chapters, run `day` with one, and secrets."""

    def __init__(self, project: dict[str, Any], assets: dict[str, dict[str, Any]]) -> None:
        self.project, self.assets = project, assets
        self.rows: dict[str, str] = {}

    def write(self, data_dir: Path) -> None:
        connection = open_writer(str(data_dir / FILE))
        with connection:
            self._write(connection)
        connection.close()

    def _write(self, connection: apsw.Connection) -> None:
        user = connection.execute("select id from app_users where username = 'local'").fetchall()
        self.user_id = str(user[0][0])
        for name, kind in KINDS.items():
            connection.execute(
                "update assets set kind = $1 where id = $2", (kind, self.assets[name]["id"])
            )
        for run in ("night", "day"):
            self._put(connection, "runs", run, name=run.title(), run_mode="run", status="done",
                      created_by_user_id=self.user_id, task_id=ids.new(), definition_json=json.dumps(
                          {"post": {"cutout": {"model": "/home/studio/u2net.onnx"}}},
                          separators=(",", ":")))  # fmt: skip
        for key, run, chapter, picture in (
            ("p1", "night", "I", "first"),
            ("p2", "night", "II", "second"),
            ("d1", "day", "I", "other"),
        ):
            self._job(connection, key, run, chapter, picture)
        self._candidate(connection, "p1", 1, "spare")
        for key in ("p1", "d1"):
            self._put(connection, "quality_reports", f"{key} report", run_id=self.rows[f"{key} run"],
                      job_id=self.rows[key], report_type="output_guard", summary_json="{}")  # fmt: skip
            self._put(connection, "cost_events", f"{key} cost", run_id=self.rows[f"{key} run"],
                      provider_code="openai", operation_code="draw", cost_usd=1)  # fmt: skip
        self._put(connection, "chat_sessions", "chat", user_id=self.user_id, status="active",
                  updated_at=AT)  # fmt: skip
        self._put(connection, "project_api_secrets", "secret", provider_code="openai",
                  secret_name=CANARY, secret_ciphertext=CANARY, updated_at=AT)  # fmt: skip
        self._put(connection, "provider_accounts", "account", provider_code="openai",
                  config_json=json.dumps({"key": CANARY}), updated_at=AT)  # fmt: skip
        mask = self.assets["mask"]["id"]
        self._put(connection, "asset_links", "link", parent_asset_id=self.assets["first"]["id"],
                  child_asset_id=mask, link_type="derived_from")  # fmt: skip

    def _job(
        self, connection: apsw.Connection, key: str, run: str, chapter: str, picture: str
    ) -> None:
        error = {"message": f"{self.assets[picture]['path']} was hard to read"}
        self._put(connection, "run_jobs", key, run_id=self.rows[run], job_key=key, position=1,
                  status="done", chapter=chapter, page=1, number=2, prompt_text="A harbour", seed=1,
                  selected_candidate_index=0, final_asset_id=self.assets[picture]["id"],
                  error_json=json.dumps(error))  # fmt: skip
        self.rows[f"{key} run"] = self.rows[run]
        self._candidate(connection, key, 0, picture)

    def _candidate(self, connection: apsw.Connection, key: str, index: int, picture: str) -> None:
        self._put(connection, "run_candidates", f"{key} {index}", job_id=self.rows[key],
                  candidate_index=index, status="done", seed=1,
                  output_asset_id=self.assets["spare"]["id"],
                  final_asset_id=self.assets[picture]["id"])  # fmt: skip

    def _put(self, connection: apsw.Connection, table: str, called: str, /, **row: Any) -> None:
        self.rows[called] = ids.new()
        row = {"id": self.rows[called], "project_id": self.project["id"], "created_at": AT, **row}
        places = ", ".join(f"${n}" for n in range(1, len(row) + 1))
        connection.execute(
            f"insert into {table} ({', '.join(row)}) values ({places})", tuple(row.values())
        )


def told(start: Callable[..., Client], tmp_path: Path) -> tuple[Client, Story]:
    """The story in a fresh data directory, and a sidecar that has opened it."""
    client = start()
    client.initialize()
    project = client.call("project/create", slug="moon", name="Moon")
    assets = {
        name: imported(client, painted(tmp_path / f"{name}.png", colour))
        for name, colour in COLOURS.items()
    }
    references = client.call("reference_set/create", project="moon", name="Ink", kind="style")
    client.call(
        "reference_set/add_items",
        project="moon",
        reference_set_id=references["id"],
        items=[{"asset_id": assets["reference"]["id"]}],
    )
    client.close()
    story = Story(project, assets)
    story.write(client.data_dir)
    again = start()
    again.initialize()
    return again, story


def packed(client: Client, format: str = "zip", **more: Any) -> dict[str, Any]:
    package: dict[str, Any] = client.finish(
        client.call("package/create", project="moon", format=format, **more)
    )
    return package


def slice_of(package: dict[str, Any], tmp_path: Path) -> Path:
    """The database in a zipped package."""
    with zipfile.ZipFile(package["path"]) as archive:
        folder = tmp_path / f"{package['id']}-rows"
        return Path(archive.extract("moon/data/project.sqlite", folder))


def rows(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with reading(str(path)) as read:
        return read.tuples(sql)


def contents(package: dict[str, Any]) -> set[str]:
    """The content files of a zipped package, by their addresses."""
    prefix = "moon/data/"
    with zipfile.ZipFile(package["path"]) as archive:
        names = archive.namelist()
    return {n.removeprefix(prefix) for n in names if n.startswith(f"{prefix}content/")}


def listed(folder: Path) -> list[str]:
    return sorted(
        os.path.relpath(os.path.join(inner, name), folder)
        for inner, _, names in os.walk(folder)
        for name in names
    )
