"""A user's cutout model through onnxruntime: its own probabilities, never stretched."""

import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from iat_sidecar.core.errors import ImagingFailed
from iat_sidecar.imaging import session
from iat_sidecar.imaging.arrays import Plane, Rgb8
from iat_sidecar.imaging.matte import families, models
from iat_sidecar.imaging.matte.families import FAMILIES, Family
from iat_sidecar.imaging.matte.models import FamilyName

Floats = NDArray[np.float32]

MAX_EDGE_PX = 2048
STRIP_PX = 64


@dataclass(frozen=True)
class Segmented:
    """What a model says of a picture: C×h×w at its own size as it answered, and as probability."""

    raw: Floats
    probability: Plane
    family: FamilyName


def segment(
    image: Rgb8,
    model_path: str,
    *,
    family: FamilyName | Literal["auto"] = "auto",
    threads: int = 1,
    execution: session.Execution = "cpu",
    unseen: float = 0.0,
) -> Plane:
    """The model's probability of subject for every pixel of an H×W×3 picture.

    The picture goes in at the model's own size, prepared as its family wants it (`families`). auto
    knows the files of rembg's catalogue by their hash, and others by the size they take. A picture
    without a subject gives low values everywhere. unseen: values this near to 0 and 1 are made 0
    and 1. Raises WeightsMissing without the file, ImagingFailed when it is not such a model.
    """
    found = answered(image, model_path, family=family, threads=threads, execution=execution)
    size = (image.shape[1], image.shape[0])
    return enlarged(found.probability, size, threads=threads, unseen=unseen)


def answered(
    image: Rgb8,
    model_path: str,
    *,
    family: FamilyName | Literal["auto"] = "auto",
    garment: str | None = None,
    threads: int = 1,
    execution: session.Execution = "cpu",
) -> Segmented:
    """The answer at the model's own size; arguments and errors as for `segment`.

    garment: upper, lower or full, of a cloth model; without one all of them count.
    """
    options = session.SessionOptions(threads=threads, execution=execution)
    opened = session.opened(model_path, options)
    given = _input(opened)
    kind = FAMILIES[_family(opened, model_path, given) if family == "auto" else family]
    size = _edges(given, kind)
    first = opened.get_outputs()[0].name
    (answer,) = session.run(opened, families.prepare(image, kind, size), outputs=[first])
    raw = families.planes(_checked(answer, kind), kind)
    return Segmented(raw, families.probability(raw, garment), kind.name)


def enlarged(
    probability: Plane, size: tuple[int, int], *, threads: int = 1, unseen: float = 0.0
) -> Plane:
    """A probability at (width, height) by bicubic interpolation, within 0…1; unseen as above.

    Rows are widened first; then every strip of the result is a small matrix of weights times the
    few widened rows that it lies between, in less time than resizing at once takes.
    """
    width, height = size
    edge = len(probability)
    wide = _resized(probability, (width, edge))
    weights = _resized(np.eye(edge, dtype=np.float32), (edge, height))
    large = np.empty((height, width), np.float32)

    def fill(top: int) -> None:
        rows, share = large[top : top + STRIP_PX], weights[top : top + STRIP_PX]
        near = np.flatnonzero(share.any(axis=0))
        sources = slice(near[0], near[-1] + 1)
        np.matmul(share[:, sources], wide[sources], out=rows)
        np.clip(rows, 0, 1, out=rows)
        if unseen:
            rows[rows < unseen] = 0
            rows[rows > 1 - unseen] = 1

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(fill, range(0, height, STRIP_PX)))
    return large


def _resized(plane: Floats, size: tuple[int, int]) -> Floats:
    return np.asarray(Image.fromarray(plane).resize(size, Image.Resampling.BICUBIC))


def _input(opened: Any) -> Any:
    """The model's input; refused unless it is one 1×3×H×W float32 picture."""
    inputs = opened.get_inputs()
    shape = inputs[0].shape if len(inputs) == 1 else []
    is_picture = len(shape) == 4 and _takes(shape[0], 1) and _takes(shape[1], 3)
    if not is_picture or inputs[0].type != "tensor(float)":
        takes = ", ".join(f"{one.name} {one.type} {one.shape}" for one in inputs)
        raise _failure(f"the model must take one float32 picture 1×3×H×W, it takes {takes}")
    return inputs[0]


def _takes(dimension: Any, wanted: int) -> bool:
    return dimension == wanted or not isinstance(dimension, int)


def _edges(given: Any, family: Family) -> tuple[int, int]:
    """Width and height that the model is fed: its own, else its family's."""
    height, width = (edge if isinstance(edge, int) else family.edge_px for edge in given.shape[2:])
    if not (0 < height <= MAX_EDGE_PX and 0 < width <= MAX_EDGE_PX):
        raise _failure(f"the model's input of {width}×{height} px is not supported")
    return width, height


def _family(opened: Any, model_path: str, given: Any) -> FamilyName:
    if known := models.known(*session.hashes(model_path)):
        return known.family
    height, width = (edge if isinstance(edge, int) else 0 for edge in given.shape[2:])
    answer = opened.get_outputs()[0].shape
    classes = answer[1] if len(answer) == 4 and isinstance(answer[1], int) else 1
    return families.guess(width, height, classes)


def _checked(answer: NDArray[Any], family: Family) -> Floats:
    """The first output as 1×C×h×w float32 numbers."""
    shape = answer.shape
    count = math.prod(shape[:-2])
    if len(shape) < 2 or count != family.classes or answer.size == 0:
        expected = "one mask" if family.classes == 1 else f"{family.classes} classes"
        raise _failure(f"the model must answer {expected}, it answers {list(shape)}")
    values = answer.reshape(1, count, *shape[-2:]).astype(np.float32, copy=False)
    if not np.isfinite(values).all():
        raise _failure("the model answers values that are not numbers")
    return values


def _failure(reason: str) -> ImagingFailed:
    return ImagingFailed("cutout", reason)
