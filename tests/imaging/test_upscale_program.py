"""The Real-ESRGAN program of a user: called right, bounded in time, checked, and never left behind."""

import asyncio
import os
import select
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from iat_sidecar.core.errors import ImagingFailed, Invalid
from iat_sidecar.imaging.arrays import Rgb8
from iat_sidecar.imaging.pool import Pool
from iat_sidecar.imaging.upscale.program import realesrgan
from tests.imaging.drawn_panels import STYLES, panel
from tests.imaging.made_pictures import saved
from tests.imaging.stand_in import program

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a script")
linux = pytest.mark.skipif(sys.platform != "linux", reason="processes are watched as Linux does")


@pytest.fixture(scope="module")
def picture() -> Rgb8:
    return np.ascontiguousarray(panel(1, STYLES[0]).image[100:160, 200:280])


def call(picture: Rgb8, path: Path, factor: float = 2, **more: Any) -> Rgb8:
    return realesrgan(picture, factor, program_path=str(path), **more)


def test_a_picture_is_enlarged_by_what_its_model_does_and_then_fitted(
    picture: Rgb8, tmp_path: Path
) -> None:
    path = program(tmp_path)
    made = call(picture, path)
    called = (tmp_path / "called").read_text()
    assert called == "-i in.png -o out.png -s 4 -n realesrgan-x4plus-anime"
    plain = Image.fromarray(picture).resize((160, 120), Image.Resampling.BICUBIC)
    assert made.shape == (120, 160, 3)
    assert np.abs(made.astype(int) - np.asarray(plain)).mean() < 3


@pytest.mark.parametrize(
    ("model", "factor", "scale"),
    [
        ("realesr-animevideov3", 2, 2),
        ("realesr-animevideov3", 2.5, 3),
        ("realesr-animevideov3", 6, 4),
        ("realesrgan-x4plus", 2, 4),
        ("my-own_model.v2", 3, 4),
    ],
)
def test_a_model_is_asked_for_a_scale_it_knows(
    model: str, factor: float, scale: int, picture: Rgb8, tmp_path: Path
) -> None:
    made = call(picture, program(tmp_path), factor, model=model)
    assert made.shape == (round(60 * factor), round(80 * factor), 3)
    assert (tmp_path / "called").read_text().endswith(f"-s {scale} -n {model}")


def test_without_a_path_it_is_looked_for_in_the_search_path(
    picture: Rgb8, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    assert realesrgan(picture, 2).shape == (120, 160, 3)


def test_alpha_is_enlarged_beside_it(picture: Rgb8, tmp_path: Path) -> None:
    alpha = np.zeros((60, 80), np.uint8)
    alpha[10:50, 20:60] = 255
    made = call(np.dstack([picture, alpha]), program(tmp_path))
    plain = Image.fromarray(alpha).resize((160, 120), Image.Resampling.LANCZOS)
    assert np.array_equal(made[..., 3], np.asarray(plain))


@pytest.mark.parametrize("where", ["/nowhere/realesrgan", None])
def test_a_program_that_is_not_there_is_told_with_a_way_out(
    where: str | None, picture: Rgb8, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(Invalid, match=r"install it and put it on PATH .* or enlarge by onnx"):
        realesrgan(picture, 2, program_path=where)


@pytest.mark.parametrize("model", ["", "-n", "../secret", "a/b", "a b", "é"])
def test_a_models_name_is_no_path_and_no_option(model: str, picture: Rgb8, tmp_path: Path) -> None:
    with pytest.raises(Invalid):
        call(picture, program(tmp_path), model=model)
    assert not (tmp_path / "called").exists()


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        ("fail", "ended with exit code 255: [0 Some Card] queueC=2; vkCreateInstance failed -9"),
        ("crash", "ended with signal 11: [0 Some Card] queueC=2"),
        ("silent", "left no picture: [0 Some Card] queueC=2"),
        ("nonsense", "left no picture: [0 Some Card] queueC=2"),
        ("small", "made 80 × 60 px instead of 320 × 240: [0 Some Card] queueC=2"),
    ],
)
def test_what_goes_wrong_is_told_with_its_last_words(
    how: str, reason: str, picture: Rgb8, tmp_path: Path
) -> None:
    with pytest.raises(ImagingFailed) as raised:
        call(picture, program(tmp_path, how))
    assert raised.value.reason == f"realesrgan-ncnn-vulkan {reason}"


@linux
def test_it_is_ended_when_it_takes_too_long(picture: Rgb8, tmp_path: Path) -> None:
    with pytest.raises(ImagingFailed, match="was not done after"):
        call(picture, program(tmp_path, "hang"), timeout_s=3)
    assert all(is_over(int((tmp_path / name).read_text())) for name in ("pid", "grandchild"))


def is_over(pid: int) -> bool:
    try:
        watched = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([watched], [], [], 30)[0])
    finally:
        os.close(watched)


@pytest.mark.parametrize("how", ["work", "fail"])
def test_its_folder_is_removed(how: str, picture: Rgb8, tmp_path: Path) -> None:
    path = program(tmp_path, how)
    try:
        call(picture, path)
    except ImagingFailed:
        assert how == "fail"
    folder = Path((tmp_path / "folder").read_text())
    assert folder.parent == Path(tempfile.gettempdir()).resolve()
    assert not folder.exists()


@linux
def test_a_cancel_ends_it_together_with_its_worker(picture: Rgb8, tmp_path: Path) -> None:
    path = program(tmp_path / "program", "hang")
    os.mkfifo(tmp_path / "program" / "ready")
    (tmp_path / "in.png").write_bytes(saved(picture, "PNG"))
    request = {
        "params": {"factor": 2.0, "method": "realesrgan", "program_path": str(path)},
        "inputs": {"image": str(tmp_path / "in.png")},
        "root": str(tmp_path / "root"),
        "may_create_root": True,
    }

    async def main() -> None:
        pool = Pool(1)
        try:
            work = asyncio.create_task(pool.run("finish/upscale", request))
            read = asyncio.to_thread((tmp_path / "program" / "ready").read_text)
            pid = int(await asyncio.wait_for(read, 60))
            work.cancel()
            with pytest.raises(asyncio.CancelledError):
                await work
            assert is_over(pid)
            os.kill(int((tmp_path / "program" / "grandchild").read_text()), 9)
        finally:
            await pool.close()

    asyncio.run(main())
