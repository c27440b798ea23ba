"""The main job, as a newcomer runs it: one command, a page, a report, a package."""

import hashlib
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.client import Client
from tests.forms import FORMS, ROOT, SOURCE, Form

WITHOUT_PYTHON = {"PATH": "", "IAT_CACHE_DIR": os.environ["IAT_CACHE_DIR"]}


class Demo:
    """What one run of the demo printed and made."""

    def __init__(self, form: Form, out: Path, image: Path) -> None:
        command = [*form.command, "demo", "--image", image, "--out", out]
        self.out, self.image = out, image
        self.ended = subprocess.run(
            [str(word) for word in command],
            cwd=ROOT if form is SOURCE else out.parent,
            env=None if form is SOURCE else WITHOUT_PYTHON,
            capture_output=True,
            text=True,
            timeout=300,
        )
        self.lines = self.ended.stdout.splitlines()

    def path(self, label: str) -> Path:
        return Path(
            next(line for line in self.lines if line.startswith(label)).split(": ", 1)[1].strip()
        )

    @property
    def finals(self) -> list[Path]:
        return [Path(line.strip()) for line in self.lines if re.fullmatch(r"\s*/.*\.png", line)]


@pytest.fixture(scope="module", params=[FORMS[0], FORMS[-1]])
def demo(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Demo:
    folder = tmp_path_factory.mktemp("demo")
    image = folder / "mine.jpg"
    Image.linear_gradient("L").convert("RGB").resize((640, 480)).save(image)
    return Demo(request.param, folder / "out", image)


@pytest.fixture(scope="module")
def told(demo: Demo) -> dict[str, Any]:
    """What the sidecar says of the demo's project afterwards."""
    with Client(demo.out / "data") as client:
        client.initialize()
        run = client.call("run/list", project="last-ferry")["items"][0]
        jobs = client.call("job/list", project="last-ferry", run_id=run["id"])["items"]
        candidates = {
            job["job_key"]: client.call("candidate/list", project="last-ferry", job_id=job["id"])
            for job in jobs
        }
        log = client.call("run/log", project="last-ferry", run_id=run["id"])
        inputs = client.call("asset/list", project="last-ferry", kind="input")["items"]
    return {"run": run, "jobs": jobs, "candidates": candidates, "log": log, "inputs": inputs}


def test_the_demo_ends_with_the_paths_of_what_it_made(demo: Demo) -> None:
    assert demo.ended.returncode == 0, demo.ended.stderr
    made = [demo.path("Report"), demo.path("Page"), demo.path("Package")]
    assert [path.parent for path in made] == [demo.out] * 3
    assert all(path.stat().st_size > 10_000 for path in (*made, *demo.finals))
    assert len(demo.finals) == 7


def test_the_page_has_what_was_asked_of_it(told: dict[str, Any]) -> None:
    jobs = told["jobs"]
    assert [job["status"] for job in jobs] == ["done"] * 7
    assert len({job["time_of_day"] for job in jobs}) >= 3
    assert len({job["weather"] for job in jobs}) == 2
    assert {code for job in jobs for code in job["spec"]["characters"]} == {"mara", "ivo"}
    assert all(len(found["items"]) == 3 for found in told["candidates"].values())


def test_two_panels_are_cut_out(demo: Demo, told: dict[str, Any]) -> None:
    cut = [job["job_key"] for job in told["jobs"] if (job["spec"]["post"] or {}).get("cutout")]
    assert cut == ["p1-02", "p1-06"]
    modes = sorted(Image.open(path).mode for path in demo.finals)
    assert modes == ["RGB"] * 5 + ["RGBA"] * 2


def test_one_panel_starts_from_the_given_picture(demo: Demo, told: dict[str, Any]) -> None:
    (given,) = told["inputs"]
    assert given["sha256"] == hashlib.sha256(demo.image.read_bytes()).hexdigest()
    started = [job["job_key"] for job in told["jobs"] if job["spec"]["input_asset_id"]]
    assert started == ["p1-04"]


def test_the_log_tells_how_every_picture_came_about(told: dict[str, Any]) -> None:
    log = json.loads(Path(told["log"]["path"]).read_text())
    assert {len(job["candidates"]) for job in log["jobs"]} == {3}
    assert all(job["steps"] and job["inputs"] for job in log["jobs"])


def test_the_package_holds_every_final(demo: Demo) -> None:
    names = zipfile.ZipFile(demo.path("Package")).namelist()
    content = {name.rsplit("/", 1)[1] for name in names if "/content/" in name}
    assert {path.name for path in demo.finals} <= content


def test_the_demo_says_which_image_is_missing(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "iat_sidecar", "demo", "--image", str(tmp_path / "none.png")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (ended.returncode, ended.stderr) == (2, f"there is no image {tmp_path / 'none.png'}\n")
