"""Finding a character by its colours: the place where all its parts stand together, in one light.

Each part's colour is looked for in windows of several sizes; the window where most parts have
enough of it, under the light that explains them best, is where the character stands.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from iat_sidecar.imaging.arrays import LabImage
from iat_sidecar.imaging.identity.light import Light
from iat_sidecar.imaging.identity.seen import Seen

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

SAMPLE, GRID = 2, 2
"""Every second pixel along an edge is enough to search by; 2 × 2 of them make a cell of the grid."""
LEVELS = (12.0, 7.0, 4.0)
"""CIE94 distances within which a colour counts a third, two thirds and whole."""
WINDOWS = (0.07, 0.1, 0.15, 0.22, 0.33, 0.5, 0.75)
"""Widths of the windows, as shares of the picture's long side."""
TALL = 1.25
MORE = 0.6
LIGHTS_TRIED = 4


@dataclass(frozen=True)
class Trait:
    """How much of a window a part fills at least, and how much it says."""

    need: float
    weight: float


MAIN = {"hair": Trait(0.05, 1.0), "skin": Trait(0.04, 0.8), "outfit_1": Trait(0.08, 1.0)}
SMALL = {"eyes": Trait(0.001, 0.1)}
OTHER = Trait(0.03, 0.25)


def trait(part: str) -> Trait:
    """Of the parts by their usual names; any other may well be out of sight and says little."""
    return MAIN.get(part) or SMALL.get(part) or OTHER


@dataclass(frozen=True)
class Spot:
    """A window in pixels of `Seen.place`, its light, and the named parts' colours (K×3) in it.

    contrast: how much of a colour difference the light leaves. score: what the windows compete
    by. fit: 0…1, how much of the main parts is there.
    """

    names: Sequence[str]
    rows: slice
    columns: slice
    light: Light
    labs: LabImage
    contrast: float
    score: float
    fit: float


@dataclass(frozen=True)
class Lit:
    """A light with what it makes of the parts."""

    light: Light
    labs: LabImage
    contrast: float


def best(seen: Seen, parts: Sequence[str], labs: LabImage, lights: Sequence[Light]) -> Spot:
    """Where the parts stand together best; labs: K×3, their colours in neutral light."""
    lit = [Lit(light, light.on(labs, seen.air), light.contrast(seen.air)) for light in lights]
    likely = sorted(lit, key=lambda one: -_presence(seen, parts, one))[:LIGHTS_TRIED]
    return max((_spot(seen, parts, one) for one in likely), key=lambda spot: spot.score)


def at(
    seen: Seen,
    parts: Sequence[str],
    labs: LabImage,
    lights: Sequence[Light],
    place: tuple[slice, slice],
) -> Spot:
    """The character where it is known to stand (rows and columns of `Seen.place`), in its best light."""
    cells = seen.place[place]
    count = np.bincount(cells.ravel(), minlength=len(seen.lab) + 1)[:-1] / max(1, cells.size)
    spots = []
    for light in lights:
        lit = Lit(light, light.on(labs, seen.air), light.contrast(seen.air))
        share = [
            [float(count[apart(seen.lab, lab) <= reach * lit.contrast].sum()) for reach in LEVELS]
            for lab in lit.labs
        ]
        score, fit = _filled(parts, np.array(share, np.float32)[..., None, None])
        spots.append(
            Spot(parts, *place, light, lit.labs, lit.contrast, float(score[0, 0]), float(fit[0, 0]))
        )
    return max(spots, key=lambda spot: spot.score)


def apart(labs: LabImage, lab: Floats) -> Floats:
    """CIE94 distance of colours (M×3) from a reference (3), graphic arts weights (CIE 116-1995).

    With the reference's chroma in its weights it is a straight distance in turned axes, fast
    enough to look at every colour under every light.
    """
    chroma = float(np.hypot(lab[1], lab[2]))
    a, b = (float(lab[1]) / chroma, float(lab[2]) / chroma) if chroma > 1e-6 else (1.0, 0.0)
    off = labs - lab
    along = (off[:, 1] * np.float32(a) + off[:, 2] * np.float32(b)) / np.float32(1 + 0.045 * chroma)
    across = (off[:, 2] * np.float32(a) - off[:, 1] * np.float32(b)) / np.float32(
        1 + 0.015 * chroma
    )
    return np.asarray(np.sqrt(off[:, 0] ** 2 + along**2 + across**2), np.float32)


