"""Comic pages: every panel in order, whole, in rows that fill the width."""

import numpy as np
import pytest

from iat_sidecar.core.errors import ImagingFailed
from iat_sidecar.imaging.compose_page import BORDER, compose

COLOURS = [
    (200, 30, 30),
    (30, 200, 30),
    (30, 30, 200),
    (200, 200, 30),
    (200, 30, 200),
    (30, 200, 200),
]


def panel(number: int, width: int = 150, height: int = 100) -> np.ndarray:
    return np.full((height, width, 3), COLOURS[number], np.uint8)


def box(page: np.ndarray, colour: tuple[int, int, int]) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of everything of this colour."""
    rows, columns = np.nonzero((page == colour).all(axis=2))
    return int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1


def boxes(page: np.ndarray, count: int) -> list[tuple[int, int, int, int]]:
    return [box(page, colour) for colour in COLOURS[:count]]


def test_one_panel_fills_the_page_between_its_margins():
    page = compose([panel(0)], width_px=400, margin_px=20, border_px=3)
    assert (page.shape, box(page, COLOURS[0])) == ((282, 400, 3), (23, 23, 377, 259))


def test_a_strip_is_one_row_of_one_height_that_fills_the_width():
    page = compose(
        [panel(0), panel(1, 100), panel(2, 50)],
        "strip",
        width_px=646,
        gutter_px=10,
        margin_px=20,
        border_px=1,
    )
    assert (boxes(page, 3), page.shape) == (
        [(21, 21, 311, 214), (323, 21, 516, 214), (528, 21, 625, 214)],
        (235, 646, 3),
    )


def test_rows_hold_as_many_panels_as_the_list_says():
    page = compose([panel(n) for n in range(6)], [1, 2, 3], width_px=800)
    tops = [top for _, top, _, _ in boxes(page, 6)]
    lefts = [left for left, _, _, _ in boxes(page, 6)]
    assert (
        tops == sorted(tops),
        [tops.count(top) for top in sorted(set(tops))],
        lefts[0] == lefts[1] == lefts[3],
    ) == (True, [1, 2, 3], True)


@pytest.mark.parametrize(
    ("count", "width", "height", "rows"),
    [
        (1, 3, 2, [1]),
        (4, 3, 2, [2, 2]),
        (5, 3, 2, [2, 3]),
        (6, 3, 2, [2, 2, 2]),
        (6, 1, 1, [2, 2, 2]),
        (6, 2, 3, [3, 3]),
    ],
)
def test_a_grid_chooses_even_rows_that_suit_the_panels(count, width, height, rows):
    page = compose([panel(n, width * 40, height * 40) for n in range(count)], "grid")
    tops = [top for _, top, _, _ in boxes(page, count)]
    assert [tops.count(top) for top in sorted(set(tops))] == rows


def test_a_grid_keeps_wide_panels_to_themselves():
    wide = [panel(0, 400), panel(1, 100), panel(2, 100), panel(3, 100), panel(4, 400)]
    tops = [top for _, top, _, _ in boxes(compose(wide), 5)]
    assert [tops.count(top) for top in sorted(set(tops))] == [1, 3, 1]


def test_proportions_are_kept_to_the_pixel():
    sizes = [(150, 100), (100, 170), (333, 100), (90, 90), (64, 200), (120, 80)]
    page = compose([panel(n, *size) for n, size in enumerate(sizes)], [2, 1, 3])
    for (width, height), (left, top, right, bottom) in zip(sizes, boxes(page, 6), strict=True):
        assert abs((right - left) - (bottom - top) * width / height) <= 0.5 * width / height + 1.0


def test_panels_of_a_row_share_top_and_bottom_and_end_at_the_margin():
    page = compose(
        [panel(0, 97), panel(1, 211), panel(2, 53)],
        "strip",
        width_px=1001,
        margin_px=31,
        border_px=2,
    )
    found = boxes(page, 3)
    assert (len({(top, bottom) for _, top, _, bottom in found}), found[0][0], found[2][2]) == (
        1,
        33,
        968,
    )


def test_a_border_stands_around_each_panel_and_the_page_around_that():
    page = compose([panel(0)], width_px=300, margin_px=20, border_px=4, background="#fce8c8")
    assert [page[100, x].tolist() for x in (0, 19, 20, 23, 24)] == [
        [252, 232, 200], [252, 232, 200], list(BORDER), list(BORDER), list(COLOURS[0]),
    ]  # fmt: skip


def test_without_a_border_there_is_none():
    page = compose([panel(0)], width_px=300, margin_px=0, border_px=0)
    assert np.unique(page.reshape(-1, 3), axis=0).tolist() == [list(COLOURS[0])]


def test_the_page_shows_through_transparent_panels():
    ghost = np.zeros((100, 150, 4), np.uint8)
    ghost[..., 1] = 255
    ghost[:, 75:, 3] = 255
    page = compose(
        [panel(0), ghost],
        [1, 1],
        width_px=300,
        margin_px=0,
        border_px=0,
        gutter_px=0,
        background="#402010",
    )
    assert [page[300, x].tolist() for x in (40, 260)] == [[0x40, 0x20, 0x10], [0, 255, 0]]


@pytest.mark.parametrize(
    ("layout", "options", "reason"),
    [
        ([2, 2], {}, "rows of [2, 2] do not hold 3 panels"),
        ([3, 0], {}, "rows of [3, 0] do not hold 3 panels"),
        ([], {}, "rows of [] do not hold 3 panels"),
        ("strip", {"width_px": 90}, "a page 90 px wide leaves no room for a panel"),
        (
            [1, 1, 1],
            {"width_px": 12_000},
            "the page would have 12000 × 23958 px; an edge has 1 to 16384 px",
        ),
    ],
)
def test_panels_that_do_not_fit_are_refused(layout, options, reason):
    with pytest.raises(ImagingFailed) as refused:
        compose([panel(n) for n in range(3)], layout, **options)
    assert refused.value.details == {"operation": "compose_page", "reason": reason}


def test_a_page_without_panels_is_refused():
    with pytest.raises(ImagingFailed, match="there are no panels"):
        compose([])
