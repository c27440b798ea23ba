"""What the arrays of this package hold; every function says which of these it takes and gives."""

import numpy as np
from numpy.typing import NDArray

Rgb8 = NDArray[np.uint8]
"""H×W×3, sRGB encoded, 0…255."""

Rgba8 = NDArray[np.uint8]
"""H×W×4, sRGB encoded, straight alpha; RGB is defined under zero alpha."""

LinearRgb = NDArray[np.float32]
"""H×W×3, linear light, sRGB primaries under D65, 0…1 (above 1 before clipping)."""

LabImage = NDArray[np.float32]
"""H×W×3, CIELAB under D65: L* 0…100, a*, b*."""

Plane = NDArray[np.float32]
"""H×W, 0…1: a mask, an alpha channel, or depth (0 near, 1 far)."""


def with_alpha_of(picture: Rgb8 | Rgba8, changed: Rgb8) -> Rgb8 | Rgba8:
    """New colours (H×W×3) with the alpha that the picture has, if it has any."""
    return np.dstack([changed, picture[..., 3]]) if picture.shape[2] == 4 else changed
