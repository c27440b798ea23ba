"""Pictures, a model, and two processes that cut out with it: this program's way, and rembg's."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from iat_sidecar.imaging.pool import KEEPS_PAGES
from tests.bench.measure import Result
from tests.forms import ROOT

KEPT = ROOT / ".work" / "bench"
CORES = os.cpu_count() or 1
BATCH = np.zeros((1, 3, 320, 320), np.float32)


WORKERS = {**KEEPS_PAGES, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
"""The surroundings of a worker process; rembg runs in its own."""


class Cutter:
    """A process that cuts out when it is told to, `ours` or `rembg`, with a model it has loaded."""

    def __init__(self, whose: str, model: Path, **environment: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.cutouts", whose, str(model)],
            cwd=ROOT,
            env=os.environ
            | (WORKERS if whose == "ours" else {"NUMBA_CACHE_DIR": str(KEPT / "numba")})
            | environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def ask(self, what: str, *paths: Path) -> dict[str, float]:
        """What it measured: seconds, seconds of the model alone, its peak in MB, bytes it made."""
        assert self._process.stdin and self._process.stdout
        order = json.dumps([what, *map(str, paths)]).encode()
        self._process.stdin.write(order + b"\n")
        self._process.stdin.flush()
        answer: dict[str, float] = json.loads(self._process.stdout.readline())
        return answer

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()


@contextmanager
def both(folder: Path) -> Iterator[tuple[Cutter, Cutter]]:
    """This program and rembg, warm: each has cut out one small picture."""
    made, small = model(folder), drawn(folder, "textured", 64)
    with Cutter("ours", made) as ours, Cutter("rembg", made) as theirs:
        for each in (ours, theirs):
            each.ask("bytes", small)
        yield ours, theirs


def model(folder: Path) -> Path:
    from tests.imaging.tiny_models import heavy

    return Path(heavy(folder / "heavy.onnx"))


def drawn(folder: Path, kind: str, edge: int, number: int = 0, suffix: str = "png") -> Path:
    """A picture file: `textured` like a photograph, or `flat` like a comic; the subject is red."""
    path = folder / f"{kind}-{edge}-{number}.{suffix}"
    if not path.exists():
        image = Image.fromarray(PICTURES[kind](edge, np.random.default_rng(number)))
        image.save(path, quality=92) if suffix == "jpg" else image.save(path, compress_level=4)
    return path


def textured(edge: int, rng: np.random.Generator) -> np.ndarray:
    """Grounds of several grain sizes, light that falls off, and a shaded figure."""
    y, x = (np.mgrid[:edge, :edge] / edge).astype(np.float32)
    ground = sum(_grain(rng, edge, cells) / (4 + n) for n, cells in enumerate((5, 40, 300)))
    light = (0.75 + 0.5 * y - 0.3 * x)[..., None]
    ground = light * (90 + 60 * np.asarray(ground)) * np.array([0.8, 1.0, 1.05], np.float32)
    skin = 150 + 50 * _grain(rng, edge, 90) + 60 * (0.5 - y[..., None])
    subject = skin * np.array([1.3, 0.35, 0.3], np.float32)
    mask = np.asarray(figure(edge), np.float32)[..., None] / 255
    sensor = rng.normal(0, 2.5, (edge, edge, 1)).astype(np.float32)
    return np.clip(ground * (1 - mask) + subject * mask + sensor, 0, 255).astype(np.uint8)


def flat(edge: int, rng: np.random.Generator) -> np.ndarray:
    """Plain areas with ink lines around them."""
    image = Image.new("RGB", (edge, edge), (170, 205, 225))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, edge * 0.7, edge, edge), fill=(120, 160, 110))
    for _ in range(12):
        at = rng.integers(0, edge, 2)
        draw.ellipse((*at, *(at + edge // 9)), fill=(235, 240, 245), outline=(20, 20, 30), width=3)
    image.paste((205, 45, 40), mask=figure(edge))
    inked = np.asarray(figure(edge).filter(ImageFilter.FIND_EDGES)) > 60
    return np.where(inked[..., None], 15, np.asarray(image)).astype(np.uint8)


PICTURES = {"textured": textured, "flat": flat}


def times_faster(ours: float, theirs: float, at_least: float) -> Result:
    ratio = theirs / ours
    return Result(_s(ours), _s(theirs), f"{ratio:.1f} ×", f"≥ {at_least:g} ×", ratio >= at_least)


def faster(
    folder: Path, paths: list[Path], at_least: float, *, what: str = "bytes", rounds: int = 5
) -> Result:
    """Both ways on the same pictures in turns; the quickest round of each counts."""
    with both(folder) as (ours, theirs):
        pairs = [(ours.ask(what, *paths), theirs.ask(what, *paths)) for _ in range(rounds)]
    quickest = (min(each["seconds"] for each in side) for side in zip(*pairs, strict=True))
    return times_faster(*quickest, at_least)


def _s(seconds: float) -> str:
    return f"{seconds * 1e3:,.0f} ms"


def _grain(rng: np.random.Generator, edge: int, cells: int) -> np.ndarray:
    cells = min(cells, edge)
    noise = Image.fromarray((rng.random((cells, cells, 3)) * 255).astype(np.uint8))
    grown = noise.resize((edge, edge), Image.Resampling.BICUBIC)
    return np.asarray(grown, np.float32) / 127.5 - 1


def figure(edge: int) -> Image.Image:
    """A half-length portrait: about half of the frame."""
    mask = Image.new("L", (edge, edge))
    draw = ImageDraw.Draw(mask)
    for box in ((0.28, 0.06, 0.72, 0.58), (0.4, 0.5, 0.6, 0.7), (0.08, 0.6, 0.92, 1.4)):
        draw.ellipse([edge * part for part in box], fill=255)
    return mask


class Ours:
    """Cutouts as this program makes them: as much as rembg does by default, or all it can do."""

    def __init__(self, model: str) -> None:
        from iat_sidecar.imaging import png
        from iat_sidecar.imaging.matte.choose import cutout
        from iat_sidecar.imaging.read import read

        self._model, self._read, self._encode, self._cutout = model, read, png.encode, cutout

    def bytes(self, path: str) -> int:
        picture = self._read(path)[0]
        return len(self._encode(self.array(np.ascontiguousarray(picture[..., :3]))))

    def array(self, picture: np.ndarray, *, is_refined: bool = False) -> np.ndarray:
        found = self._cutout(
            picture,
            method="onnx",
            model_path=self._model,
            threads=CORES,
            refine=is_refined,
            second_opinion=is_refined,
        )
        return found.rgba()

    def refined(self, path: str) -> int:
        picture = np.ascontiguousarray(self._read(path)[0][..., :3])
        return len(self._encode(self.array(picture, is_refined=True)))

    def run(self, batch: np.ndarray) -> None:
        from iat_sidecar.imaging import session

        session.run(session.opened(self._model, session.SessionOptions(threads=CORES)), batch)


class Rembg:
    """Cutouts as rembg makes them, with its own session and all it imports."""

    def __init__(self, model: str) -> None:
        os.environ["REMBG_HOME"] = os.path.dirname(model)
        import rembg

        self._remove = rembg.remove
        self._session = rembg.new_session("u2net_custom", model_path=model)

    def bytes(self, path: str) -> int:
        with open(path, "rb") as file:
            return len(self._remove(file.read(), session=self._session))

    def refined(self, path: str) -> int:
        with open(path, "rb") as file:
            return len(self._remove(file.read(), session=self._session, alpha_matting=True))

    def array(self, picture: np.ndarray) -> np.ndarray:
        made: np.ndarray = self._remove(picture, session=self._session)
        return made

    def run(self, batch: np.ndarray) -> None:
        self._session.inner_session.run(None, {"picture": batch})


def serve(whose: str, model: str) -> None:
    cutter = {"ours": Ours, "rembg": Rembg}[whose](model)
    for line in sys.stdin:
        what, *paths = json.loads(line)
        print(json.dumps(measured(cutter, what, paths)), flush=True)


def measured(cutter: Any, what: str, paths: list[str]) -> dict[str, float]:
    pictures = [np.asarray(Image.open(path)) for path in paths] if what == "array" else paths
    work = getattr(cutter, what)
    began = time.perf_counter()
    made = [work(each) for each in pictures]
    seconds = time.perf_counter() - began
    began = time.perf_counter()
    for _ in paths:
        cutter.run(BATCH)
    return {
        "seconds": seconds,
        "model_s": time.perf_counter() - began,
        "peak_mb": _peak_mb(),
        "made_bytes": sum(each for each in made if isinstance(each, int)),
    }


def _peak_mb() -> float:
    status = Path("/proc/self/status").read_text()
    (peak,) = (line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(peak) / 1024


if __name__ == "__main__":
    serve(*sys.argv[1:])
