"""Film grain: seeded, strongest in the middle tones, as coarse as asked."""

from typing import Annotated

import numpy as np
from msgspec import Meta

from iat_sidecar.core.values import Fraction
from iat_sidecar.imaging import colour, layers
from iat_sidecar.imaging.arrays import LinearRgb
from iat_sidecar.imaging.effect import effect

GrainPx = Annotated[float, Meta(ge=0.5, le=8, description="Size at a long side of 1,024 px.")]


@effect("grain")
def grain(
    image: LinearRgb, *, seed: int, amount: Fraction = 0.3, size_px: GrainPx = 1.2
) -> LinearRgb:
    """Add monochrome Gaussian grain in encoded values; σ = 0.09·amount in mid grey, less at the ends.

    image: H×W×3 linear light. amount: 0 none … 1 heavy. size_px: grain at 1,024 px.
    """
    if amount == 0:
        return image
    shape = (image.shape[0], image.shape[1])
    cell = max(1.0, size_px * max(shape) / 1024)
    grid = (int(np.ceil(shape[0] / cell)), int(np.ceil(shape[1] / cell)))
    specks = layers.stream(seed, "grain").standard_normal(grid, dtype=np.float32)
    speckle = layers.resized(specks, shape)
    speckle = speckle / max(float(speckle.std()), 0.2)  # what enlarging takes away is given back
    encoded = colour.encode(image)
    tone = encoded.mean(axis=-1)
    share = np.float32(0.09 * amount) * (np.float32(0.35) + np.float32(2.6) * tone * (1 - tone))
    return colour.decode(encoded + (speckle * share)[..., None])
