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
