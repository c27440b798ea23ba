"""Comparing two drawings of 256² by their keypoints, ours in numpy."""

import time
from pathlib import Path

import numpy as np
from PIL import Image

from iat_sidecar.imaging.identity.same_drawing import likeness
from tests.bench.measure import Result, time_ratio
from tests.imaging.drawn_cast import drawn

NAME = "same drawing again: a pair of 256², by ORB"
AT_MOST_S = 0.060


def measure(folder: Path) -> Result:
    one = drawn("{} stands in the kitchen, medium shot", ["mara"], size=(256, 256)).image
    turned = Image.fromarray(one).rotate(12, Image.Resampling.BICUBIC)
    other = np.asarray(turned)
    return time_ratio(lambda: _compare(one, other), lambda: _resize(turned), at_most_s=AT_MOST_S)


def _compare(one: np.ndarray, other: np.ndarray) -> float:  # type: ignore[type-arg]
    began = time.perf_counter()
    likeness(one, other)
    return time.perf_counter() - began


def _resize(picture: Image.Image) -> float:
    began = time.perf_counter()
    picture.resize((512, 512), Image.Resampling.LANCZOS)
    return time.perf_counter() - began
