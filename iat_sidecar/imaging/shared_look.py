"""What the references of each light have in common, and how far they are from it themselves."""

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from iat_sidecar.imaging.palettes import grouped, palette_distance
from iat_sidecar.imaging.style import DISTANCES, LightKey, Look, PaletteColour, groups, scaled
from iat_sidecar.imaging.tally import PLANE_BINS
from iat_sidecar.imaging.texture import direction_distance
from iat_sidecar.imaging.traits import Traits, tone_distance

Floats64 = NDArray[np.float64]

MOST_LEFT_OUT = 40
"""Of larger sets a reference is held against all of them: it hardly counts among so many."""


def looks(each: list[Traits], weights: list[float], keys: list[LightKey]) -> dict[LightKey, Look]:
    """A look for every light, and for those that several lights share where that is more."""
    members: dict[LightKey, list[int]] = defaultdict(list)
    for at, key in enumerate(keys):
        for group in groups(key):
            members[group].append(at)
    own = {tuple(members[key]) for key in keys}
    return {
        key: look([each[at] for at in found], [weights[at] for at in found])
        for key, found in sorted(members.items())
        if "*" not in key or tuple(found) not in own
    }


def look(each: list[Traits], weights: list[float]) -> Look:
    """What one or more pictures have in common."""
    say = said(weights)
    apart = [_apart(each, say, at) for at in range(len(each))]
    values = [scalars(one.numbers) | distances for one, distances in zip(each, apart, strict=True)]
    medians = {name: _median([one[name] for one in values]) for name in values[0]}
    mads = {
        name: _median([abs(one[name] - middle) for one in values])
        for name, middle in medians.items()
    }
    ceiling = np.average([one.numbers["chroma_ceiling"] for one in each], weights=say)
    return Look(
        references=len(each),
        palette=pooled_palette(each, say),
        chroma_ceiling=round(float(ceiling), 6),
        tone=_rounded(_mean([one.tone for one in each], say)),
        colours=sparse(_mean([one.plane for one in each], say)),
        orientation=_rounded(_mean([one.orientation for one in each], say)),
        medians=medians,
        mads=mads,
    )


def pooled_palette(each: list[Traits], say: Floats64) -> list[PaletteColour]:
    """The palette of all pictures together."""
    bins = np.concatenate([one.bins for one in each])
    shares = [one.shares * part for one, part in zip(each, say, strict=True)]
    return grouped(bins, np.concatenate(shares))


def said(weights: list[float]) -> Floats64:
    """Weights that add up to 1."""
    return np.array(weights) / sum(weights)


def scalars(numbers: dict[str, float]) -> dict[str, float]:
    """The measures that have a number of their own, as they are compared."""
    return {name: scaled(name, value) for name, value in numbers.items()}


def plane_distance(one: Floats64, other: Floats64) -> float:
    """1 − the intersection of two histograms, 0…1 (Swain & Ballard, IJCV 7(1) 1991)."""
    return float(1 - np.minimum(one, other).sum())


def sparse(plane: Floats64) -> list[tuple[int, float]]:
    """The occupied bins of a histogram."""
    rounded = np.round(plane, 5)
    return [(int(at), float(rounded[at])) for at in np.flatnonzero(rounded)]


def dense(bins: list[tuple[int, float]]) -> Floats64:
    """A histogram out of its occupied bins."""
    plane = np.zeros(PLANE_BINS * PLANE_BINS)
    for at, share in bins:
        plane[at] = share
    return plane


def _apart(each: list[Traits], say: Floats64, at: int) -> dict[str, float]:
    """How far a picture is from what the others have in common; nothing where there is no other."""
    one, others = each[at], [*each[:at], *each[at + 1 :]]
    if not others:
        return dict.fromkeys(DISTANCES, 0.0)
    if len(each) > MOST_LEFT_OUT:
        others, rest = each, say
    else:
        rest = np.delete(say, at) / np.delete(say, at).sum()
    return {
        "palette": palette_distance(grouped(one.bins, one.shares), pooled_palette(others, rest)),
        "tone": tone_distance(one.tone, _mean([other.tone for other in others], rest)),
        "colours": plane_distance(one.plane, _mean([other.plane for other in others], rest)),
        "orientation": direction_distance(
            one.orientation, _mean([other.orientation for other in others], rest)
        ),
    }


def _mean(values: list[Floats64], say: Floats64) -> Floats64:
    return np.asarray(np.average(values, axis=0, weights=say))


def _median(values: list[float]) -> float:
    return round(float(np.median(values)), 6)


def _rounded(values: Floats64) -> list[float]:
    return [round(value, 6) for value in values.tolist()]
