"""Subjects before busy backdrops, without weights: two colour mixtures and the cheapest cut.

Rother, Kolmogorov, Blake, "GrabCut", SIGGRAPH 2004. What the frame's edge shows stands in for the
rectangle a person would draw; where the subject itself runs into the frame is found from colours
that one side has alone.
"""

import numpy as np
from numpy.typing import NDArray

from iat_sidecar.imaging.arrays import Plane, Rgb8
from iat_sidecar.imaging.matte import mixture, regions, scale
from iat_sidecar.imaging.matte.min_cut import min_cut

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Indices = NDArray[np.intp]
Mask = NDArray[np.bool_]

EDGE_PX = 256
MARGIN = 0.03
"""Of the edge: the strip along the frame that is taken for backdrop."""
ROUNDS, STEPS = 4, 120
SAME = 1e-3
"""Share of the labels that may still change after the last round."""
SMOOTHNESS = 50.0
"""γ of the paper."""
MAX_ODDS = 20.0
CENTRED = 1.0
"""Log odds by which the middle is likelier subject, and the corners likelier backdrop."""
ALONE = 0.9
"""A side of whose strip more than this is shown nowhere else has a backdrop of its own."""
UNUSUAL = 0.004
PART = 0.03
"""Of the largest part: what is smaller and stands apart belongs to the backdrop."""
SPECK = 0.002
"""Share of the frame below which a part or a gap is noise of the colours."""


def grabcut(image: Rgb8) -> Plane:
    """A rough alpha (H×W) of the subject of an H×W×3 sRGB picture, sure only away from its edge."""
    small = scale.shrink(image, EDGE_PX)
    return scale.enlarge(labelled(small), image.shape[:2])


def labelled(small: Rgb8) -> Plane:
    """The labels at working size, 1 for subject."""
    height, width = small.shape[:2]
    if min(height, width) < 8:
        return np.zeros((height, width), np.float32)
    colours, numbers = mixture.cells(small)
    numbers = numbers.reshape(height, width)
    strip = _strip(small)
    labels = _start(colours, numbers, strip)
    links, centred = _links(small), _centred(height, width)
    for _ in range(ROUNDS):
        own = labels > 0.5
        if own.all() or not own.any():
            break
        odds = _odds(colours, numbers, own) + centred
        odds[strip] = -MAX_ODDS
        costs = np.clip(odds / np.float32(SMOOTHNESS), -1, 1)
        cut = min_cut(np.maximum(costs, 0), np.maximum(-costs, 0), *links, labels, STEPS)
        labels = _without_specks(cut)
        if np.count_nonzero(own ^ (labels > 0.5)) < SAME * labels.size:
            break
    return labels


def _strip(small: Rgb8) -> Mask:
    """The pixels along the frame, but for colours that only one of its sides shows."""
    height, width = small.shape[:2]
    depth = max(2, round(MARGIN * max(height, width)))
    sides = np.zeros((4, height, width), bool)
    sides[0, :depth], sides[1, -depth:] = True, True
    sides[2, :, :depth], sides[3, :, -depth:] = True, True
    shade = (small // 32).astype(np.intp) @ np.array([64, 8, 1])
    strip: Mask = np.logical_or.reduce(sides)
    for side in sides:
        elsewhere = _nearby(np.bincount(shade[strip & ~side], minlength=512))
        alone = side & ~elsewhere[shade]
        if alone.sum() < ALONE * side.sum():
            strip = strip & ~alone
    return strip


def _nearby(counts: NDArray[np.intp]) -> Mask:
    """Which of 8×8×8 colour cells are shown, or are beside one that is."""
    cells = np.pad(counts.reshape(8, 8, 8) > 0, 1)
    shown = cells.copy()
    for axis in range(3):
        shown |= np.roll(cells, 1, axis) | np.roll(cells, -1, axis)
    return shown[1:-1, 1:-1, 1:-1].ravel()


def _start(colours: Doubles, numbers: Indices, strip: Mask) -> Plane:
    """Subject is what the strip's colours explain worse than nearly all of the strip itself."""
    weights = np.bincount(numbers[strip], minlength=len(colours)).astype(np.float64)
    density = mixture.fit(colours, weights).log_density(colours)[numbers]
    unlikely = density < np.quantile(density[strip], UNUSUAL)
    return (unlikely & ~strip).astype(np.float32)


def _odds(colours: Doubles, numbers: Indices, own: Mask) -> Plane:
    """Log odds of subject against backdrop by each pixel's colour."""
    every, subject = (
        np.bincount(numbers[part], minlength=len(colours)).astype(np.float64)
        for part in (own | True, own)
    )
    fits = [mixture.fit(colours, weights) for weights in (subject, every - subject)]
    odds = fits[0].log_density(colours) - fits[1].log_density(colours)
    return np.clip(odds, -MAX_ODDS, MAX_ODDS).astype(np.float32)[numbers]


def _centred(height: int, width: int) -> Floats:
    y, x = np.linspace(-1, 1, height)[:, None], np.linspace(-1, 1, width)
    return (CENTRED * (1 - y * y - x * x)).astype(np.float32)


def _links(small: Rgb8) -> tuple[Floats, Floats]:
    """exp(−β‖Δ‖²) between neighbours across and down, β from the picture's own contrast."""
    colours = small.astype(np.float32)
    far = [np.square(np.diff(colours, axis=axis)).sum(axis=2) for axis in (1, 0)]
    beta = 1 / max(2 * float(np.mean([each.mean() for each in far])), 1.0)
    across, down = (np.exp(np.float32(-beta) * each) for each in far)
    return across, down


def _without_specks(labels: Plane) -> Plane:
    """Without parts much smaller than the largest, and without gaps that are noise."""
    parts = regions.find(labels > 0.5)
    areas = parts.areas()
    small = parts.paint(areas < max(SPECK * labels.size, PART * areas.max(initial=0)))
    kept = np.where(small, np.float32(0), labels)
    gaps = regions.find(kept <= 0.5)
    return np.where(gaps.paint(gaps.areas() < SPECK * labels.size), np.float32(1), kept)
