"""A character's parts against what they should be: distances, and what they mean."""

from collections.abc import Sequence

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from iat_sidecar.core.values import Lab
from iat_sidecar.imaging.arrays import LabImage
from iat_sidecar.imaging.box import Box
from iat_sidecar.imaging.colour import delta_e00
from iat_sidecar.imaging.guard.expected import PartColour
from iat_sidecar.imaging.identity import find
from iat_sidecar.imaging.identity.find import Spot
from iat_sidecar.imaging.identity.light import Light
from iat_sidecar.imaging.identity.seen import Indices, Seen
from iat_sidecar.imaging.identity.terms import CharacterFound, PartFound, Verdict
from iat_sidecar.imaging.matte import scale

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

LIKE = 7.0
"""CIE94 within which a colour is taken for the part's."""
FARTHER = (20.0, 32.0, 50.0, 200.0)
"""Where it is not there: how far one must look until something solid is found in its place."""
UNDOING = 0.7
"""How far a light's loss of contrast is undone: lamps, rain and rounding do not shrink with it."""
MARGIN, BESIDE_SHARE = 0.25, 0.09
"""Of a window: how far parts may reach out of it, and how far from what they grow on."""
ENOUGH = 0.35
"""Of what a part needs to be looked for: so much of it is enough to measure."""
LEAST_PX, TINY_PX = 3.0, 300
BESIDE = {
    "hair": ("skin", "eyes"),
    "skin": ("hair", "outfit_1"),
    "eyes": ("skin", "hair"),
    "outfit_1": ("skin", "hair"),
}
"""What a part grows on; any other stands beside one of these."""
CLOSE_UP = 0.15
"""Share of the picture that is one face: below it there need be no clothes."""

QUESTIONABLE_DE00, REJECT_DE00 = 12.0, 20.0
TOLERANCE_REACH = 1.2
LEAST_FIT, GOOD_FIT = 0.5, 0.74
"""Below the first somebody is not there; below the second it may be somebody else."""
NOWHERE_DE00 = 100.0
FAR = np.float32(999)


def character(
    seen: Seen,
    code: str,
    parts: Sequence[PartColour],
    lights: Sequence[Light],
    boxes: Sequence[Box] = (),
) -> CharacterFound:
    """Find a character whose parts have these colours in neutral light, and judge them.

    boxes: where it is known to stand, if that is known; the best of them counts.
    """
    names = [part.part for part in parts]
    labs = np.array([part.lab for part in parts], np.float32)
    known = [find.at(seen, names, labs, lights, _inside(seen, box)) for box in boxes]
    spot = max(known, key=lambda one: one.score) if known else find.best(seen, names, labs, lights)
    measured = _measured(seen, spot, names)
    hidden = _hidden(measured, _face_share(seen, spot, measured))
    judged = [
        replace(one, line=line(part), is_judged=one.part not in hidden)
        for one, part in zip(measured, parts, strict=True)
    ]
    fit = max(spot.fit, _kept(judged)) if known else spot.fit
    found = CharacterFound(
        code=code,
        verdict="accept",
        parts=judged,
        fit=round(fit, 4),
        box=_box(seen, spot) if fit >= LEAST_FIT else None,
        light=spot.light.time,
        veil=spot.light.veil,
    )
    return replace(found, verdict=verdict(found))


def line(part: PartColour, least: float = QUESTIONABLE_DE00) -> float:
    """ΔE00 up to which a part counts as kept: its own tolerance may be wider than what is usual."""
    return min(100.0, max(least, TOLERANCE_REACH * part.tolerance_de00))


def lost(found: CharacterFound, beyond: float = REJECT_DE00) -> list[PartFound]:
    """The parts that have another colour altogether."""
    return [part for part in found.judged if part.de00 > max(beyond, part.line)]


def verdict(found: CharacterFound) -> Verdict:
    """Reject who is not there or has two parts of other colours; doubt who has one, or fits badly."""
    several = found.is_known_by_several
    if several and (len(lost(found)) > 1 or found.fit < LEAST_FIT):
        return "reject"
    if several and found.fit < GOOD_FIT:
        return "questionable"
    return "questionable" if any(part.de00 > part.line for part in found.judged) else "accept"


def _kept(parts: Sequence[PartFound]) -> float:
    """How much of the main parts is there, where the place is known: of a figure far away little
    is hair, and all of it is there.
    """
    main = [part for part in parts if part.part in find.MAIN and part.is_judged]
    total = sum(find.trait(part.part).weight for part in main)
    kept = sum(find.trait(part.part).weight for part in main if part.de00 <= part.line)
    return kept / total if total else 0.0


def _hidden(parts: Sequence[PartFound], face_share: float) -> set[str]:
    """Parts whose absence says nothing: clothes below a close-up, the face of one seen from behind."""
    by_name = {part.part: part for part in parts}
    if not by_name.keys() & find.MAIN.keys():
        return set()
    away = {name for name, one in by_name.items() if name not in find.MAIN and one.de00 > LIKE}
    if face_share > CLOSE_UP:
        away.add("outfit_1")
    skin, eyes = by_name.get("skin"), by_name.get("eyes")
    if skin and skin.de00 > REJECT_DE00 and (eyes is None or eyes.de00 > QUESTIONABLE_DE00):
        away.add("skin")
    return away


