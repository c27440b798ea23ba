"""The demo: a comic page from brief to package, as a transcript against a fresh process."""

import asyncio
import shutil
import tempfile
from pathlib import Path

import msgspec

from iat_sidecar.core import resources
from iat_sidecar.core.exits import Exit
from iat_sidecar.files import content
from iat_sidecar.imaging.pool import Pool
from iat_sidecar.imaging.step_terms import StepRequest, StepResult
from iat_sidecar.script.run import run

TRANSCRIPT = ("contracts", "transcripts", "demo_page.jsonl")
SKETCH = {
    "scene": "A quiet harbour in the morning, wide shot",
    "width_px": 768,
    "height_px": 1024,
    "seed": 7,
}


def demo(image: Path | None, out: Path) -> Exit:
    """Play the demo; what it makes lies in `out`, its data directory too."""
    out = out.absolute()
    out.mkdir(parents=True, exist_ok=True)
    path = image.absolute() if image else sample_image(out)
    values = {"image": str(path), "out": str(out)}
    return run(Path(resources.path(*TRANSCRIPT)), values, str(free(out / "data")))


def sample_image(out: Path) -> Path:
    """A drawing that stands for the user's own, made by a worker of ours."""
    target = out / "drawing.png"
    with tempfile.TemporaryDirectory(prefix="iat-") as root:
        shutil.copyfile(asyncio.run(_drawn(root)), target)
    return target


def free(folder: Path) -> Path:
    """The folder, or the first of its numbered neighbours that is not there yet."""
    number, candidate = 1, folder
    while candidate.exists():
        number += 1
        candidate = folder.with_name(f"{folder.name}-{number}")
    return candidate


async def _drawn(root: str) -> str:
    request = StepRequest(root=root, may_create_root=True, params=SKETCH, inputs={})
    pool = Pool(size=1)
    try:
        result = msgspec.convert(await pool.run("sketch/draw", request), StepResult)
    finally:
        await pool.close()
    return content.path_of(root, result.outputs["image"].uri)
