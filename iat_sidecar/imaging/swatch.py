"""One colour as CIELAB under D65 and as `#rrggbb`, without a pixel library.

The same conversions as in `colour`, for the process that must stay small.
"""

from iat_sidecar.core.values import Lab

TO_XYZ = (
    (0.4124564, 0.3575761, 0.1804375),
    (0.2126729, 0.7151522, 0.0721750),
    (0.0193339, 0.1191920, 0.9503041),
)
FROM_XYZ = (
    (3.2404542, -1.5371385, -0.4985314),
    (-0.9692660, 1.8760108, 0.0415560),
    (0.0556434, -0.2040259, 1.0572252),
)
WHITE = tuple(sum(row) for row in TO_XYZ)
EPSILON, KAPPA = 216 / 24389, 24389 / 27
PLACES = 4


def from_hex(text: str) -> Lab:
    """CIELAB of `#rrggbb`, to four places: enough to come back to the same bytes."""
    linear = [_decoded(int(text[at : at + 2], 16) / 255) for at in (1, 3, 5)]
    x, y, z = (
        _root(value / white) for value, white in zip(_times(TO_XYZ, linear), WHITE, strict=True)
    )
    light, a, b = 116 * y - 16, 500 * (x - y), 200 * (y - z)
    return round(light, PLACES), round(a, PLACES), round(b, PLACES)


def to_hex(lab: Lab) -> str:
    """The nearest `#rrggbb` inside sRGB."""
    y = (lab[0] + 16) / 116
    roots = (y + lab[1] / 500, y, y - lab[2] / 200)
    xyz = [_cubed(root) * white for root, white in zip(roots, WHITE, strict=True)]
    red, green, blue = (int(_encoded(value) * 255 + 0.5) for value in _times(FROM_XYZ, xyz))
    return f"#{red:02x}{green:02x}{blue:02x}"


def _times(matrix: tuple[tuple[float, float, float], ...], vector: list[float]) -> list[float]:
    return [
        sum(factor * value for factor, value in zip(row, vector, strict=True)) for row in matrix
    ]


def _decoded(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def _encoded(value: float) -> float:
    x = min(1.0, max(0.0, value))
    return 12.92 * x if x <= 0.0031308 else float(1.055 * x ** (1 / 2.4) - 0.055)


def _root(value: float) -> float:
    return float(value ** (1 / 3)) if value > EPSILON else (KAPPA * value + 16) / 116


def _cubed(root: float) -> float:
    cube = root**3
    return cube if cube > EPSILON else (116 * root - 16) / KAPPA
