"""Pictures from outside as 8-bit sRGB pixels; what is broken, hidden or too large is refused first."""

import io
import stat
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image

from iat_sidecar.core.errors import InvalidImage, NotFound, SidecarError
from iat_sidecar.imaging import decoded, png_rows
from iat_sidecar.imaging.arrays import Rgb8, Rgba8
from iat_sidecar.imaging.container import Format, Outline, recognise
from iat_sidecar.imaging.picture import (
    MAX_EDGE_PX,
    MAX_FILE_BYTES,
    MAX_PIXELS,
    Picture,
    Unreadable,
    check_size,
)

EXIF_ORIENTATION = 274
TIFF_BITS, TIFF_TILE_WIDTH, TIFF_TILE_LENGTH, TIFF_C2PA = 258, 322, 323, 52_545
STILL_ONLY = ("PNG", "WebP")
PHRASES = (
    ("MAX_TEXT", "its text or colour profile expands beyond any use"),
    ("Too much memory", "its text or colour profile expands beyond any use"),
    ("exceeds limit", f"it has more than {MAX_PIXELS // 10**6} megapixels"),
    ("truncated", "it is truncated"),
    ("Truncated", "it is truncated"),
    ("cannot identify", "its headers are damaged, or of a kind that is not decoded"),
)

Image.MAX_IMAGE_PIXELS = MAX_PIXELS


def inspect(path: str | Path) -> Picture:
    """What the file says of itself; every refusal but those that need its pixels.

    Raises InvalidImage (with a reason) and NotFound.
    """
    with _refusing(Path(path)), _opened(Path(path)) as (_, picture, _):
        return picture


def read(path: str | Path) -> tuple[Rgb8 | Rgba8, Picture]:
    """Decode PNG, JPEG, WebP, TIFF or the first frame of GIF: upright, sRGB, 8 bits a channel.

    H×W×4 with straight alpha where the file has transparency, else H×W×3. Embedded ICC profiles
    are applied; the file is read once and never changed. Raises InvalidImage and NotFound.
    """
    with _refusing(Path(path)), _opened(Path(path)) as (image, picture, content):
        return _pixels(image, picture, content), picture


def _pixels(image: Image.Image, picture: Picture, content: bytes) -> Rgb8 | Rgba8:
    # TIFF is turned upright by its decoder
    turn = 1 if picture.extension == "tif" else picture.orientation
    profile = image.info.get("icc_profile")
    plain = png_rows.pixels(content) if picture.extension == "png" else None
    if plain is None:
        image.load()
    elif profile is None and turn == 1:
        return plain
    else:
        image = Image.fromarray(plain)
    return decoded.srgb8(image, bit_depth=picture.bit_depth, profile=profile, turn=turn)


@contextmanager
def _refusing(path: Path) -> Iterator[None]:
    """Whatever a decoder makes of hostile bytes, the caller gets one error with one sentence."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            yield
    except (SidecarError, MemoryError):
        raise
    except FileNotFoundError as missing:
        raise NotFound("file", str(path)) from missing
    except Unreadable as refusal:
        raise InvalidImage(str(path), str(refusal)) from None
    except (struct.error, IndexError) as short:
        raise InvalidImage(str(path), "it is truncated") from short
    except Exception as failure:
        raise InvalidImage(str(path), _reason(failure)) from failure


def _reason(failure: Exception) -> str:
    text = str(failure)
    known = (sentence for phrase, sentence in PHRASES if phrase in text)
    return next(known, f"it is damaged ({text or type(failure).__name__})")


@contextmanager
def _opened(path: Path) -> Iterator[tuple[Image.Image, Picture, bytes]]:
    """The headers of a file that passed every check, and its bytes; no pixel is decoded yet."""
    content = _content(path)
    form = recognise(content, path.suffix.lower())
    outline = form.outline(content)
    if outline.size:
        check_size(*outline.size)
    if outline.frames > 1 and form.name in STILL_ONLY:
        raise Unreadable(f"it is animated ({outline.frames} frames)")
    with Image.open(io.BytesIO(content), formats=(form.name.upper(),)) as image:
        check_size(*image.size)
        yield image, _picture(image, form, outline), content


def _content(path: Path) -> bytes:
    facts = path.stat()
    if not stat.S_ISREG(facts.st_mode):
        raise Unreadable("it is no regular file")
    if facts.st_size == 0:
        raise Unreadable("it is empty")
    if facts.st_size > MAX_FILE_BYTES:
        raise Unreadable(f"it is larger than {MAX_FILE_BYTES // 2**20} MiB")
    return path.read_bytes()


def _picture(image: Image.Image, form: Format, outline: Outline) -> Picture:
    if image.mode not in decoded.MODES:
        raise Unreadable(f"its samples are of a kind that is not decoded ({image.mode})")
    tags: Any = getattr(image, "tag_v2", {})
    _check_tiles(tags)
    orientation = _orientation(image, outline, tags)
    is_turned = orientation > 4 and form.name != "TIFF"
    width, height = reversed(image.size) if is_turned else image.size
    return Picture(
        mime_type=form.mime_type,
        extension=form.extension,
        width=width,
        height=height,
        mode=outline.mode or decoded.MODES[image.mode],
        bit_depth=outline.bit_depth or max(tags.get(TIFF_BITS, (1,))),
        has_alpha=image.has_transparency_data,
        has_icc=bool(image.info.get("icc_profile")),
        has_c2pa=outline.has_c2pa or TIFF_C2PA in tags,
        is_animated=form.name == "GIF" and outline.frames > 1,
        frames=getattr(image, "n_frames", 1) if form.name == "TIFF" else outline.frames,
        orientation=orientation,
    )


def _check_tiles(tags: Any) -> None:
    """A tile buffer is allocated whole, however small the picture cut from it."""
    width, length = tags.get(TIFF_TILE_WIDTH, 1), tags.get(TIFF_TILE_LENGTH, 1)
    if max(width, length) > MAX_EDGE_PX or width * length > MAX_PIXELS:
        raise Unreadable(f"its tiles are {width} × {length} px")


def _orientation(image: Image.Image, outline: Outline, tags: Any) -> int:
    """EXIF orientation, 1…8; upright where EXIF is missing or damaged."""
    found = tags.get(EXIF_ORIENTATION)
    blob = outline.exif or image.info.get("exif")
    if blob and not tags:
        exif = Image.Exif()
        try:
            exif.load(blob)
            found = exif.get(EXIF_ORIENTATION)
        except Exception:  # a damaged note about a picture is no damage to the picture
            found = None
    return found if isinstance(found, int) and 1 <= found <= 8 else 1
