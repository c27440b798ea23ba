"""Warm onnxruntime sessions: one a model file's content and options, the least used makes room."""

import hashlib
from collections import OrderedDict
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
from msgspec import Meta
from numpy.typing import NDArray

from iat_sidecar.core.errors import ImagingFailed, WeightsMissing
from iat_sidecar.core.wire import Given

Floats = NDArray[np.float32]
Execution = Literal["cpu", "cuda", "coreml", "directml", "openvino"]

WARM_BYTES = 1 << 30
"""Sizes of the model files kept loaded together; one larger than this is kept alone."""
PROVIDERS: dict[Execution, str] = {
    "cpu": "CPUExecutionProvider",
    "cuda": "CUDAExecutionProvider",
    "coreml": "CoreMLExecutionProvider",
    "directml": "DmlExecutionProvider",
    "openvino": "OpenVINOExecutionProvider",
}

_warm: "OrderedDict[tuple[str, SessionOptions], tuple[int, Any]]" = OrderedDict()


class SessionOptions(Given, frozen=True):
    """How a model runs: threads inside one step of it, and on what."""

    threads: Annotated[int, Meta(ge=1, le=64)] = 1
    execution: Execution = "cpu"


def opened(model_path: str, options: SessionOptions | None = None) -> Any:
    """The warm session of a model file.

    Raises WeightsMissing without the file, ImagingFailed when it is no model or the execution
    provider is not there: a slow fallback that nobody asked for is no answer.
    """
    path, options = Path(model_path), options or SessionOptions()
    if not path.is_file():
        raise WeightsMissing(path.name)
    stat = path.stat()
    key = (sha256_of(model_path, stat.st_mtime_ns, stat.st_size), options)
    if key not in _warm:
        session = _loaded(path, options)
        while _warm and sum(size for size, _ in _warm.values()) + stat.st_size > WARM_BYTES:
            _warm.popitem(last=False)
        _warm[key] = (stat.st_size, session)
    _warm.move_to_end(key)
    return _warm[key][1]


@lru_cache(maxsize=64)
def sha256_of(model_path: str, modified_ns: int, size_bytes: int) -> str:
    """The file's sha256, read once for each time it changes."""
    with Path(model_path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def run(session: Any, batch: Floats) -> list[NDArray[Any]]:
    """Every output of a model with one input; ImagingFailed when it refuses the picture."""
    try:
        return list(session.run(None, {session.get_inputs()[0].name: batch}))
    except Exception as refused:  # onnxruntime has no common base for its errors
        raise failure("the model refused the picture") from refused


def failure(reason: str) -> ImagingFailed:
    return ImagingFailed("model", reason)


def _loaded(path: Path, wanted: SessionOptions) -> Any:
    import onnxruntime

    provider = PROVIDERS[wanted.execution]
    if provider not in onnxruntime.get_available_providers():
        raise failure(f"{provider} is not available in this program; use cpu")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = wanted.threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # spinning burns a whole core while nothing is to be done
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        session = onnxruntime.InferenceSession(str(path), options, providers=[provider])
    except Exception as refused:  # as above
        raise failure(f"{path.name} cannot be loaded as an ONNX model") from refused
    if provider not in session.get_providers():
        raise failure(f"{provider} could not be started; use cpu")
    return session