def _presence(seen: Seen, parts: Sequence[str], lit: Lit) -> float:
    """How near the nearest colours come to all parts, wherever they are."""
    return sum(
        trait(part).weight / (1 + float(apart(seen.lab, lab).min(initial=99)) / lit.contrast)
        for part, lab in zip(parts, lit.labs, strict=True)
    )


def _spot(seen: Seen, parts: Sequence[str], lit: Lit) -> Spot:
    sums = [_summed(seen, apart(seen.lab, lab) / lit.contrast) for lab in lit.labs]
    found = [_window(sums, parts, width) for width in WINDOWS]
    score, fit, top, left, height, width = max(found)
    step = SAMPLE * GRID
    return Spot(
        names=parts,
        rows=slice(top * step, (top + height) * step),
        columns=slice(left * step, (left + width) * step),
        light=lit.light,
        labs=lit.labs,
        contrast=lit.contrast,
        score=score,
        fit=fit,
    )


def _window(
    sums: Sequence[Floats], parts: Sequence[str], edge: float
) -> tuple[float, float, int, int, int, int]:
    """The best place of one size: score, fit, and top, left, height, width in cells of the grid."""
    rows, columns = sums[0].shape[1] - 1, sums[0].shape[2] - 1
    width = min(columns, max(2, round(edge * max(rows, columns))))
    height = min(rows, max(2, round(edge * TALL * max(rows, columns))))
    area = np.float32(height * width)
    share = np.stack([_boxed(table, height, width) / area for table in sums])
    total, fit = _filled(parts, share)
    # of two that have all parts the one that has more of them: a whole head, not its chin
    more = np.sqrt(share[:, -1].sum(axis=0) * area / np.float32(rows * columns))
    total += more * np.float32(MORE)
    top, left = divmod(int(total.argmax()), total.shape[1])
    return float(total[top, left]), float(fit[top, left]), top, left, height, width


def _filled(parts: Sequence[str], share: Floats) -> tuple[Floats, Floats]:
    """What windows (parts × levels × rows × columns, their shares) have of all parts, and of the main."""
    known, main = _main(parts), np.zeros(share.shape[2:], np.float32)
    total = np.zeros_like(main)
    for part, found in zip(parts, share, strict=True):
        one = trait(part)
        enough = np.minimum(found / np.float32(one.need), 1).mean(axis=0) * np.float32(one.weight)
        total += enough
        if part in known:
            main += enough
    return total, main / np.float32(sum(trait(part).weight for part in known))


def _main(parts: Sequence[str]) -> list[str]:
    """The parts that a character is known by; all there are where none has a usual name."""
    return [part for part in parts if part in MAIN] or list(parts)


def _summed(seen: Seen, far: Floats) -> Floats:
    """For each level the summed-area table of the colours within it (Crow, SIGGRAPH 1984)."""
    level = np.zeros(len(far) + 1, np.uint8)
    for reach in LEVELS:
        level[:-1] += far <= reach
    plane = level.take(seen.place[::SAMPLE, ::SAMPLE])
    cells = np.stack([_gridded(plane >= nth) for nth in range(1, len(LEVELS) + 1)])
    table = np.zeros((len(LEVELS), cells.shape[1] + 1, cells.shape[2] + 1), np.float32)
    table[:, 1:, 1:] = cells.cumsum(axis=1).cumsum(axis=2)
    return table


def _gridded(plane: Mask) -> Floats:
    """Shares of the cells; the last row and column of cells may be partly empty."""
    rows, columns = (-(-length // GRID) * GRID for length in plane.shape)
    padded = np.zeros((rows, columns), np.float32)
    padded[: plane.shape[0], : plane.shape[1]] = plane
    blocks = [padded[y::GRID, x::GRID] for y in range(GRID) for x in range(GRID)]
    return np.asarray(np.sum(blocks, axis=0) / np.float32(GRID * GRID), np.float32)


def _boxed(table: Floats, height: int, width: int) -> Floats:
    upper = table[:, :-height, width:] - table[:, :-height, :-width]
    return np.asarray(table[:, height:, width:] - table[:, height:, :-width] - upper)
