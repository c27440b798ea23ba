"""A written file decoded again: its size, resolution, profile and colours are what was meant."""

from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from iat_sidecar.imaging.delivery.figures import check_alpha, compared, mismatch, understood
from iat_sidecar.imaging.delivery.prepare import Prepared, Samples8
from iat_sidecar.imaging.delivery.raster import X_RESOLUTION, profile_in
from iat_sidecar.imaging.delivery.terms import Figures, Format
from iat_sidecar.imaging.read import read


def check(path: Path, made: Prepared, format: Format, dpi: int) -> Figures:
    """Hold a file against what it was made of; ImagingFailed when it differs.

    sRGB goes through the reader that every picture comes in by; grey and inks, which that would
    turn to sRGB, through Pillow.
    """
    with understood():
        with Image.open(path) as image:
            profile = _checked_outline(image, made, format, dpi)
        whole = read(path)[0] if _is_rgb(made, format) else _decoded(path)
    channels = made.samples.shape[2]
    check_alpha(whole[..., -1] if whole.shape[2] in (2, 4) and channels < 4 else None, made)
    return compared(made, whole[..., :channels], profile, may_lose=format == "jpeg")


def _checked_outline(image: Image.Image, made: Prepared, format: Format, dpi: int) -> bytes:
    """The profile in the file, once its size, resolution and profile are as they should be."""
    if image.size != made.size:
        mismatch(f"it has {image.size} px instead of {made.size}")
    if (found := round(_dpi(image))) != dpi:
        mismatch(f"it says {found} dpi instead of {dpi}")
    if image.info.get("icc_profile") != profile_in(made, format):
        mismatch("its colour profile differs")
    return made.profile


def _dpi(image: Image.Image) -> float:
    """What the file says in its own place, otherwise in its EXIF."""
    told: Any = image.info.get("dpi")
    return float(told[0] if told else image.getexif().get(X_RESOLUTION, 0))


def _is_rgb(made: Prepared, format: Format) -> bool:
    return made.samples.shape[2] == 3 or format == "webp"


def _decoded(path: Path) -> Samples8:
    """H×W×C as the file has it, its alpha behind."""
    with Image.open(path) as image:
        planes = np.asarray(image)
    return planes if planes.ndim == 3 else planes[..., None]
