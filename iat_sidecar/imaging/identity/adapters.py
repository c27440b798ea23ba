"""The embedding models a user may bring: how each wants its picture and where its lines are.

No pixel library: the sidecar names them too. Preparation is that of each model's published
preprocessor; lines are published for CCIP (F1 0.917 on its own test set) and estimates otherwise.
"""

from typing import Annotated, Literal

from msgspec import Meta

from iat_sidecar.core.values import Sha256
from iat_sidecar.core.wire import Wire

AdapterName = Literal["ccip", "clip", "dinov2", "siglip", "csd", "auraface"]
Kind = Literal["character", "style", "content", "face"]
Distance = Literal["cosine", "half_cosine"]
Rgb = tuple[float, float, float]

CLIP_MEAN: Rgb = (0.48145466, 0.4578275, 0.40821073)
CLIP_STD: Rgb = (0.26862954, 0.26130258, 0.27577711)
IMAGENET_MEAN: Rgb = (0.485, 0.456, 0.406)
IMAGENET_STD: Rgb = (0.229, 0.224, 0.225)
HALF: Rgb = (0.5, 0.5, 0.5)


class Adapter(Wire):
    """One family of models.

    edge_px: of the square it takes. fit: a picture is squeezed into it, or its middle cut out.
    outputs: names it may give its answer under; the first there is counts, else its only one.
    token: of a sequence, the one that stands for all. accept, reject: distances.
    """

    name: AdapterName
    kind: Kind
    edge_px: int
    fit: Literal["squeeze", "crop"]
    mean: Rgb
    std: Rgb
    layout: Literal["nchw", "nhwc"]
    outputs: tuple[str, ...]
    token: int | None
    normalise: bool
    distance: Distance
    accept: float
    reject: float
    is_published: Annotated[bool, Meta(description="Whether the lines are the authors' own.")]
    licence: str
    is_commercial: bool
    note: str


class Embedding(Wire):
    """What a model says of a picture, with the hash of the model: others' numbers mean nothing to it."""

    adapter: AdapterName
    model_sha256: Sha256
    values: list[float]


class Likeness(Wire):
    """How far two pictures are apart for one model, and what that means."""

    distance: float
    verdict: Literal["accept", "questionable", "reject"]


def _adapter(
    name: AdapterName,
    kind: Kind,
    *,
    edge_px: int = 224,
    fit: Literal["squeeze", "crop"] = "crop",
    mean: Rgb = CLIP_MEAN,
    std: Rgb = CLIP_STD,
    outputs: tuple[str, ...],
    token: int | None = None,
    distance: Distance = "cosine",
    lines: tuple[float, float],
    is_published: bool = False,
    licence: str,
    note: str,
) -> Adapter:
    return Adapter(
        name=name,
        kind=kind,
        edge_px=edge_px,
        fit=fit,
        mean=mean,
        std=std,
        layout="nchw",
        outputs=outputs,
        token=token,
        normalise=True,
        distance=distance,
        accept=lines[0],
        reject=lines[1],
        is_published=is_published,
        licence=licence,
        is_commercial=True,
        note=note,
    )


ADAPTERS: dict[AdapterName, Adapter] = {
    each.name: each
    for each in (
        _adapter(
            "ccip", "character", edge_px=384, fit="squeeze", outputs=("output",),
            distance="half_cosine", lines=(0.178475, 1.6 * 0.178475), is_published=True,
            licence="OpenRAIL", note="drawn characters; one character a picture",
        ),
        _adapter(
            "clip", "content", outputs=("image_embeds", "output"), lines=(0.20, 0.40),
            licence="MIT", note="ViT-B/32, the image half",
        ),
        _adapter(
            "dinov2", "content", mean=IMAGENET_MEAN, std=IMAGENET_STD,
            outputs=("last_hidden_state", "pooler_output"), token=0, lines=(0.35, 0.65),
            licence="Apache-2.0", note="its class token",
        ),
        _adapter(
            "siglip", "content", fit="squeeze", mean=HALF, std=HALF,
            outputs=("pooler_output", "image_embeds"), lines=(0.20, 0.40),
            licence="Apache-2.0", note="the image half",
        ),
        _adapter(
            "csd", "style", outputs=("style_output", "style_embeds", "output"), lines=(0.35, 0.60),
            licence="CC-BY-4.0", note="style, not content (Somepalli et al., arXiv 2404.01292)",
        ),
        _adapter(
            "auraface", "face", edge_px=112, fit="squeeze", mean=HALF, std=HALF,
            outputs=("embedding", "683", "1333"), lines=(0.60, 0.80),
            licence="Apache-2.0", note="aligned photographic faces; glintr100.onnx alone",
        ),
    )
}  # fmt: skip
