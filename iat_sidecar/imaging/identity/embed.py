"""Embeddings by a model of the user's own, through one table of adapters."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from iat_sidecar.imaging import session
from iat_sidecar.imaging.arrays import Rgb8, Rgba8
from iat_sidecar.imaging.identity.adapters import (
    ADAPTERS,
    Adapter,
    AdapterName,
    Embedding,
    Likeness,
)

Floats = NDArray[np.float32]
WHITE = (255, 255, 255, 255)
PLACES = 7


def embed(
    picture: Rgb8 | Rgba8,
    model_path: str,
    adapter: AdapterName,
    options: session.SessionOptions | None = None,
) -> Embedding:
    """What the model says of a picture; what is transparent counts as white paper.

    Raises WeightsMissing without the file, ImagingFailed when it is not such a model.
    """
    kind = ADAPTERS[adapter]
    opened = session.opened(model_path, options)
    (answer,) = session.run(opened, prepared(picture, kind), [_output(opened, kind)])
    values = _vector(answer, kind)
    return Embedding(
        adapter=adapter,
        model_sha256=session.hashes(model_path)[1],
        values=[round(float(value), PLACES) for value in values],
    )


def compare(one: Embedding, other: Embedding) -> Likeness:
    """How far apart two pictures are; ImagingFailed when two models have looked at them."""
    if (one.adapter, one.model_sha256) != (other.adapter, other.model_sha256):
        raise session.failure("the embeddings are of two models and cannot be compared")
    kind = ADAPTERS[one.adapter]
    cosine = _cosine(one.values, other.values)
    apart = (1 - cosine) / (2 if kind.distance == "half_cosine" else 1)
    if apart <= kind.accept:
        return Likeness(distance=apart, verdict="accept")
    return Likeness(distance=apart, verdict="questionable" if apart <= kind.reject else "reject")


def prepared(picture: Rgb8 | Rgba8, kind: Adapter) -> Floats:
    """The batch of one that a model takes, 1×3×E×E or 1×E×E×3."""
    small = _square(_on_white(picture), kind)
    encoded = np.asarray(small, np.float32) / np.float32(255)
    values = (encoded - np.array(kind.mean, np.float32)) / np.array(kind.std, np.float32)
    batch = values[None] if kind.layout == "nhwc" else values.transpose(2, 0, 1)[None]
    return np.ascontiguousarray(batch)


def _on_white(picture: Rgb8 | Rgba8) -> Image.Image:
    image = Image.fromarray(np.ascontiguousarray(picture))
    if image.mode == "RGB":
        return image
    return Image.alpha_composite(Image.new("RGBA", image.size, WHITE), image).convert("RGB")


def _square(image: Image.Image, kind: Adapter) -> Image.Image:
    edge = kind.edge_px
    if kind.fit == "squeeze":
        return image.resize((edge, edge), Image.Resampling.BILINEAR)
    side = min(image.size)
    left, top = (image.width - side) / 2, (image.height - side) / 2
    middle = (left, top, left + side, top + side)
    return image.resize((edge, edge), Image.Resampling.BICUBIC, box=middle)


def _output(opened: Any, kind: Adapter) -> str:
    """The name of the answer that the adapter reads."""
    there = [output.name for output in opened.get_outputs()]
    named = next((name for name in kind.outputs if name in there), None)
    if named is None and len(there) == 1:
        named = there[0]
    if named is None:
        raise session.failure(f"the model has none of the outputs {', '.join(kind.outputs)}")
    return str(named)


def _vector(answer: NDArray[Any], kind: Adapter) -> Floats:
    """The embedding alone, of length 1 where the adapter asks for it."""
    found = np.asarray(answer, np.float32)
    if found.ndim == 3 and kind.token is not None:
        found = found[:, kind.token]
    if found.ndim < 2 or found.shape[0] != 1 or found.size < 2:
        raise session.failure("the model's answer is no embedding of one picture")
    flat = found.reshape(-1)
    length = float(np.linalg.norm(flat))
    if not math.isfinite(length) or length == 0:
        raise session.failure("the model's answer is not a number")
    return flat / np.float32(length) if kind.normalise else flat


def _cosine(one: Sequence[float], other: Sequence[float]) -> float:
    if len(one) != len(other):
        raise session.failure("the embeddings differ in length")
    first, second = np.array(one), np.array(other)
    return float(first @ second / (np.linalg.norm(first) * np.linalg.norm(second)))
