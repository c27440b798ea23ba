"""Small WebP previews of pictures."""

import io

from PIL import Image

from iat_sidecar.imaging.arrays import Rgb8, Rgba8

QUALITY = 82


def thumbnail(image: Rgb8 | Rgba8, edge_px: int, quality: int = QUALITY) -> bytes:
    """A WebP whose longer edge is at most `edge_px`; never enlarged, alpha kept.

    Lanczos on the encoded values; transparent pixels lend their colour to no neighbour.
    """
    picture = Image.fromarray(image)
    scale = min(1.0, edge_px / max(picture.size))
    width, height = (max(1, round(edge * scale)) for edge in picture.size)
    small = picture.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)
    out = io.BytesIO()
    small.save(out, "WEBP", quality=quality, method=4)
    return out.getvalue()
