"""A sidecar to draw with: small pictures, so that many runs fit into one test module."""

import itertools
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image

from tests.client import Client

SMALL = {"width_px": 128, "height_px": 96}
MARA = {
    "code": "mara",
    "name": "Mara",
    "identity_constraints": {
        "description": "a courier",
        "parts": [
            {"part": "hair", "hex": "#b5532d"},
            {"part": "skin", "hex": "#e8b796"},
            {"part": "outfit_1", "hex": "#2d5f8a"},
        ],
    },
}
NOTHING_PASSES = {"thresholds": {"blank_deviation": 1_000}}

_numbers = itertools.count(1)


@contextmanager
def opened(folder: Path) -> Iterator[Client]:
    """An initialized sidecar on a fresh data directory."""
    with Client(folder / "data") as client:
        client.initialize()
        yield client


def new_project(client: Client, **more: Any) -> str:
    """The slug of a project that no other test uses."""
    slug = f"project-{next(_numbers)}"
    client.call("project/create", slug=slug, name=slug.title(), **more)
    return slug


def shot(key: str = "p1", **more: Any) -> dict[str, Any]:
    """A small job that is drawn from a scene."""
    return {"job_key": key, "scene": "A pier at the harbour", **SMALL, **more}


def panel(chapter: str, page: int, number: int) -> dict[str, Any]:
    """A job's place in the story."""
    return {"panel": {"chapter": chapter, "page": page, "number": number}}


def begun(client: Client, project: str, *jobs: dict[str, Any], **more: Any) -> dict[str, Any]:
    given = {"seed": 7, "candidates": 1, "stages": ["style_lock"], **more}
    started: dict[str, Any] = client.call(
        "run/start", project=project, jobs=list(jobs) or [shot()], **given
    )
    return started


def drawn(client: Client, project: str, *jobs: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The result of a run; without further words one candidate of one stage."""
    result: dict[str, Any] = client.finish(begun(client, project, *jobs, **more))
    return result


def jobs_of(client: Client, project: str, run: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.call("job/list", project=project, run_id=run["run_id"])[
        "items"
    ]
    return found


def candidates_of(client: Client, job: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.call(
        "candidate/list", project=job["project_id"], job_id=job["id"]
    )["items"]
    return found


def only_job(client: Client, project: str, run: dict[str, Any]) -> dict[str, Any]:
    (job,) = jobs_of(client, project, run)
    return job


def asset(client: Client, project: str, asset_id: str) -> dict[str, Any]:
    found: dict[str, Any] = client.call("asset/get", project=project, asset_id=asset_id)
    return found


def picture_of(client: Client, candidate: dict[str, Any], leg: str) -> str:
    """The sha256 of what a leg gave to a candidate."""
    (note,) = [step for step in candidate["meta"]["steps"] if step["leg"] == leg]
    sha256: str = asset(client, candidate["project_id"], note["asset_id"])["sha256"]
    return sha256


def photograph(path: Path, size: tuple[int, int] = (160, 120), seed: int = 1) -> str:
    """A picture with something of everything in it: gradients, a bright disc, noise; its path."""
    chance = random.Random(seed)
    image = Image.radial_gradient("L").resize(size).convert("RGB")
    pixels = image.load()
    for x, y in itertools.product(range(size[0]), range(size[1])):
        red, green, blue = (value + chance.randrange(-12, 13) for value in pixels[x, y])
        pixels[x, y] = (red // 2 + 60, green * x // size[0], blue * y // size[1] // 2 + 40)
    image.save(path)
    return str(path)


def until(client: Client, method: str, is_it: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """The params of the first event of which this is true, told or still to come."""
    seen = 0
    while True:
        for event in client.events[seen:]:
            if event["method"] == method and is_it(event["params"]):
                found: dict[str, Any] = event["params"]
                return found
        seen = len(client.events)
        client.call("$/ping")
