"""Every operation that takes a picture, given every kind of odd file: a result, or a coded error."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args, get_type_hints

import numpy as np
import pytest

from iat_sidecar.core.errors import SidecarError
from iat_sidecar.imaging.bench import Bench
from iat_sidecar.imaging.operations.matte import CutParams
from iat_sidecar.imaging.pool import Pool
from tests.imaging import bad_pictures, made_pictures, stand_in, tiny_models, tiny_upscalers
from tests.imaging.bad_pictures import FLIPPED, flips, kept

FLIPS = 120
CUTS = get_args(get_type_hints(CutParams)["method"])
TAKEN, REFUSED = bad_pictures.taken(), bad_pictures.refused()
Request = dict[str, Any]


class Works:
    """A real worker, and the requests that bring it a picture."""

    def __init__(self, folder: Path) -> None:
        self.folder, self._runner, self._pool = folder, asyncio.Runner(), Pool(1)
        self.cutter = tiny_models.net(folder / "cut.onnx", edge=64)
        self.upscaler = tiny_upscalers.upscaler(folder / "up.onnx", depth=1)
        self.program = str(stand_in.program(folder / "program"))
        good = kept(folder, "good.png", made_pictures.saved(bad_pictures.art(), "PNG"))
        self.style = self.run("style/measure", {"references": [{"path": good, "weight": 1.0}]})
        self.pids = self._pool.pids

    def run(self, operation: str, request: Request) -> Request:
        return self._runner.run(asyncio.wait_for(self._pool.run(operation, request), 60))

    def outcome(self, operation: str, request: Request) -> str:
        """`made`, or the kind of the error; the worker that answered is the one from the start."""
        try:
            self.run(operation, request)
            told = "made"
        except SidecarError as refusal:
            told = refusal.kind
        assert self._pool.pids == self.pids, "the worker died"
        return told

    def close(self) -> None:
        self._runner.run(self._pool.close())
        self._runner.close()

    def requests(self, path: str) -> dict[str, tuple[str, Request]]:
        """Every operation that takes a picture, in all its ways."""
        steps: dict[str, tuple[str, Request, tuple[str, ...]]] = {
            **{
                f"cut {method}": ("matte/cut", self._cut(method), _roles(method)) for method in CUTS
            },
            "lanczos": ("finish/upscale", {"factor": 2.0, "method": "lanczos"}, ("image",)),
            "edge": ("finish/upscale", {"factor": 1.5, "method": "edge"}, ("image",)),
            "onnx": (
                "finish/upscale",
                {"factor": 2.0, "method": "onnx", "model_path": self.upscaler},
                ("image",),
            ),
            "realesrgan": (
                "finish/upscale",
                {"factor": 2.0, "method": "realesrgan", "program_path": self.program},
                ("image",),
            ),
            "color": ("finish/color", {"style": self.style, "strength": 1.0}, ("image",)),
            "guard": ("finish/guard", {"expected": {}, "style": self.style}, ("image",)),
        }
        found = {
            name: (operation, self._step(params, dict.fromkeys(roles, path)))
            for name, (operation, params, roles) in steps.items()
        }
        target = str(Path(path).with_suffix(".small.webp"))
        return {
            **found,
            "measure": ("style/measure", {"references": [{"path": path, "weight": 1.0}]}),
            "part": ("identity/part", {"path": path}),
            "import": ("picture/import", self._kept({"path": path, "note": {}})),
            "thumbnail": ("picture/thumbnail", {"path": path, "target": target, "edge_px": 16}),
        }

    def _cut(self, method: str) -> Request:
        return {"method": method} | ({"model_path": self.cutter} if method == "onnx" else {})

    def _step(self, params: Request, inputs: dict[str, str]) -> Request:
        return self._kept({"params": params, "inputs": inputs})

    def _kept(self, request: Request) -> Request:
        return {**request, "root": str(self.folder / "root"), "may_create_root": True}


def _roles(method: str) -> tuple[str, ...]:
    return ("image", "mask") if method == "known" else ("image",)


@pytest.fixture(scope="module")
def works(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Works]:
    made = Works(tmp_path_factory.mktemp("works"))
    yield made
    made.close()


# nothing that is visible has no colour
UNSEEN = {
    ("all clear", "part"): "invalid_params",
    ("one clear pixel", "part"): "invalid_params",
}


@pytest.mark.parametrize("name", TAKEN)
def test_an_odd_picture_goes_through_every_operation(works: Works, name: str) -> None:
    path = kept(works.folder / name, *TAKEN[name])
    requests = works.requests(path)
    found = {each: works.outcome(*request) for each, request in requests.items()}
    assert found == {each: UNSEEN.get((name, each), "made") for each in requests}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_picture_is_refused_by_every_operation(works: Works, name: str) -> None:
    path = kept(works.folder / name, *REFUSED[name])
    requests = works.requests(path)
    found = {each: works.outcome(*request) for each, request in requests.items()}
    # a picture that cannot be read is a finding of the guard, not an error of it
    assert found == dict.fromkeys(requests, "invalid_image") | {"guard": "made"}


def test_a_guard_tells_of_a_file_that_does_not_decode(works: Works) -> None:
    path = kept(works.folder / "guarded", *REFUSED["truncated png"])
    answer = works.run(*works.requests(path)["guard"])
    rules = [finding["rule"] for finding in answer["facts"]["report"]["findings"]]
    assert rules == ["H01_decode"]


@pytest.mark.parametrize("form", FLIPPED)
def test_flipped_bits_give_a_picture_or_a_refusal(works: Works, form: str) -> None:
    suffix, content = FLIPPED[form]
    found: dict[str, int] = {}
    for number, damaged in enumerate(flips(content, FLIPS, 17)):
        path = kept(works.folder / form, f"{number}.{suffix}", damaged)
        told = works.outcome(*works.requests(path)["thumbnail"])
        found[told] = found.get(told, 0) + 1
    assert set(found) <= {"made", "invalid_image"}
    assert found["invalid_image"] > 0


@pytest.mark.parametrize("form", FLIPPED)
def test_the_files_that_are_flipped_are_good(works: Works, form: str) -> None:
    suffix, content = FLIPPED[form]
    path = kept(works.folder / form, f"good.{suffix}", content)
    assert works.outcome(*works.requests(path)["thumbnail"]) == "made"


def test_a_result_larger_than_a_picture_may_be_is_told(works: Works) -> None:
    path = kept(works.folder / "wide", "a.png", bad_pictures.bilevel(5_000))
    request = works.requests(path)["lanczos"][1]
    request["params"] = {"factor": 4.0, "method": "lanczos"}
    assert works.outcome("finish/upscale", request) == "imaging_failed"


def test_odd_pictures_come_out_as_large_as_they_should(works: Works) -> None:
    path = kept(works.folder / "row", *TAKEN["one row"])
    answers = {name: works.run(*works.requests(path)[name]) for name in ("lanczos", "onnx", "edge")}
    sizes = {
        name: (answer["outputs"]["image"]["width"], answer["outputs"]["image"]["height"])
        for name, answer in answers.items()
    }
    assert sizes == {"lanczos": (600, 2), "onnx": (600, 2), "edge": (450, 2)}


def test_a_picture_larger_than_the_bench_is_used_all_the_same(tmp_path: Path) -> None:
    path = kept(tmp_path, "a.png", made_pictures.saved(bad_pictures.art(), "PNG"))
    assert np.array_equal(Bench(room_bytes=100).picture(path), bad_pictures.art())


def test_flips_change_every_copy() -> None:
    content = bytes(np.random.default_rng(1).integers(0, 256, 500, np.uint8))
    made = flips(content, 50, 3)
    assert len({*made, content}) > 45
