"""A comic page: panels in reading order, in rows that fill the width, whole and undistorted."""

import math
from collections.abc import Iterator
from itertools import pairwise
from typing import Literal

import numpy as np
from PIL import Image, ImageColor

from iat_sidecar.core.errors import ImagingFailed
from iat_sidecar.imaging.arrays import Rgb8, Rgba8
from iat_sidecar.imaging.picture import Unreadable, check_size

Layout = Literal["grid", "strip"] | list[int]
Box = tuple[int, int, int, int]

BORDER = (17, 17, 17)
PAGE_RATIO = 1.3
SHAPE_WEIGHT, TALL_WEIGHT = 0.08, 3.0


def compose(
    panels: list[Rgb8 | Rgba8],
    layout: Layout = "grid",
    *,
    width_px: int = 1600,
    gutter_px: int = 24,
    margin_px: int = 48,
    background: str = "#ffffff",
    border_px: int = 3,
) -> Rgb8:
    """Place panels row by row; the panels of a row share the height at which it fills the width.

    layout: "grid" chooses the rows, "strip" is one row, a list says how many panels each row has.
    No panel is cropped and its proportions are kept to the pixel; where a panel is transparent
    the page shows. Raises ImagingFailed when the panels do not fit such a page.
    """
    if not panels:
        raise ImagingFailed("compose_page", "there are no panels")
    aspects = [panel.shape[1] / panel.shape[0] for panel in panels]
    counts = _counts(aspects, layout)
    rows = list(_split(aspects, counts))
    boxes, height = _boxes(rows, width_px, gutter_px, margin_px, border_px)
    _check(boxes, width_px, height)
    ground = ImageColor.getrgb(background)
    page = Image.new("RGB", (width_px, height), ground)
    for panel, (left, top, right, bottom) in zip(panels, boxes, strict=True):
        outer = left - border_px, top - border_px, right + border_px, bottom + border_px
        page.paste(BORDER, outer)
        page.paste(ground, (left, top, right, bottom))
        _place(page, panel, (left, top, right, bottom))
    return np.array(page)


def _counts(aspects: list[float], layout: Layout) -> list[int]:
    match layout:
        case "grid":
            return _balanced(aspects)
        case "strip":
            return [len(aspects)]
        case _:
            if sum(layout) != len(aspects) or min(layout, default=0) < 1:
                raise ImagingFailed(
                    "compose_page", f"rows of {layout} do not hold {len(aspects)} panels"
                )
            return layout


def _balanced(aspects: list[float]) -> list[int]:
    """Panels per row: rows of even height on a page of pleasant shape; the fewest rows of equals."""
    options = [_cut(aspects, rows) for rows in range(1, len(aspects) + 1)]
    return min(options, key=lambda counts: _unrest(aspects, counts))


def _cut(aspects: list[float], rows: int) -> list[int]:
    """Cut the panels, laid side by side, into equal lengths; each belongs where its middle is."""
    ends = np.cumsum(aspects)
    middles = ends - np.array(aspects) / 2
    row_of = np.minimum((middles / ends[-1] * rows + 1e-9).astype(int), rows - 1)
    return [int(count) for count in np.bincount(row_of, minlength=rows) if count]


def _unrest(aspects: list[float], counts: list[int]) -> float:
    """How uneven the rows are (variance of log height), and how far the page is from its ratio."""
    heights = np.array([1 / sum(row) for row in _split(aspects, counts)])
    shape = math.log(float(heights.sum()) / PAGE_RATIO)
    weight = SHAPE_WEIGHT * (TALL_WEIGHT if shape > 0 else 1.0)
    return round(float(np.log(heights).var()) + weight * shape**2, 9)


def _split(aspects: list[float], counts: list[int]) -> Iterator[list[float]]:
    start = 0
    for count in counts:
        yield aspects[start : start + count]
        start += count


def _boxes(
    rows: list[list[float]], width_px: int, gutter_px: int, margin_px: int, border_px: int
) -> tuple[list[Box], int]:
    """Left, top, right and bottom of each picture inside its border, and the height of the page."""
    boxes, top = [], margin_px + border_px
    gap = gutter_px + 2 * border_px
    for row in rows:
        room = width_px - 2 * (margin_px + border_px) - gap * (len(row) - 1)
        ends = np.round(np.cumsum([0.0, *row]) / sum(row) * room).astype(int).tolist()
        bottom = top + round(room / sum(row))
        for place, (left, right) in enumerate(pairwise(ends)):
            shift = margin_px + border_px + gap * place
            boxes.append((left + shift, top, right + shift, bottom))
        top = bottom + gap
    return boxes, top - gap + border_px + margin_px


def _check(boxes: list[Box], width: int, height: int) -> None:
    if any(left >= right or top >= bottom for left, top, right, bottom in boxes):
        raise ImagingFailed("compose_page", f"a page {width} px wide leaves no room for a panel")
    try:
        check_size(width, height)
    except Unreadable as refusal:
        raise ImagingFailed("compose_page", f"the page would have {refusal}") from None


def _place(page: Image.Image, panel: Rgb8 | Rgba8, box: Box) -> None:
    left, top, right, bottom = box
    # the resize weighs colours with their alpha, so nothing bleeds out of transparent pixels
    picture = Image.fromarray(panel).resize(
        (right - left, bottom - top), Image.Resampling.LANCZOS, reducing_gap=3.0
    )
    page.paste(picture, box, picture if picture.mode == "RGBA" else None)
