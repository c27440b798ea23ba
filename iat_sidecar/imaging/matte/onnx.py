"""A user's U²-Net-family model through onnxruntime: its own probabilities, never stretched."""

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from iat_sidecar.core.errors import ImagingFailed, WeightsMissing
from iat_sidecar.imaging.arrays import Plane, Rgb8

Floats = NDArray[np.float32]

MEAN = np.array([0.485, 0.456, 0.406], np.float32)
STD = np.array([0.229, 0.224, 0.225], np.float32)
DEFAULT_EDGE_PX = 320
MAX_EDGE_PX = 2048
WARM_SESSIONS = 2

_warm: dict[tuple[str, int], Any] = {}


def segment(image: Rgb8, model_path: str, *, threads: int = 1) -> Plane:
    """The model's probability of subject for every pixel of an H×W×3 picture.

    The picture goes in at the model's own size (320 where it takes any), divided by its maximum
    and normalised with ImageNet's mean and deviation, as rembg prepares U²-Net (Qin et al. 2020).
    A picture without a subject gives low values everywhere. Raises WeightsMissing without the
    file, ImagingFailed when it is not such a model.
    """
    session = _session(model_path, threads)
    width, height = _input_size(session)
    probability = _run(session, _prepared(image, width, height))
    size = (image.shape[1], image.shape[0])
    grown = Image.fromarray(probability).resize(size, Image.Resampling.BICUBIC)
    alpha: Plane = np.clip(np.asarray(grown), 0, 1)
    return alpha


def _session(model_path: str, threads: int) -> Any:
    """One warm session a file's content and thread count; the longest kept makes room."""
    path = Path(model_path)
    if not path.is_file():
        raise WeightsMissing(path.name)
    stat = path.stat()
    key = (_sha256(model_path, stat.st_mtime_ns, stat.st_size), threads)
    if key not in _warm:
        opened = _open(path, threads)
        while len(_warm) >= WARM_SESSIONS:
            _warm.pop(next(iter(_warm)))
        _warm[key] = opened
    return _warm[key]


@lru_cache(maxsize=64)
def _sha256(model_path: str, modified_ns: int, size_bytes: int) -> str:
    with Path(model_path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _open(path: Path, threads: int) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # spinning burns a whole core while nothing is to be done
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as refused:  # onnxruntime has no common base for its errors
        raise _failure(f"{path.name} cannot be loaded as an ONNX model") from refused


def _input_size(session: Any) -> tuple[int, int]:
    """Width and height the model takes; refuses what is not one N×3×H×W float32 picture."""
    inputs = session.get_inputs()
    shape = inputs[0].shape if len(inputs) == 1 else []
    is_picture = len(shape) == 4 and (shape[1] == 3 or not isinstance(shape[1], int))
    if not is_picture or inputs[0].type != "tensor(float)":
        takes = ", ".join(f"{one.name} {one.type} {one.shape}" for one in inputs)
        raise _failure(f"the model must take one float32 picture 1×3×H×W, it takes {takes}")
    height, width = (edge if isinstance(edge, int) else DEFAULT_EDGE_PX for edge in shape[2:])
    if not (0 < height <= MAX_EDGE_PX and 0 < width <= MAX_EDGE_PX):
        raise _failure(f"the model's input of {width}×{height} px is not supported")
    return width, height


def _prepared(image: Rgb8, width: int, height: int) -> Floats:
    small = Image.fromarray(image).resize(
        (width, height), Image.Resampling.LANCZOS, reducing_gap=2.0
    )
    values = np.asarray(small, np.float32)
    values = (values / max(float(values.max()), 1e-6) - MEAN) / STD
    return np.ascontiguousarray(values.transpose(2, 0, 1)[None])


def _run(session: Any, batch: Floats) -> Floats:
    """The first output as an h×w plane in 0…1."""
    try:
        answer = session.run([session.get_outputs()[0].name], {session.get_inputs()[0].name: batch})
    except Exception as refused:  # as above
        raise _failure("the model refused the picture") from refused
    plane = np.asarray(answer[0])
    if plane.ndim < 2 or plane.size != plane.shape[-1] * plane.shape[-2]:
        raise _failure(f"the model must answer one mask, it answers {list(plane.shape)}")
    values = plane.reshape(plane.shape[-2:]).astype(np.float32)
    if not np.isfinite(values).all():
        raise _failure("the model answers values that are not numbers")
    return _as_probability(values)


def _as_probability(values: Floats) -> Floats:
    """Some exports leave out the last sigmoid: values outside 0…1 are logits."""
    if values.min() >= -0.01 and values.max() <= 1.01:
        return np.clip(values, 0, 1)
    return (1 / (1 + np.exp(-np.clip(values, -60, 60)))).astype(np.float32)


def _failure(reason: str) -> ImagingFailed:
    return ImagingFailed("cutout", reason)
