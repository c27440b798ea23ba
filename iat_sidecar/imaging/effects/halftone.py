"""Print dots: a screen of round dots whose size carries the tone."""

from typing import Annotated

import numpy as np
from msgspec import Meta

from iat_sidecar.core.values import Fraction
from iat_sidecar.imaging import colour, layers
from iat_sidecar.imaging.arrays import LinearRgb
from iat_sidecar.imaging.effect import effect

PitchPx = Annotated[float, Meta(ge=3, le=64, description="Dot distance at a long side of 1,024.")]
AngleDeg = Annotated[float, Meta(ge=0, le=90, description="Angle of the screen in degrees.")]


@effect("halftone")
def halftone(
    image: LinearRgb,
    *,
    seed: int,
    pitch_px: PitchPx = 7.0,
    angle_deg: AngleDeg = 45.0,
    amount: Fraction = 0.7,
) -> LinearRgb:
    """Screen the shade of a picture with dots in a darker tone of its own colour.

    image: H×W×3 linear light. The threshold is the clustered-dot spot function
    (2 + cos x + cos y) / 4 (Ulichney, Digital Halftoning, 1987), edges one pixel soft. The mean
    tone is kept. amount: 0 leaves the picture as it is.
    """
    shape = (image.shape[0], image.shape[1])
    pitch = max(pitch_px * max(shape) / 1024, 2.0)
    spot = _spots(shape, pitch, float(np.radians(angle_deg)))
    encoded = colour.encode(image)
    cover = np.clip(1 - colour.luminance(encoded), 0, 1)
    dots = layers.ramp(cover - spot, -2.0 / pitch, 2.0 / pitch)[..., None]
    paper = encoded + (1 - encoded) * np.float32(0.55)
    share = np.minimum(cover, np.float32(0.98))[..., None]
    inked = np.maximum((encoded - paper * (1 - share)) / np.maximum(share, np.float32(0.02)), 0)
    screened = layers.mixed(paper, np.minimum(inked, encoded), dots)
    return layers.mixed(image, colour.decode(screened), amount)


def _spots(shape: layers.Shape, pitch: float, angle: float) -> layers.Floats:
    rows = np.arange(shape[0], dtype=np.float32)[:, None]
    columns = np.arange(shape[1], dtype=np.float32)[None, :]
    cosine, sine = np.float32(np.cos(angle)), np.float32(np.sin(angle))
    step = np.float32(2 * np.pi / pitch)
    across = np.cos((columns * cosine + rows * sine) * step)
    down = np.cos((rows * cosine - columns * sine) * step)
    return np.asarray((2 + across + down) / 4, np.float32)
