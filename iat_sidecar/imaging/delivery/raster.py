"""One prepared picture into one PNG, TIFF, JPEG or WebP file, with size, profile and provenance."""

import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, PngImagePlugin, TiffImagePlugin

from iat_sidecar.imaging import icc, png
from iat_sidecar.imaging.delivery import xmp
from iat_sidecar.imaging.delivery.prepare import Prepared
from iat_sidecar.imaging.delivery.terms import JPEG_QUALITY, Format
from iat_sidecar.imaging.provenance import stamp

METRES_PER_INCH = 0.0254
IHDR_END = 33
X_RESOLUTION, Y_RESOLUTION, RESOLUTION_UNIT, SOFTWARE = 282, 283, 296, 305
TIFF_PREDICTOR, TIFF_XMP = 317, 700
INCH, HORIZONTAL = 2, 2

MODES = {(1, False): "L", (1, True): "LA", (3, False): "RGB", (3, True): "RGBA", (4, False): "CMYK"}


def save(path: Path, made: Prepared, format: Format, dpi: int, fields: dict[str, str]) -> None:
    """Write the file; `fields` is its provenance."""
    WRITERS[format](path, made, dpi, fields)


def _png(path: Path, made: Prepared, dpi: int, fields: dict[str, str]) -> None:
    """Lossless and small; provenance as in every final."""
    if made.alpha is not None and made.samples.shape[2] == 1:
        return _grey_alpha_png(path, made, dpi, fields)
    content = png.encode(joined(made), level="small", icc=made.profile, text=stamp(fields))
    with open(path, "wb") as file:
        file.write(content[:IHDR_END])
        file.write(_physical_size(dpi))
        file.write(memoryview(content)[IHDR_END:])
    return None


def _grey_alpha_png(path: Path, made: Prepared, dpi: int, fields: dict[str, str]) -> None:
    notes = PngImagePlugin.PngInfo()
    for keyword, text in stamp(fields).items():
        notes.add_itxt(keyword, text)
    _image(made).save(path, "PNG", icc_profile=made.profile, pnginfo=notes, dpi=(dpi, dpi))


def _physical_size(dpi: int) -> bytes:
    """The chunk pHYs: pixels a metre (PNG 3rd edition §11.3.4.3)."""
    per_metre = round(dpi / METRES_PER_INCH)
    named = b"pHYs" + struct.pack(">IIB", per_metre, per_metre, 1)
    return struct.pack(">I", len(named) - 4) + named + struct.pack(">I", zlib.crc32(named))


def _tiff(path: Path, made: Prepared, dpi: int, fields: dict[str, str]) -> None:
    """LZW, which every prepress program reads; alpha is declared unassociated."""
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags[TIFF_PREDICTOR] = HORIZONTAL
    tags[SOFTWARE] = xmp.PRODUCER
    tags[TIFF_XMP] = xmp.packet(fields)
    tags.tagtype[TIFF_XMP] = 1
    _image(made).save(
        path,
        "TIFF",
        compression="tiff_lzw",
        dpi=(dpi, dpi),
        icc_profile=made.profile,
        tiffinfo=tags,
    )


def _jpeg(path: Path, made: Prepared, dpi: int, fields: dict[str, str]) -> None:
    """Quality 95 with full colour resolution."""
    _image(made).save(
        path,
        "JPEG",
        quality=JPEG_QUALITY,
        subsampling="4:4:4",
        optimize=True,
        dpi=(dpi, dpi),
        icc_profile=made.profile,
        exif=_exif(dpi),
        xmp=xmp.packet(fields),
    )


def _webp(path: Path, made: Prepared, dpi: int, fields: dict[str, str]) -> None:
    """Lossless, colours under transparency included; it knows no grey, so grey is r = g = b."""
    _as_rgb(made).save(
        path,
        "WEBP",
        lossless=True,
        exact=True,
        quality=60,
        method=4,
        icc_profile=profile_in(made, "webp"),
        exif=_exif(dpi),
        xmp=xmp.packet(fields),
    )


WRITERS: dict[Format, Callable[[Path, Prepared, int, dict[str, str]], None]] = {
    "png": _png,
    "tiff": _tiff,
    "jpeg": _jpeg,
    "webp": _webp,
}


def profile_in(made: Prepared, format: Format) -> bytes:
    """The profile that a file of this format carries."""
    return icc.srgb_profile() if format == "webp" else made.profile


def _exif(dpi: int) -> Image.Exif:
    """Size and software; a JPEG of inks has no other place for its size."""
    made = Image.Exif()
    made[X_RESOLUTION] = made[Y_RESOLUTION] = float(dpi)
    made[RESOLUTION_UNIT] = INCH
    made[SOFTWARE] = xmp.PRODUCER
    return made


def joined(made: Prepared) -> NDArray[np.uint8]:
    """Samples with their alpha behind them."""
    if made.alpha is None:
        return made.samples
    return np.concatenate([made.samples, made.alpha[..., None]], axis=2)


def _as_rgb(made: Prepared) -> Image.Image:
    samples = made.shown(made.samples)
    whole = samples if made.alpha is None else np.dstack([samples, made.alpha])
    return Image.fromarray(whole)


def _image(made: Prepared) -> Image.Image:
    whole = joined(made)
    mode = MODES[made.samples.shape[2], made.alpha is not None]
    return Image.frombytes(mode, made.size, np.ascontiguousarray(whole))
