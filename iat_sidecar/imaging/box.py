"""A rectangle of pixels."""

from typing import Annotated

from msgspec import Meta

from iat_sidecar.core.values import SizePx
from iat_sidecar.core.wire import Given

PlacePx = Annotated[int, Meta(ge=0, le=16_383)]


class Box(Given):
    """Left and top edge counted from the upper left corner, and the size."""

    x: PlacePx
    y: PlacePx
    width: SizePx
    height: SizePx

    def is_inside(self, width: int, height: int) -> bool:
        return self.x + self.width <= width and self.y + self.height <= height

    def scaled(self, factor: float) -> "Box":
        """The same part of a picture `factor` times as large."""
        return Box(
            x=round(self.x * factor),
            y=round(self.y * factor),
            width=max(1, round(self.width * factor)),
            height=max(1, round(self.height * factor)),
        )
