"""A press as its ICC profile describes it: judged first, then sRGB to inks, and inks to sRGB."""

import hashlib
import io
import os
import stat
import struct
from collections.abc import Iterator
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms

from iat_sidecar.core.errors import InvalidParams
from iat_sidecar.imaging import colour, icc
from iat_sidecar.imaging.arrays import Rgb8
from iat_sidecar.imaging.delivery.terms import PressProfile

Inks8 = NDArray[np.uint8]
"""H×W×4: cyan, magenta, yellow, black, 0 none … 255 full."""

MAX_PROFILE_BYTES = 16 << 20
HEADER_BYTES = 132
STEADY_DE00 = 5.0
"""Good profiles give back what they print within 1 on the mean; coarse ones stay under this."""
LATTICE_STEPS = 9
BAND_ROWS = 256


class Press:
    """Both directions of a profile: relative colorimetric, with black point compensation."""

    def __init__(self, profile: bytes) -> None:
        self.profile = profile

    def inks(self, picture: Rgb8) -> Inks8:
        """H×W×3 sRGB as the inks that come nearest to it."""
        return _applied(picture, self._to_inks, "RGB", 4)

    def shown(self, inks: Inks8) -> Rgb8:
        """What the inks look like, as far as sRGB can show it."""
        return _applied(inks, self._to_srgb, "CMYK", 3)

    @cached_property
    def _to_inks(self) -> ImageCms.ImageCmsTransform:
        return _transform(icc.srgb_profile(), "RGB", self.profile, "CMYK")

    @cached_property
    def _to_srgb(self) -> ImageCms.ImageCmsTransform:
        return _transform(self.profile, "CMYK", icc.srgb_profile(), "RGB")


@lru_cache(maxsize=1)
def press_of(profile: bytes) -> Press:
    """The press of this profile; its transforms take longer to make than a small picture takes."""
    return Press(profile)


def judged(path: str) -> tuple[bytes, PressProfile]:
    """The bytes of a profile that can print; InvalidParams says why another cannot."""
    content = _content(path)
    _check_header(content)
    try:
        name = ImageCms.getProfileDescription(ImageCms.ImageCmsProfile(io.BytesIO(content)))
        steady = _steadiness(Press(content))
    except (OSError, ImageCms.PyCMSError, ValueError) as exc:
        raise _refused(f"it is damaged, or lacks a table ({exc})") from exc
    if steady > STEADY_DE00:
        raise _refused(
            f"its two tables disagree by {steady:.1f} ΔE00; what it prints cannot be foretold"
        )
    return content, PressProfile(
        description=name.strip(),
        sha256=hashlib.sha256(content).hexdigest(),
        size_bytes=len(content),
        steady_de00=round(steady, 3),
    )


def bands(height: int) -> Iterator[slice]:
    """Rows in portions, so that what is made between costs little memory."""
    return (slice(top, top + BAND_ROWS) for top in range(0, height, BAND_ROWS))


def _content(path: str) -> bytes:
    try:
        facts = os.stat(path)
        if not stat.S_ISREG(facts.st_mode):
            raise _refused("it is no regular file")
        if not HEADER_BYTES <= facts.st_size <= MAX_PROFILE_BYTES:
            raise _refused(f"it has {facts.st_size} bytes; a profile has 132 to 16 Mi")
        with open(path, "rb") as file:
            return file.read()
    except OSError as exc:
        raise _refused(str(exc.strerror)) from exc


def _check_header(content: bytes) -> None:
    (size,) = struct.unpack_from(">I", content)
    kind, space = content[12:16], content[16:20]
    if content[36:40] != b"acsp":
        raise _refused("it is no ICC profile")
    if size != len(content):
        raise _refused(f"it has {len(content)} bytes, its header says {size}")
    if (kind, space) != (b"prtr", b"CMYK"):
        told = f"{kind.decode('latin-1').strip()} of {space.decode('latin-1').strip()}"
        raise _refused(f"it is a profile for {told!r}; a press needs an output profile of CMYK")


def _refused(reason: str) -> InvalidParams:
    return InvalidParams(f"The profile cannot be used: {reason}", "$.icc_path")


def _steadiness(press: Press) -> float:
    """Mean ΔE00 of what the press prints, and prints again from that: it can print all of these."""
    steps = np.linspace(0, 255, LATTICE_STEPS).astype(np.uint8)
    lattice = np.stack(np.meshgrid(steps, steps, steps), axis=-1).reshape(1, -1, 3)
    once = press.shown(press.inks(lattice))
    again = press.shown(press.inks(once))
    return float(colour.delta_e00(colour.lab8(once), colour.lab8(again)).mean())


def _transform(
    source: bytes, source_mode: str, target: bytes, target_mode: str
) -> ImageCms.ImageCmsTransform:
    return ImageCms.buildTransform(
        ImageCms.ImageCmsProfile(io.BytesIO(source)),
        ImageCms.ImageCmsProfile(io.BytesIO(target)),
        source_mode,
        target_mode,
        ImageCms.Intent.RELATIVE_COLORIMETRIC,
        ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )


def _applied(
    samples: NDArray[np.uint8], transform: ImageCms.ImageCmsTransform, mode: str, channels: int
) -> NDArray[np.uint8]:
    out = np.empty((*samples.shape[:2], channels), np.uint8)
    for band in bands(len(samples)):
        portion = np.ascontiguousarray(samples[band])
        size = portion.shape[1], portion.shape[0]
        made = ImageCms.applyTransform(Image.frombytes(mode, size, portion), transform)
        assert made is not None
        out[band] = np.asarray(made)
    return out
