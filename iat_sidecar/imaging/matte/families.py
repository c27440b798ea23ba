"""How each family of cutout models wants its picture, and what its answer means."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from iat_sidecar.imaging.arrays import Plane, Rgb8
from iat_sidecar.imaging.matte.models import FamilyName

Floats = NDArray[np.float32]
Triple = tuple[float, float, float]

IMAGENET: Triple = (0.485, 0.456, 0.406)
DEVIATION: Triple = (0.229, 0.224, 0.225)
HALF: Triple = (0.5, 0.5, 0.5)
ONE: Triple = (1.0, 1.0, 1.0)
GARMENTS = ("upper", "lower", "full")
"""Classes 1…3 of a cloth model; class 0 is everything else."""
BYTE = 255
BOX_GAP = 2.0
"""Boxes leave at least this many pixels for each that Lanczos makes."""
STRIP_BOXES = 16


@dataclass(frozen=True)
class Family:
    """Input edge where a file takes any, normalisation, and how many classes the answer has.

    A picture is divided by its own maximum first. has_sigmoid: the model ends with it; where not,
    its answer is logits.
    """

    name: FamilyName
    edge_px: int
    mean: Triple
    std: Triple
    has_sigmoid: bool = True
    classes: int = 1


FAMILIES: dict[FamilyName, Family] = {
    family.name: family
    for family in (
        Family("u2net", 320, IMAGENET, DEVIATION),
        Family("cloth", 768, IMAGENET, DEVIATION, classes=1 + len(GARMENTS)),
        Family("isnet", 1024, HALF, ONE),
        Family("isnet_anime", 1024, IMAGENET, ONE),
        Family("birefnet", 1024, IMAGENET, DEVIATION, has_sigmoid=False),
        Family("bria", 1024, IMAGENET, DEVIATION),
        Family("ben", 1024, HALF, ONE),
    )
}


def guess(width: int, height: int, classes: int) -> FamilyName:
    """The family of a file nobody knows, by the size it takes and the classes it answers."""
    if classes == FAMILIES["cloth"].classes:
        return "cloth"
    return "isnet" if min(width, height) >= FAMILIES["isnet"].edge_px else "u2net"


def prepare(image: Rgb8, family: Family, size: tuple[int, int]) -> Floats:
    """A 1×3×h×w batch of an H×W×3 picture at (width, height), as rembg's sessions prepare it."""
    small = _shrunk(image, size)
    values = np.asarray(small)
    peak = max(float(values.max()), 1e-6)
    scale = np.array([1 / (peak * each) for each in family.std], np.float32)
    shift = np.array([m / s for m, s in zip(family.mean, family.std, strict=True)], np.float32)
    return np.ascontiguousarray((values * scale - shift).transpose(2, 0, 1)[None])


def _shrunk(image: Rgb8, size: tuple[int, int]) -> Image.Image:
    """Lanczos, after means of whole boxes where a picture is far too large: within 1/255 of it.

    The boxes are taken strip by strip, so that the whole picture is never copied.
    """
    height, width = image.shape[:2]
    times = int(min(width / size[0], height / size[1]) / BOX_GAP)
    if times < 2:
        return Image.fromarray(image).resize(size, Image.Resampling.LANCZOS)
    rows = STRIP_BOXES * times
    strips = (image[top : top + rows] for top in range(0, height, rows))
    reduced = np.concatenate([np.asarray(Image.fromarray(each).reduce(times)) for each in strips])
    box = (0, 0, width / times, height / times)
    return Image.fromarray(reduced).resize(size, Image.Resampling.LANCZOS, box)


def planes(answer: Floats, family: Family) -> Floats:
    """C×h×w of an answer 1×C×h×w: what rembg goes on with, before anything is stretched.

    One probability a pixel; logits of every class where a family has several.
    """
    values = answer.reshape(answer.shape[-3:]) if family.classes > 1 else answer[0, :1]
    return values if family.has_sigmoid else sigmoid(values)


def probability(raw: Floats, garment: str | None = None) -> Plane:
    """0…1 at the model's size: never stretched, so that a picture without a subject stays empty.

    Several classes: the share of `garment`, or of all garments together. Some files of families
    that end with a sigmoid lack it: values outside 0…1 are taken for logits.
    """
    if len(raw) > 1:
        shares = _softmax(raw)
        found: Plane = shares[1 + GARMENTS.index(garment)] if garment else 1 - shares[0]
        return found
    is_probability = raw.min() >= -0.01 and raw.max() <= 1.01
    return np.clip(raw[0], 0, 1) if is_probability else sigmoid(raw[0])


def as_rembg(raw: Floats, size: tuple[int, int]) -> NDArray[np.uint8]:
    """H×W bytes: the mask rembg's sessions make of the same answer, for (width, height).

    One plane is stretched from its least to its greatest value, cut to bytes and enlarged by
    Lanczos; of several classes it enlarges the number of the likeliest and tells garments apart
    afterwards. An even answer, where rembg divides by zero, gives an empty mask.
    """
    if len(raw) > 1:
        numbers = Image.fromarray(raw.argmax(axis=0).astype(np.uint8))
        numbers = numbers.resize(size, Image.Resampling.LANCZOS)
        worn = np.isin(np.asarray(numbers), range(1, len(raw)))
        return np.where(worn, BYTE, 0).astype(np.uint8)
    low, high = raw[0].min(), raw[0].max()
    stretched = (raw[0] - low) / (high - low) if high > low else np.zeros_like(raw[0])
    mask = Image.fromarray((stretched * BYTE).astype(np.uint8))
    return np.asarray(mask.resize(size, Image.Resampling.LANCZOS))


def sigmoid(values: Floats) -> Floats:
    return (1 / (1 + np.exp(-np.clip(values, -60, 60)))).astype(np.float32)


def _softmax(logits: Floats) -> Floats:
    shares: Floats = np.exp(logits - logits.max(axis=0))
    shares /= shares.sum(axis=0)
    return shares
