"""What a picture file says of itself, and how large a picture may be."""

from typing import Annotated, Literal

from msgspec import Meta

from iat_sidecar.core.values import Count, SizePx
from iat_sidecar.core.wire import Wire

Extension = Literal["png", "jpg", "webp", "tif", "gif"]
MimeType = Literal["image/png", "image/jpeg", "image/webp", "image/tiff", "image/gif"]
ColourMode = Literal["bilevel", "grey", "palette", "rgb", "cmyk", "lab"]
Orientation = Annotated[int, Meta(ge=1, le=8, description="As in EXIF; 1 is upright.")]

MAX_FILE_BYTES = 512 * 2**20
MAX_EDGE_PX = 16_384
MAX_PIXELS = 100_000_000
MAX_JPEG_SCANS = 500


class Unreadable(ValueError):
    """Why a file is not taken; whoever knows its path says so with InvalidImage."""


class Picture(Wire):
    """A picture file, judged by its bytes; nothing of it has been decoded."""

    mime_type: MimeType
    extension: Extension
    width: SizePx
    height: SizePx
    mode: ColourMode
    bit_depth: Annotated[int, Meta(ge=1, le=16, description="Bits per sample.")]
    has_alpha: bool
    has_icc: bool
    has_c2pa: Annotated[bool, Meta(description="A C2PA manifest is present; it is not verified.")]
    is_animated: bool
    frames: Count
    orientation: Annotated[Orientation, Meta(description="Already applied to width and height.")]


def check_size(width: int, height: int) -> None:
    """Refuse a canvas no decoder should be asked for: an edge of 0, long edges, too many pixels."""
    if not (1 <= width <= MAX_EDGE_PX and 1 <= height <= MAX_EDGE_PX):
        raise Unreadable(f"{width} × {height} px; an edge has 1 to {MAX_EDGE_PX} px")
    if width * height > MAX_PIXELS:
        raise Unreadable(f"{width} × {height} px are more than {MAX_PIXELS // 10**6} megapixels")
