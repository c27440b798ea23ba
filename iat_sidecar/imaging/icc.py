"""Colours of embedded ICC profiles as sRGB, and the sRGB profile that finals are tagged with."""

import io
from functools import cache

import numpy as np
from PIL import Image, ImageCms

SPACES = {"L": "GRAY", "RGB": "RGB", "CMYK": "CMYK", "LAB": "Lab"}
CREATED = slice(24, 36)
# 2000-01-01 00:00:00: the engine writes the time of the call, and equal pictures should be equal
EPOCH = bytes.fromhex("07d0 0001 0001 0000 0000 0000")


@cache
def srgb_profile() -> bytes:
    """An ICC v4 sRGB profile (588 bytes), the same bytes at every call."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[CREATED] = EPOCH
    return bytes(profile)


def to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """An L, RGB, CMYK or LAB image as sRGB in mode RGB.

    Relative colorimetric with black point compensation. A profile that is damaged, or made for
    other channels than the image has, is ignored, as viewers do: grey and RGB are then taken for
    sRGB, CMYK is converted as R = (1 − C)(1 − K). A profile that is sRGB costs nothing.
    """
    source = _matching(image, profile)
    if source is None:
        return _as_rgb(image)
    try:
        if source.profile.xcolor_space.strip() != "RGB":
            return _converted(image, source)
        image = _as_rgb(image)
        return image if _is_srgb(source) else _converted(image, source)
    except ImageCms.PyCMSError:
        return _as_rgb(image)


def _as_rgb(image: Image.Image) -> Image.Image:
    return image if image.mode == "RGB" else image.convert("RGB")


def _is_srgb(source: ImageCms.ImageCmsProfile) -> bool:
    """Whether an RGB profile moves no colour of a 9³ lattice by more than one level."""
    steps = np.linspace(0, 255, 9).astype(np.uint8)
    lattice = np.stack(np.meshgrid(steps, steps, steps), axis=-1).reshape(9, 81, 3)
    moved = np.asarray(_converted(Image.fromarray(lattice), source)).astype(np.int16)
    return int(np.abs(moved - lattice).max()) <= 1


def _matching(image: Image.Image, profile: bytes | None) -> ImageCms.ImageCmsProfile | None:
    if image.mode == "LAB":
        return ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    if not profile:
        return None
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    except (OSError, ImageCms.PyCMSError):
        return None
    space = source.profile.xcolor_space.strip()
    fits = space == SPACES[image.mode] or (space == "RGB" and image.mode == "L")
    return source if fits else None


def _converted(image: Image.Image, source: ImageCms.ImageCmsProfile) -> Image.Image:
    transform = ImageCms.buildTransform(
        source,
        ImageCms.ImageCmsProfile(io.BytesIO(srgb_profile())),
        image.mode,
        "RGB",
        ImageCms.Intent.RELATIVE_COLORIMETRIC,
        ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )
    converted = ImageCms.applyTransform(image, transform)
    assert converted is not None
    return converted
