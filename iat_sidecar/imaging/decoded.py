"""A decoded picture of any mode as 8-bit sRGB, RGB or RGBA."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops

from iat_sidecar.imaging import icc
from iat_sidecar.imaging.arrays import Rgb8, Rgba8
from iat_sidecar.imaging.picture import ColourMode

MODES: dict[str, ColourMode] = {
    "1": "bilevel",
    "L": "grey",
    "LA": "grey",
    "La": "grey",
    "I;16": "grey",
    "I;16B": "grey",
    "P": "palette",
    "PA": "palette",
    "RGB": "rgb",
    "RGBA": "rgb",
    "YCbCr": "rgb",
    "CMYK": "cmyk",
    "LAB": "lab",
}
TIFF_PHOTOMETRIC = 262
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def srgb8(
    image: Image.Image, *, bit_depth: int, profile: bytes | None, turn: int = 1
) -> Rgb8 | Rgba8:
    """Pixels as H×W×3 or, where the file has transparency, H×W×4 with straight alpha.

    bit_depth: of the file; 16-bit grey is rounded to 8 bits, of 16-bit colour the decoder keeps
    the high byte. profile: the embedded ICC profile. turn: the EXIF orientation still to undo.
    """
    flat = _expanded(image, bit_depth)
    has_alpha = flat.mode in ("LA", "RGBA")
    colour = icc.to_srgb(flat.convert(flat.mode.removesuffix("A")) if has_alpha else flat, profile)
    if has_alpha:
        colour.putalpha(flat.getchannel("A"))
    return _pixels(colour.transpose(UPRIGHT[turn]) if turn in UPRIGHT else colour)


def _pixels(image: Image.Image) -> Rgb8 | Rgba8:
    """The pixels of an RGB or RGBA image of ours; 4096² RGBA takes np.asarray eight times as long."""
    has_alpha = image.mode == "RGBA"
    if not has_alpha:
        image.putalpha(255)  # in place: four bytes a pixel are what memory holds anyway
    canvas = np.empty((image.height, image.width, 4), np.uint8)
    shared = Image.frombuffer("RGBA", image.size, canvas, "raw", "RGBA", 0, 1)
    shared.readonly = 0  # the canvas is ours, paste may write into it
    shared.paste(image)
    return canvas if has_alpha else _packed(canvas)


def _packed(canvas: Rgba8) -> Rgb8:
    pixels = np.empty((*canvas.shape[:2], 3), np.uint8)
    for channel in range(3):
        pixels[..., channel] = canvas[..., channel]
    return pixels


def _expanded(image: Image.Image, bit_depth: int) -> Image.Image:
    """The image in L, LA, RGB, RGBA, CMYK or LAB, its transparent colour turned into alpha."""
    match image.mode:
        case "1" | "L" | "RGB":
            return _keyed(image, bit_depth)
        case "P" | "PA":
            return image.convert("RGBA" if image.has_transparency_data else "RGB")
        case "I;16" | "I;16B":
            return _grey16(image, bit_depth)
        case "CMYK":
            return _inked(image)
        case "La":
            return image.convert("LA")
        case "YCbCr":
            return image.convert("RGB")
        case _:
            return image


def _inked(image: Image.Image) -> Image.Image:
    # the decoder takes every CMYK JPEG for Adobe's, which stores inks inverted; others do not
    is_plain = image.format == "JPEG" and "adobe" not in image.info
    return ImageChops.invert(image) if is_plain else image


def _keyed(image: Image.Image, bit_depth: int) -> Image.Image:
    key = image.info.get("transparency")
    if key is None:
        return image.convert("L") if image.mode == "1" else image
    if image.mode == "RGB":
        image.info["transparency"] = tuple(_level(part, bit_depth) for part in key)
        return image.convert("RGBA")
    image.info["transparency"] = key if image.mode == "1" else _level(key, bit_depth)
    return image.convert("LA")


def _level(sample: int, bit_depth: int) -> int:
    # the decoder widens samples to 8 bits (16-bit ones lose their low byte) but not this colour
    sample &= 2**bit_depth - 1
    return sample >> 8 if bit_depth == 16 else sample * 255 // (2**bit_depth - 1)


def _grey16(image: Image.Image, bit_depth: int) -> Image.Image:
    samples = np.asarray(image)
    grey = Image.fromarray(_rounded(bit_depth, is_inverted=_is_white_zero(image))[samples])
    key = image.info.get("transparency")
    if key is not None:
        grey.putalpha(Image.fromarray(np.where(samples == key, 0, 255).astype(np.uint8)))
    return grey


def _rounded(bit_depth: int, *, is_inverted: bool) -> NDArray[np.uint8]:
    """The nearest of 256 levels for each 16-bit sample of an image with `bit_depth` bits."""
    peak = 2**bit_depth - 1
    levels = (np.minimum(np.arange(65_536), peak) * 255 + peak // 2) // peak
    table: NDArray[np.uint8] = (255 - levels if is_inverted else levels).astype(np.uint8)
    return table


def _is_white_zero(image: Image.Image) -> bool:
    # the decoder inverts WhiteIsZero up to 8 bits, not 16
    tags = getattr(image, "tag_v2", {})
    return bool(tags.get(TIFF_PHOTOMETRIC) == 0)
