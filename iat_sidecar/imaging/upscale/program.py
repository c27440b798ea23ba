"""A Real-ESRGAN program that the user installed (realesrgan-ncnn-vulkan), run on one picture."""

import ctypes
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from iat_sidecar.core.errors import ImagingFailed, Invalid, SidecarError
from iat_sidecar.imaging import png
from iat_sidecar.imaging.arrays import Rgb8, Rgba8
from iat_sidecar.imaging.read import read
from iat_sidecar.imaging.upscale import lanczos, planes
from iat_sidecar.imaging.upscale.opaque import opaque

PROGRAM = "realesrgan-ncnn-vulkan"
DEFAULT_MODEL = "realesrgan-x4plus-anime"
MODEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
FOUR = (4,)
SCALES = {"realesr-animevideov3": (2, 3, 4)}
"""The program's other models were trained to enlarge four times, and spoil pictures at less."""
TIMEOUT_S = 900.0
TOLD_CHARACTERS = 400
PROGRESS = re.compile(r"\s*[\d.,]+%\s*")
SET_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of <sys/prctl.h>


def realesrgan(
    image: Rgb8 | Rgba8,
    factor: float,
    *,
    model: str = DEFAULT_MODEL,
    program_path: str | None = None,
    timeout_s: float = TIMEOUT_S,
) -> Rgb8 | Rgba8:
    """Enlarge by 1…8: by the program as often as its model does, then by Lanczos to the size.

    image: H×W×3 or H×W×4 bytes; alpha is enlarged by Lanczos. Without a path the program is looked
    for in PATH. Raises Invalid without the program, ImagingFailed when it fails, takes too long,
    or leaves no picture of the right size.
    """
    size = planes.enlarged_size(image, factor)
    program, scale = find(program_path), _scale(model, factor)
    wanted = (image.shape[0] * scale, image.shape[1] * scale)
    with tempfile.TemporaryDirectory(prefix="iat-upscale-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        (folder / "in.png").write_bytes(png.encode(opaque(image)))
        order = ["-i", "in.png", "-o", "out.png", "-s", str(scale), "-n", model]
        told = _run([program, *order], folder, timeout_s)
        large = _answer(folder / "out.png", wanted, told)
    return lanczos.with_alpha(lanczos.fitted(iter([large]), wanted, size), image)


def find(program_path: str | None) -> str:
    """Where the program lies; Invalid, with what to do, when it is not there."""
    found = shutil.which(program_path or PROGRAM)
    if found is None:
        raise Invalid(
            "local_realesrgan",
            f"there is no program {program_path or PROGRAM}; install it and put it on PATH or set "
            "its path, or enlarge by onnx with a model, by edge or by lanczos",
        )
    return os.path.abspath(found)


def _scale(model: str, factor: float) -> int:
    """The least scale of the model's that is enough, or its greatest."""
    if not MODEL.fullmatch(model):
        raise Invalid("local_realesrgan", f"{model} is no name of a model of {PROGRAM}")
    scales = SCALES.get(model, FOUR)
    return next((scale for scale in scales if scale >= factor), scales[-1])


def _run(argv: Sequence[str], folder: Path, timeout_s: float) -> str:
    """Run it to its end; the last of what it said."""
    with (folder / "told").open("wb") as told:
        child = subprocess.Popen(  # noqa: S603  the user installed it, and we wrote its arguments
            argv,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=told,
            start_new_session=True,
            preexec_fn=_dying_with_its_parent(),
        )
    try:
        code = child.wait(timeout_s)
    except subprocess.TimeoutExpired:
        raise _failure(f"was not done after {timeout_s:g} s", _last(folder)) from None
    finally:
        _end(child)
    if code:
        ending = f"signal {-code}" if code < 0 else f"exit code {code}"
        raise _failure(f"ended with {ending}", _last(folder))
    return _last(folder)


def _dying_with_its_parent() -> Callable[[], None] | None:
    """What the child does first: a worker that is killed takes it along."""
    if not sys.platform.startswith("linux"):
        return None
    libc, parent = ctypes.CDLL(None), os.getpid()

    def bind() -> None:
        libc.prctl(SET_DEATH_SIGNAL, signal.SIGKILL)
        if os.getppid() != parent:  # it was killed just before
            os._exit(1)

    return bind


def _end(child: subprocess.Popen[bytes]) -> None:
    """Kill the program, and what it started, when it still runs."""
    if child.poll() is not None:
        return
    if hasattr(os, "killpg"):
        os.killpg(child.pid, signal.SIGKILL)  # it leads a group of its own
    else:
        child.kill()
    child.wait()


def _last(folder: Path) -> str:
    """The end of what the program said, without its counting."""
    text = (folder / "told").read_bytes()[-64 * TOLD_CHARACTERS :].decode(errors="replace")
    lines = [line.strip() for line in re.split(r"[\r\n]+", text)]
    said = "; ".join(line for line in lines if line and not PROGRESS.fullmatch(line))
    return said[-TOLD_CHARACTERS:]


def _answer(path: Path, wanted: tuple[int, int], told: str) -> Rgb8:
    try:
        picture, _ = read(path)
    except SidecarError as refusal:
        raise _failure("left no picture", told) from refusal
    height, width = picture.shape[:2]
    if (height, width) != wanted:
        reason = f"made {width} × {height} px instead of {wanted[1]} × {wanted[0]}"
        raise _failure(reason, told)
    return picture[..., :3]


def _failure(what: str, told: str) -> ImagingFailed:
    return ImagingFailed("upscale", f"{PROGRAM} {what}" + (f": {told}" if told else ""))
