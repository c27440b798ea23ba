"""A look in numbers: palette, tone, chroma, line, texture of one picture or of a set."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from iat_sidecar.core.values import Lab
from iat_sidecar.imaging import colour
from iat_sidecar.imaging.arrays import LabImage, Plane, Rgb8
from iat_sidecar.imaging.lines import line_weight
from iat_sidecar.imaging.style import PaletteColour, Spread, StyleMeasure

Floats64 = NDArray[np.float64]

ANALYSIS_PX, PALETTE_PX = 1024, 512
TONE_BINS, COLOURS = 32, 8
EDGE_LSTAR = 6.0


@dataclass(frozen=True)
class Features:
    """The numbers of one picture; `measure` pools them."""

    mean: Floats64
    covariance: Floats64
    tone: Floats64
    bins: Floats64
    shares: Floats64
    numbers: dict[str, float]


def measure(images: list[Rgb8], weights: list[float] | None = None) -> StyleMeasure:
    """Measure the common look of one or more pictures.

    weights: how much say each has, more than 0; the same without them. The spread counts all alike.
    """
    if not images:
        raise ValueError("a style is measured from at least one picture")
    each, say = [features(image) for image in images], _say(weights or [1.0] * len(images))
    mean, covariance = _pooled(each, say)
    palette = _pooled_palette(each, say)
    tone = np.average([one.tone for one in each], axis=0, weights=say)
    pooled = {name: _mean([one.numbers[name] for one in each], say) for name in each[0].numbers}
    return StyleMeasure(
        references=len(each),
        palette=palette,
        lab_mean=_lab(mean),
        lab_covariance=(_lab(covariance[0]), _lab(covariance[1]), _lab(covariance[2])),
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


def features(image: Rgb8) -> Features:
    """Every measure of one picture, on a copy with a long side of at most 1,024 px."""
    copy = reduced(image, ANALYSIS_PX)
    lab = colour.lab8(copy)
    light, chroma = lab[..., 0], np.hypot(lab[..., 1], lab[..., 2])
    scale = ANALYSIS_PX / max(copy.shape[:2])
    slope = _slope(light)
    bins, shares = _colour_bins(reduced(copy, PALETTE_PX))
    mean, covariance = _moments(lab)
    numbers = {
        "chroma_ceiling": float(np.quantile(chroma, 0.99)),
        "line_weight_px": line_weight(light) * scale,
        "edge_density": float((slope > EDGE_LSTAR).mean()),
        "noise": _noise(copy, slope),
        "sharpness": _sharpness(light),
        "l_mean": float(light.mean()),
        "c_mean": float(chroma.mean()),
    }
    return Features(mean, covariance, tone_of(light), bins, shares, numbers)


def palette_of(image: Rgb8) -> list[PaletteColour]:
    """Up to eight colours by falling weight: k-means in CIELAB, the same for the same picture."""
    return _palette(*_colour_bins(reduced(image, PALETTE_PX)))


def lab_moments(image: Rgb8) -> tuple[Floats64, Floats64]:
    """Mean (3) and covariance (3×3) of a picture in CIELAB, on a copy of at most 512 px."""
    return _moments(colour.lab8(reduced(image, PALETTE_PX)))


def tone_of(light: Plane) -> Floats64:
    """32 shares of L* from 0 to 100."""
    counts, _ = np.histogram(light, bins=TONE_BINS, range=(0.0, 100.001))
    return np.asarray(counts / max(1, counts.sum()), np.float64)


def tone_distance(one: Floats64, other: Floats64) -> float:
    """Earth mover's distance of two tones in L* (Rubner, Tomasi & Guibas, IJCV 40(2) 2000)."""
    return float(np.abs(np.cumsum(one - other)).sum() * 100 / TONE_BINS)


def palette_distance(one: list[PaletteColour], other: list[PaletteColour]) -> float:
    """Weighted ΔE00 to the nearest colour, the mean of both directions."""
    first, second = (np.array([colour.lab for colour in side]) for side in (one, other))
    apart = colour.delta_e00(first[:, None], second[None])
    there = np.average(apart.min(axis=1), weights=[entry.weight for entry in one])
    back = np.average(apart.min(axis=0), weights=[entry.weight for entry in other])
    return float(there + back) / 2


def reduced(image: Rgb8, long_px: int) -> Rgb8:
    """A copy whose long side is at most `long_px`, averaged over areas; never enlarged."""
    height, width = image.shape[:2]
    if max(height, width) <= long_px:
        return image
    scale = long_px / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(Image.fromarray(image).resize(size, Image.Resampling.BOX))


def _lab(values: Floats64) -> Lab:
    light, a, b = (round(float(value), 4) for value in values)
    return light, a, b


def _moments(lab: LabImage) -> tuple[Floats64, Floats64]:
    flat = lab.reshape(-1, 3)
    mean = flat.mean(axis=0, dtype=np.float64)
    centred = flat - mean.astype(np.float32)
    return mean, (centred.T @ centred).astype(np.float64) / len(flat)


