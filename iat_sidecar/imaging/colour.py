"""sRGB, linear light, CIELAB under D65, and the CIEDE2000 difference.

Sources: IEC 61966-2-1 (sRGB); CIE 15:2004 (CIELAB); Sharma, Wu, Dalal, Color Res. Appl. 30(1) 2005.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from iat_sidecar.imaging.arrays import LabImage, LinearRgb, Rgb8

Floats = NDArray[np.float32]

TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ],
    np.float32,
)
FROM_XYZ = np.linalg.inv(TO_XYZ.astype(np.float64)).astype(np.float32)
WHITE = TO_XYZ.sum(axis=1)
EPSILON, KAPPA = 216 / 24389, 24389 / 27


def to_linear(encoded: Rgb8) -> LinearRgb:
    """Decode sRGB bytes to linear light, any shape."""
    return _decoding()[encoded]


def to_srgb(linear: Floats) -> Rgb8:
    """Encode linear light to sRGB bytes, clipped and rounded to the nearest, any shape."""
    return (encode(linear) * np.float32(255) + np.float32(0.5)).astype(np.uint8)


def encode(linear: Floats) -> Floats:
    """Linear light to sRGB-encoded 0…1, clipped, any shape; the counterpart of `decode`."""
    x = np.clip(linear, np.float32(0), np.float32(1), dtype=np.float32)
    high = np.asarray(np.maximum(x, np.float32(0.0031308)))
    np.power(high, np.float32(1 / 2.4), out=high)
    high *= np.float32(1.055)
    high -= np.float32(0.055)
    np.minimum(high, x * np.float32(12.92), out=high)
    return high


def decode(encoded: Floats) -> Floats:
    """sRGB-encoded 0…1 to linear light, clipped, any shape."""
    x = np.clip(encoded, np.float32(0), np.float32(1), dtype=np.float32)
    knee = np.float32(0.04045)
    high = np.asarray((np.maximum(x, knee) + np.float32(0.055)) / np.float32(1.055))
    np.power(high, np.float32(2.4), out=high)
    # the straight part up to the knee, and what the curve adds after it: no masks, four times faster
    high += (np.minimum(x, knee) - knee) / np.float32(12.92)
    return high


def luminance(linear: LinearRgb) -> Floats:
    """Relative luminance Y, 0…1."""
    y: Floats = linear @ TO_XYZ[1]
    return y


def to_lab(linear: Floats) -> LabImage:
    """Linear light (…×3) to CIELAB under D65."""
    scaled = linear.astype(np.float32, copy=False) @ (TO_XYZ.T / WHITE)
    f = np.cbrt(scaled)
    dark = scaled <= np.float32(EPSILON)
    if dark.any():
        f[dark] = (np.float32(KAPPA) * scaled[dark] + np.float32(16)) / np.float32(116)
    lab: LabImage = np.empty_like(f)
    lab[..., 0] = 116 * f[..., 1] - 16
    lab[..., 1] = 500 * (f[..., 0] - f[..., 1])
    lab[..., 2] = 200 * (f[..., 1] - f[..., 2])
    return lab


def from_lab(lab: Floats) -> LinearRgb:
    """CIELAB under D65 to linear light; colours outside sRGB leave 0…1."""
    f = np.empty(np.shape(lab), np.float32)
    f[..., 1] = (lab[..., 0] + 16) / 116
    f[..., 0] = f[..., 1] + lab[..., 1] / 500
    f[..., 2] = f[..., 1] - lab[..., 2] / 200
    xyz = f * f * f
    dark = xyz <= np.float32(EPSILON)
    xyz[dark] = (np.float32(116) * f[dark] - np.float32(16)) / np.float32(KAPPA)
    linear: LinearRgb = xyz @ (FROM_XYZ * WHITE).T
    return linear


def lab8(encoded: Rgb8) -> LabImage:
    """sRGB bytes to CIELAB under D65."""
    return to_lab(to_linear(encoded[..., :3]))


def hex_to_lab(text: str) -> tuple[float, float, float]:
    """`#rrggbb` to CIELAB."""
    rgb = np.array([[int(text[i : i + 2], 16) for i in (1, 3, 5)]], np.uint8)
    light, a, b = lab8(rgb)[0].tolist()
    return light, a, b


def lab_to_hex(lab: tuple[float, float, float]) -> str:
    """CIELAB to the nearest `#rrggbb` inside sRGB."""
    red, green, blue = to_srgb(from_lab(np.array(lab, np.float32))).tolist()
    return f"#{red:02x}{green:02x}{blue:02x}"


def delta_e00(one: NDArray[np.floating], other: NDArray[np.floating]) -> NDArray[np.float64]:
    """CIEDE2000 colour difference of CIELAB arrays (…×3), broadcast; kL = kC = kH = 1."""
    l1, a1, b1 = np.moveaxis(np.asarray(one, np.float64), -1, 0)
    l2, a2, b2 = np.moveaxis(np.asarray(other, np.float64), -1, 0)
    mean7 = ((np.hypot(a1, b1) + np.hypot(a2, b2)) / 2) ** 7
    stretch = 1.5 - 0.5 * np.sqrt(mean7 / (mean7 + 25.0**7))
    c1, c2 = np.hypot(a1 * stretch, b1), np.hypot(a2 * stretch, b2)
    h1 = np.degrees(np.arctan2(b1, a1 * stretch)) % 360
    h2 = np.degrees(np.arctan2(b2, a2 * stretch)) % 360
    grey = c1 * c2 == 0
    turn = np.where(grey, 0.0, (h2 - h1 + 180) % 360 - 180)
    turn = np.where((turn == -180) & (h2 > h1), 180.0, turn)
    d_hue = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn) / 2)
    light, chroma = (l1 + l2) / 2, (c1 + c2) / 2
    far = np.abs(h1 - h2) > 180
    hue = np.where(
        grey, h1 + h2, (h1 + h2 + np.where(far, np.where(h1 + h2 < 360, 360, -360), 0)) / 2
    )
    t = (
        1
        - 0.17 * np.cos(np.radians(hue - 30))
        + 0.24 * np.cos(np.radians(2 * hue))
        + 0.32 * np.cos(np.radians(3 * hue + 6))
        - 0.20 * np.cos(np.radians(4 * hue - 63))
    )
    s_light = 1 + 0.015 * (light - 50) ** 2 / np.sqrt(20 + (light - 50) ** 2)
    s_chroma, s_hue = 1 + 0.045 * chroma, 1 + 0.015 * chroma * t
    rotate = -np.sin(np.radians(60 * np.exp(-(((hue - 275) / 25) ** 2)))) * (
        2 * np.sqrt(chroma**7 / (chroma**7 + 25.0**7))
    )
    dl, dc, dh = (l2 - l1) / s_light, (c2 - c1) / s_chroma, d_hue / s_hue
    apart: NDArray[np.float64] = np.sqrt(np.maximum(dl**2 + dc**2 + dh**2 + rotate * dc * dh, 0))
    return apart


@cache
def _decoding() -> Floats:
    x = np.arange(256, dtype=np.float64) / 255
    return np.where(x <= 0.04045, x / 12.92, ((x + 0.055) / 1.055) ** 2.4).astype(np.float32)
