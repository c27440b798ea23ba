"""What the page shows of a picture: two small copies as data, and the colours it has."""

import base64

from iat_sidecar.core.wire import Wire
from iat_sidecar.imaging.arrays import Rgb8, Rgba8
from iat_sidecar.imaging.guard.palette import squared_up
from iat_sidecar.imaging.measure import palette_of
from iat_sidecar.imaging.series import dhash
from iat_sidecar.imaging.style import PaletteColour
from iat_sidecar.imaging.thumbnail import thumbnail

LARGE_PX, SMALL_PX = 240, 96
QUALITY = 70
SEEN = 127
"""Alpha above which a pixel counts as visible."""


class Preview(Wire):
    """A picture made small; `large` and `small` are WebP in base64.

    dhash: absent where the picture is too flat to be told from another by it.
    """

    width: int
    height: int
    is_cut: bool
    large: str
    small: str
    palette: list[PaletteColour]
    dhash: str | None

    def size(self, edge_px: int) -> tuple[int, int]:
        """Width and height of the copy of this edge."""
        scale = min(1.0, edge_px / max(self.width, self.height))
        return max(1, round(self.width * scale)), max(1, round(self.height * scale))


def preview(picture: Rgb8 | Rgba8) -> Preview:
    """Make a picture small; what is transparent lends the palette no colour."""
    height, width = picture.shape[:2]
    found = dhash.of(picture)
    return Preview(
        width=width,
        height=height,
        is_cut=picture.shape[2] == 4 and bool((picture[..., 3] <= SEEN).any()),
        large=_copy(picture, LARGE_PX),
        small=_copy(picture, SMALL_PX),
        palette=_palette(picture),
        dhash=found.bits if found.tells else None,
    )


def _copy(picture: Rgb8 | Rgba8, edge_px: int) -> str:
    return base64.b64encode(thumbnail(picture, edge_px, QUALITY)).decode()


def _palette(picture: Rgb8 | Rgba8) -> list[PaletteColour]:
    if picture.shape[2] == 3:
        return palette_of(picture)
    seen = picture[picture[..., 3] > SEEN][:, :3]
    return palette_of(squared_up(seen)) if len(seen) else []
