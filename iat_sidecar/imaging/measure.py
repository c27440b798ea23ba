"""A look in numbers: palette, tone, chroma, line, texture of one picture or of a set."""

import numpy as np
from msgspec import structs
from numpy.typing import NDArray

from iat_sidecar.imaging.arrays import Rgb8
from iat_sidecar.imaging.palettes import PALETTE_PX as PALETTE_PX
from iat_sidecar.imaging.palettes import grouped, rounded
from iat_sidecar.imaging.palettes import palette_distance as palette_distance
from iat_sidecar.imaging.palettes import palette_of as palette_of
from iat_sidecar.imaging.shared_look import looks, pooled_palette, said
from iat_sidecar.imaging.style import (
    NEUTRAL,
    LightKey,
    PaletteColour,
    Spread,
    StyleMeasure,
    is_neutral,
)
from iat_sidecar.imaging.texture import ANALYSIS_PX as ANALYSIS_PX
from iat_sidecar.imaging.texture import reduced as reduced
from iat_sidecar.imaging.traits import Traits, moments, traits_of
from iat_sidecar.imaging.traits import tone_distance as tone_distance

Floats64 = NDArray[np.float64]


def measure(
    images: list[Rgb8],
    weights: list[float] | None = None,
    lights: list[LightKey] | None = None,
) -> StyleMeasure:
    """Measure the common look of one or more pictures, and that of each light by itself.

    weights: how much say each has, more than 0; the same without them. The spread counts all alike.
    lights: the key of each picture's stage, time of day and weather; neutral without them.
    """
    if not images:
        raise ValueError("a style is measured from at least one picture")
    each, say = [traits_of(image) for image in images], weights or [1.0] * len(images)
    keys = lights or [NEUTRAL] * len(images)
    whole = [at for at, key in enumerate(keys) if is_neutral(key)] or list(range(len(keys)))
    common = _common([each[at] for at in whole], [say[at] for at in whole])
    return structs.replace(common, of_light=looks(each, say, keys))


def _common(each: list[Traits], weights: list[float]) -> StyleMeasure:
    say = said(weights)
    mean, covariance = _pooled(each, say)
    palette = pooled_palette(each, say)
    tone = np.average([one.tone for one in each], axis=0, weights=say)
    pooled = {name: _mean([one.numbers[name] for one in each], say) for name in each[0].numbers}
    return StyleMeasure(
        references=len(each),
        palette=palette,
        lab_mean=rounded(mean),
        lab_covariance=(rounded(covariance[0]), rounded(covariance[1]), rounded(covariance[2])),
        tone=[round(share, 6) for share in tone.tolist()],
        mad=_spread(each, palette, tone),
        chroma_ceiling=pooled["chroma_ceiling"],
        line_weight_px=pooled["line_weight_px"],
        edge_density=pooled["edge_density"],
        noise=pooled["noise"],
        sharpness=pooled["sharpness"],
        l_mean=pooled["l_mean"],
        c_mean=pooled["c_mean"],
    )


def lab_moments(image: Rgb8) -> tuple[Floats64, Floats64]:
    """Mean (3) and covariance (3×3) of a picture in CIELAB, on a copy of at most 512 px."""
    return moments(reduced(image, PALETTE_PX))


def _pooled(each: list[Traits], say: Floats64) -> tuple[Floats64, Floats64]:
    """Mean and covariance of all pictures together (law of total covariance)."""
    means = np.array([one.mean for one in each])
    mean = say @ means
    between = (means - mean).T @ ((means - mean) * say[:, None])
    return mean, np.average([one.covariance for one in each], axis=0, weights=say) + between


def _spread(each: list[Traits], palette: list[PaletteColour], tone: Floats64) -> Spread:
    named = [name for name in each[0].numbers if name in Spread.__struct_fields__]
    numbers = {name: [one.numbers[name] for one in each] for name in named}
    apart = [palette_distance(grouped(one.bins, one.shares), palette) for one in each]
    tones = [tone_distance(one.tone, tone) for one in each]
    return Spread(
        palette=round(float(np.median(apart)), 6) if len(each) > 1 else 0.0,
        tone=round(float(np.median(tones)), 6) if len(each) > 1 else 0.0,
        **{name: _deviation(values) for name, values in numbers.items()},
    )


def _mean(values: list[float], say: Floats64) -> float:
    return round(float(np.average(values, weights=say)), 6)


def _deviation(values: list[float]) -> float:
    return round(float(np.median(np.abs(np.array(values) - np.median(values)))), 6)