def _measured(seen: Seen, spot: Spot, names: Sequence[str]) -> list[PartFound]:
    """Each part in the window, beside what it grows on; a pixel belongs to the part it is nearest to."""
    cells = seen.place[_wider(spot.rows), _wider(spot.columns)]
    contrast = np.float32(spot.contrast**UNDOING)
    far = [np.append(find.apart(seen.lab, lab) / contrast, FAR)[cells] for lab in spot.labs]
    nearest = np.min(far, axis=0)
    return [
        _part(seen, spot, names[at], cells, far[at], (far[at] <= nearest) & _beside(at, names, far))
        for at in range(len(names))
    ]


def _beside(at: int, names: Sequence[str], far: Sequence[Floats]) -> Mask:
    """Where a part can be: near what it grows on."""
    wanted = BESIDE.get(names[at], tuple(BESIDE))
    grown = [far[n] <= find.LEVELS[0] for n, name in enumerate(names) if n != at and name in wanted]
    if not grown:
        return np.ones(far[at].shape, np.bool_)
    radius = max(5, round(BESIDE_SHARE * far[at].shape[0]))
    near = scale.box_mean(np.any(grown, axis=0).astype(np.float32), radius) > 0.01
    if names[at] == "hair":  # a face is under its hair or beside it
        near = np.pad(near, ((0, radius), (0, 0)))[radius:]
    return np.asarray(near)


def _part(seen: Seen, spot: Spot, name: str, cells: Indices, far: Floats, there: Mask) -> PartFound:
    """The part's colour where enough of it is solid, else what comes nearest to it there."""
    lab = spot.labs[spot.names.index(name)]
    area = _length(spot.rows) * _length(spot.columns)
    need = max(LEAST_PX, ENOUGH * find.trait(name).need * area)
    like = LIKE * (1 + spot.light.veil)  # air is laid on unevenly
    # a part of a tiny figure is all edge
    is_thin = name in find.SMALL or area < TINY_PX
    for before, reach in zip((0.0, like, *FARTHER), (like, *FARTHER), strict=False):
        near = (far <= reach) & there
        solid = near if is_thin else _solid(near)
        if (count := int(solid.sum())) >= need:
            own = _median(seen.lab, cells[solid])
            de00 = float(delta_e00(own, lab)) / spot.contrast**UNDOING
            # beyond the first reach nothing like it is there, whatever the mean of the rest
            least = QUESTIONABLE_DE00 + before / 10 if before else 0.0
            return _found(name, max(de00, least), count / area, own, lab)
    return _found(name, NOWHERE_DE00, 0.0, lab, lab)


def _found(name: str, de00: float, share: float, own: Floats, lab: Floats) -> PartFound:
    return PartFound(
        part=name,
        de00=round(min(de00, NOWHERE_DE00), 3),
        line=QUESTIONABLE_DE00,
        is_judged=True,
        share=round(min(share, 1.0), 5),
        lab=_rounded(own),
        expected_lab=_rounded(lab),
    )


def _rounded(lab: Floats) -> Lab:
    light, a, b = (round(float(value), 3) for value in lab)
    return light, a, b


def _solid(mask: Mask) -> Mask:
    """Without lines: pixels with at least three of their four neighbours."""
    around = np.zeros(mask.shape, np.uint8)
    around[1:] += mask[:-1]
    around[:-1] += mask[1:]
    around[:, 1:] += mask[:, :-1]
    around[:, :-1] += mask[:, 1:]
    return np.asarray(mask & (around >= 3))


def _median(labs: LabImage, cells: Indices) -> Floats:
    """The median of each channel of the pixels with these cell numbers."""
    count = np.bincount(cells, minlength=len(labs))
    used = np.flatnonzero(count)
    columns = []
    for band in labs[used].T:
        order = np.argsort(band)
        total = np.cumsum(count[used][order])
        columns.append(band[order[np.searchsorted(total, total[-1] / 2)]])
    return np.array(columns, np.float32)


def _wider(span: slice) -> slice:
    margin = round(MARGIN * _length(span))
    return slice(max(0, span.start - margin), span.stop + margin)


def _length(span: slice) -> int:
    return int(span.stop - span.start)


def _face_share(seen: Seen, spot: Spot, found: Sequence[PartFound]) -> float:
    area = _length(spot.rows) * _length(spot.columns)
    skin = sum(part.share for part in found if part.part == "skin" and part.de00 <= LIKE)
    return skin * area / seen.place.size


def _inside(seen: Seen, box: Box) -> tuple[slice, slice]:
    """A box of the picture as rows and columns of what is seen; at least one of each."""
    height, width = seen.place.shape
    top, left = min(box.y // seen.scale, height - 1), min(box.x // seen.scale, width - 1)
    bottom = min(max(top + 1, (box.y + box.height) // seen.scale), height)
    right = min(max(left + 1, (box.x + box.width) // seen.scale), width)
    return slice(top, bottom), slice(left, right)


def _box(seen: Seen, spot: Spot) -> Box:
    """The window in pixels of the picture."""
    height, width = seen.place.shape
    top, left = spot.rows.start, spot.columns.start
    bottom, right = min(spot.rows.stop, height), min(spot.columns.stop, width)
    return Box(
        x=left * seen.scale,
        y=top * seen.scale,
        width=max(1, right - left) * seen.scale,
        height=max(1, bottom - top) * seen.scale,
    )
