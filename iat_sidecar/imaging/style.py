"""What a look measures: the numbers of a style guide, without a pixel library."""

from iat_sidecar.core.values import Fraction, Lab
from iat_sidecar.core.wire import Wire

VERSION = 1


class PaletteColour(Wire):
    """One colour of a palette and the share of the picture it stands for."""

    lab: Lab
    weight: Fraction


class Spread(Wire):
    """Median absolute deviation of each measure over the references; 0 for a single one.

    palette: weighted nearest ΔE00 from the whole palette; tone: earth mover's distance in L*.
    """

    palette: float = 0.0
    chroma_ceiling: float = 0.0
    tone: float = 0.0
    line_weight_px: float = 0.0
    edge_density: float = 0.0
    noise: float = 0.0
    sharpness: float = 0.0
    l_mean: float = 0.0
    c_mean: float = 0.0


class StyleMeasure(Wire):
    """The measured look of a set of references.

    palette: eight colours by falling weight. chroma_ceiling: mean over references of the 99th
    percentile of C*. lab_covariance: 3×3 rows. tone: 32 shares of L* from 0 to 100. Lengths are
    pixels at a long side of 1,024; noise is σ in 8-bit levels; sharpness the variance of the
    Laplacian of L*.
    """

    version: int = VERSION
    references: int
    palette: list[PaletteColour]
    chroma_ceiling: float
    lab_mean: Lab
    lab_covariance: tuple[Lab, Lab, Lab]
    tone: list[float]
    line_weight_px: float
    edge_density: float
    noise: float
    sharpness: float
    l_mean: float
    c_mean: float
    mad: Spread
