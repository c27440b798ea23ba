"""`doctor/look`: whether a worker has what it works with."""

import importlib

from PIL import features

from iat_sidecar.core.wire import Given, Wire
from iat_sidecar.imaging.bench import Bench
from iat_sidecar.imaging.operation import operation

LIBRARIES = ("numpy", "PIL", "onnxruntime")
CODECS = {"jpg": "JPEG", "zlib": "PNG", "webp": "WebP", "libtiff": "TIFF", "littlecms2": "ICC"}


class LookRequest(Given):
    """Nothing is asked but how things are."""


class Equipment(Wire):
    """What loads and what does not, by name."""

    missing_libraries: list[str]
    missing_codecs: list[str]


@operation("doctor/look")
def look(bench: Bench, request: LookRequest) -> Equipment:
    """Load every library that draws, and ask for every codec that pictures come in."""
    return Equipment(
        missing_libraries=[name for name in LIBRARIES if not _loads(name)],
        missing_codecs=[CODECS[name] for name in CODECS if not features.check(name)],
    )


def _loads(name: str) -> bool:
    try:
        importlib.import_module(name)
    except ImportError:
        return False
    return True
