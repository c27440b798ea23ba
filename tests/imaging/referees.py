"""Other people's mattes, made in a process of their own: pymatting's closed form, OpenCV's GrabCut.

`python -m tests.imaging.referees NAME IN OUT` reads named arrays and writes an alpha and seconds.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from tests.forms import ROOT

SEED = 1


def refereed(name: str, folder: Path, **given: np.ndarray) -> tuple[np.ndarray, float]:
    """The alpha that referee `name` makes of the arrays, and its seconds when warm."""
    asked, answered = folder / "asked.npz", folder / "answered.npz"
    np.savez(asked, **given)
    cache = ROOT / ".work" / "bench" / "numba"
    subprocess.run(
        [sys.executable, "-m", "tests.imaging.referees", name, str(asked), str(answered)],
        cwd=ROOT,
        env=os.environ | {"NUMBA_CACHE_DIR": str(cache)},
        check=True,
    )
    with np.load(answered) as found:
        return found["alpha"], float(found["seconds"])


def closed_form(image: np.ndarray, trimap: np.ndarray) -> tuple[np.ndarray, float]:
    """image: H×W×3 in 0…1. trimap: 0, 0.5, 1. A small picture first compiles what it needs."""
    from pymatting import estimate_alpha_cf

    estimate_alpha_cf(image[:32, :32].astype(np.float64), np.eye(32) * 0.5 + np.eye(32, k=1))
    began = time.perf_counter()
    alpha = estimate_alpha_cf(image.astype(np.float64), trimap.astype(np.float64))
    return alpha, time.perf_counter() - began


def grabcut(image: np.ndarray, rectangle: np.ndarray) -> tuple[np.ndarray, float]:
    """image: H×W×3 sRGB bytes. rectangle: x, y, width, height."""
    import cv2

    cv2.setRNGSeed(SEED)
    mask = np.zeros(image.shape[:2], np.uint8)
    models = np.zeros((2, 1, 65))
    began = time.perf_counter()
    box = [int(each) for each in rectangle]
    cv2.grabCut(image[..., ::-1].copy(), mask, box, *models, 5, cv2.GC_INIT_WITH_RECT)
    return (mask & 1).astype(np.float32), time.perf_counter() - began


REFEREES = {"closed_form": closed_form, "grabcut": grabcut}


def answer(name: str, asked: str, answered: str) -> None:
    with np.load(asked) as given:
        alpha, seconds = REFEREES[name](**given)
    np.savez(answered, alpha=alpha.astype(np.float32), seconds=seconds)


if __name__ == "__main__":
    answer(*sys.argv[1:])