def _say(weights: list[float]) -> Floats64:
    return np.array(weights) / sum(weights)


def _pooled(each: list[Features], say: Floats64) -> tuple[Floats64, Floats64]:
    """Mean and covariance of all pictures together (law of total covariance)."""
    means = np.array([one.mean for one in each])
    mean = say @ means
    between = (means - mean).T @ ((means - mean) * say[:, None])
    return mean, np.average([one.covariance for one in each], axis=0, weights=say) + between


def _colour_bins(image: Rgb8) -> tuple[Floats64, Floats64]:
    """The mean CIELAB of every occupied 5-bit colour cell, and its share of the picture."""
    flat = image.reshape(-1, 3)
    coarse = flat.astype(np.int32) >> 3
    cell = (coarse[:, 0] << 10) | (coarse[:, 1] << 5) | coarse[:, 2]
    counts = np.bincount(cell, minlength=1 << 15)
    used = np.flatnonzero(counts)
    linear = colour.to_linear(flat)
    sums = [np.bincount(cell, weights=linear[:, i], minlength=1 << 15)[used] for i in range(3)]
    mean = np.stack(sums, axis=1) / counts[used, None]
    return colour.to_lab(mean.astype(np.float32)).astype(np.float64), counts[used] / len(flat)


def _pooled_palette(each: list[Features], say: Floats64) -> list[PaletteColour]:
    bins = np.concatenate([one.bins for one in each])
    shares = [one.shares * part for one, part in zip(each, say, strict=True)]
    return _palette(bins, np.concatenate(shares))


def _palette(bins: Floats64, shares: Floats64) -> list[PaletteColour]:
    centres = _seeds(bins, shares)
    for _ in range(12):
        nearest = _squared(bins, centres).argmin(axis=1)
        weights = np.bincount(nearest, weights=shares, minlength=len(centres))
        sums = [np.bincount(nearest, bins[:, i] * shares, len(centres)) for i in range(3)]
        centres = np.stack(sums, axis=1) / np.maximum(weights, 1e-12)[:, None]
        centres, weights = centres[weights > 0], weights[weights > 0]
    order = np.argsort(-weights, kind="stable")
    return [
        PaletteColour(lab=_lab(centres[i]), weight=round(min(1.0, float(weights[i])), 6))
        for i in order.tolist()
    ]


def _seeds(bins: Floats64, shares: Floats64) -> Floats64:
    """Start at the commonest colour; then always the one with most weight × squared distance."""
    chosen = [int(shares.argmax())]
    far = _squared(bins, bins[chosen])[:, 0]
    while len(chosen) < COLOURS and (far * shares).max() > 1e-9:
        chosen.append(int((far * shares).argmax()))
        far = np.minimum(far, _squared(bins, bins[chosen[-1:]])[:, 0])
    return bins[chosen]


def _squared(points: Floats64, centres: Floats64) -> Floats64:
    return np.asarray(((points[:, None] - centres[None]) ** 2).sum(axis=-1))


def _spread(each: list[Features], palette: list[PaletteColour], tone: Floats64) -> Spread:
    numbers = {name: [one.numbers[name] for one in each] for name in each[0].numbers}
    apart = [palette_distance(_palette(one.bins, one.shares), palette) for one in each]
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


def _slope(light: Plane) -> Plane:
    """Sobel gradient of L*, per pixel."""
    p = np.pad(light, 1, mode="edge")
    down = p[2:, :-2] + 2 * p[2:, 1:-1] + p[2:, 2:] - p[:-2, :-2] - 2 * p[:-2, 1:-1] - p[:-2, 2:]
    across = p[:-2, 2:] + 2 * p[1:-1, 2:] + p[2:, 2:] - p[:-2, :-2] - 2 * p[1:-1, :-2] - p[2:, :-2]
    slope: Plane = np.hypot(down, across) / np.float32(8)
    return slope


def _noise(image: Rgb8, slope: Plane) -> float:
    """σ of the noise in 8-bit levels, away from edges (Immerkær, CVIU 64(2) 1996)."""
    luma = image.astype(np.float32) @ np.array([0.299, 0.587, 0.114], np.float32)
    if min(luma.shape) < 3:
        return 0.0
    rows = luma[:-2] - 2 * luma[1:-1] + luma[2:]
    response = np.abs(rows[:, :-2] - 2 * rows[:, 1:-1] + rows[:, 2:])
    calm = slope[1:-1, 1:-1] < EDGE_LSTAR
    return float(response[calm].mean() * np.sqrt(np.pi / 2) / 6) if calm.any() else 0.0


def _sharpness(light: Plane) -> float:
    """Variance of the Laplacian of L* (Pech-Pacheco et al., ICPR 2000)."""
    if min(light.shape) < 3:
        return 0.0
    middle = light[1:-1, 1:-1]
    around = light[:-2, 1:-1] + light[2:, 1:-1] + light[1:-1, :-2] + light[1:-1, 2:]
    return float((around - 4 * middle).var())
