"""`doctor/*`: whether a worker has what it works with."""

import importlib
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image, features

from iat_sidecar.core.wire import Given, Wire
from iat_sidecar.imaging.bench import Bench
from iat_sidecar.imaging.operation import operation

LIBRARIES = ("numpy", "PIL", "onnxruntime", "isal")
CODECS = {"jpg": "JPEG", "zlib": "PNG", "webp": "WebP", "libtiff": "TIFF", "littlecms2": "ICC"}
TINY_MODEL = (
    b'\x08\x08\x12\x00:\x84\x01\n0\n\x01p\x12\x01m"\nReduceMean*\x0b\n\x04axes@\x01\xa0\x01\x07*\x0f'
    b'\n\x08keepdims\x18\x01\xa0\x01\x02\n\x0f\n\x01m\x12\x01o"\x07Sigmoid\x12\x01tZ\x1d\n\x01p\x12'
    b"\x18\n\x16\x08\x01\x12\x12\n\x02\x08\x01\n\x02\x08\x03\n\x03\x12\x01h\n\x03\x12\x01wb\x1d\n\x01o"
    b"\x12\x18\n\x16\x08\x01\x12\x12\n\x02\x08\x01\n\x02\x08\x01\n\x03\x12\x01h\n\x03\x12\x01wB\x04\n"
    b"\x00\x10\x11"
)
"""An ONNX model of a picture 1×3×h×w: the mean of its channels through a sigmoid."""
ALIKE = 2 / 255


class LookRequest(Given):
    """Nothing is asked but how things are."""


class Equipment(Wire):
    """What loads and what does not, by name."""

    missing_libraries: list[str]
    missing_codecs: list[str]


class CutOut(Wire):
    """How far the two ways to run a cutout model are apart: 0…1, mean over a small picture."""

    difference: float
    is_alike: bool


@operation("doctor/look")
def look(bench: Bench, request: LookRequest) -> Equipment:
    """Load every library that draws, and ask for every codec that pictures come in."""
    return Equipment(
        missing_libraries=[name for name in LIBRARIES if not _loads(name)],
        missing_codecs=[CODECS[name] for name in CODECS if not features.check(name)],
    )


@operation("doctor/cut_out")
def cut_out(bench: Bench, request: LookRequest) -> CutOut:
    """Run a tiny model as cutouts do and as rembg does: onnxruntime and rembg's sessions work."""
    from iat_sidecar.imaging.matte import families, onnx, rembg

    picture = np.tile(np.arange(64, dtype=np.uint8)[None, :, None] * 4, (64, 1, 3))
    with tempfile.TemporaryDirectory() as folder:
        model = Path(folder, "tiny.onnx")
        model.write_bytes(TINY_MODEL)
        ours = families.as_rembg(onnx.answered(picture, str(model)).raw, (64, 64))
        theirs = rembg.custom_mask(Image.fromarray(picture), str(model))
    difference = float(np.abs(ours / 255 - np.asarray(theirs) / 255).mean())
    return CutOut(difference=difference, is_alike=difference <= ALIKE)


def _loads(name: str) -> bool:
    try:
        importlib.import_module(name)
    except ImportError:
        return False
    return True
