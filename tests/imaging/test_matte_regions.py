"""Connected regions, against a plain search pixel by pixel."""

import numpy as np
import pytest

from iat_sidecar.imaging.matte import regions


def plain_areas(mask):
    """Areas of the 4-connected regions by a stack, in order of their first pixel."""
    left, areas = {tuple(at) for at in np.argwhere(mask).tolist()}, []
    for first in sorted(left):
        if first not in left:
            continue
        stack, area = [first], 0
        left.discard(first)
        while stack:
            y, x = stack.pop()
            area += 1
            for beside in ((y + 1, x), (y - 1, x), (y, x + 1), (y, x - 1)):
                if beside in left:
                    left.discard(beside)
                    stack.append(beside)
        areas.append(area)
    return areas


@pytest.mark.parametrize("shape", [(1, 1), (1, 9), (9, 1), (13, 7), (24, 31)])
@pytest.mark.parametrize("share", [0.0, 0.3, 0.55, 0.7, 1.0])
def test_regions_are_those_of_a_plain_search(shape, share):
    mask = np.random.default_rng(7).random(shape) < share
    found = regions.find(mask)
    assert sorted(found.areas().tolist()) == sorted(plain_areas(mask))
    assert np.array_equal(found.paint(np.ones(found.count, bool)), mask)


def test_a_spiral_is_one_region():
    spiral = np.ones((9, 9), bool)
    for inset in range(1, 4, 2):
        spiral[inset, inset - 1 : 9 - inset] = False
        spiral[inset : 9 - inset, 8 - inset] = False
        spiral[8 - inset, inset : 9 - inset] = False
        spiral[inset + 2 : 9 - inset, inset] = False
    found = regions.find(spiral)
    assert found.areas().tolist() == plain_areas(spiral) == [int(spiral.sum())]


def test_rows_do_not_touch_around_the_frames_edge():
    mask = np.array([[0, 0, 1], [1, 0, 0]], bool)
    assert regions.find(mask).count == 2


def test_only_the_regions_at_the_frames_edge_touch_it():
    mask = np.zeros((7, 7), bool)
    mask[3, 3] = mask[0, 2] = mask[5, 6] = mask[2, 0] = mask[6, 1] = True
    found = regions.find(mask)
    painted = found.paint(found.touches_border())
    mask[3, 3] = False
    assert np.array_equal(painted, mask)
