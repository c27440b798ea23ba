"""Warm onnxruntime sessions: one a model file's content and options, the least used makes room."""

import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
from msgspec import Meta
from numpy.typing import NDArray

from iat_sidecar.core.errors import Damaged, ImagingFailed, WeightsMissing
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
    size_bytes = path.stat().st_size
    key = (_hashed("sha256", *_version(model_path)), options)
    if key not in _warm:
        session = _loaded(path, options)
        while _warm and sum(size for size, _ in _warm.values()) + size_bytes > WARM_BYTES:
            _warm.popitem(last=False)
        _warm[key] = (size_bytes, session)
    _warm.move_to_end(key)
    return _warm[key][1]


def hashes(model_path: str) -> tuple[str, str]:
    """A model file's md5 and sha256, each read once for each time the file changes."""
    version = _version(model_path)
    return _hashed("md5", *version), _hashed("sha256", *version)


def check(model_path: str, sha256: str | None) -> None:
    """Damaged for a file that is another than the one that a step is known by."""
    if sha256 is None or not Path(model_path).is_file():
        return
    if _hashed("sha256", *_version(model_path)) != sha256:
        raise Damaged(Path(model_path).name, "it was exchanged while it was in use")


def _version(model_path: str) -> tuple[str, int, int]:
    stat = Path(model_path).stat()
    return model_path, stat.st_mtime_ns, stat.st_size


@lru_cache(maxsize=64)
def _hashed(how: str, model_path: str, modified_ns: int, size_bytes: int) -> str:
    with Path(model_path).open("rb") as file:
        # not for security: catalogues of models know some by their md5 alone
        digest = hashlib.file_digest(file, partial(hashlib.new, how, usedforsecurity=False))
    return digest.hexdigest()


def run(session: Any, batch: Floats, outputs: Sequence[str] | None = None) -> list[NDArray[Any]]:
    """The named outputs of a model with one input, or all; ImagingFailed when it refuses.

    What no named output needs is not computed.
    """
    from onnxruntime import RunOptions

    options = RunOptions()
    options.only_execute_path_to_fetches = True
    try:
        return list(session.run(outputs, {session.get_inputs()[0].name: batch}, options))
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
