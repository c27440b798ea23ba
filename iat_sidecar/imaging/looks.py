"""What each time of day adds to its grade, as a table."""

from dataclasses import dataclass

from iat_sidecar.core.values import TimeOfDay

Rgb = tuple[float, float, float]
LAMP: Rgb = (1.0, 0.58, 0.22)


@dataclass(frozen=True)
class Look:
    """What a time adds to its grade; colours are linear light.

    zenith, skyline: the sky's gradient, mixed in by `sky`. haze: colour and amount at depth 1.
    sun: colour, height above the horizon in picture heights, and strength (0 none). rays: share
    of the sun that falls in shafts. key: side light, ± share. lamps: strength of emissive areas
    on their surroundings. stars: their brightness. lens: darkening of the corners.
    """

    zenith: Rgb
    skyline: Rgb
    sky: float
    haze: Rgb
    haze_amount: float
    lamps: float
    lens: float
    sun: Rgb = (0, 0, 0)
    sun_height: float = 0.0
    sun_strength: float = 0.0
    rays: float = 0.0
    key: float = 0.0
    stars: float = 0.0


LOOKS: dict[TimeOfDay, Look] = {
    "dawn": Look(
        zenith=(0.22, 0.30, 0.52),
        skyline=(1.00, 0.56, 0.40),
        sky=0.82,
        haze=(0.86, 0.62, 0.60),
        haze_amount=0.30,
        lamps=0.35,
        lens=0.18,
        sun=(1.0, 0.62, 0.42),
        sun_height=0.0,
        sun_strength=0.42,
        key=0.10,
    ),
    "day": Look(
        zenith=(0.17, 0.40, 0.86),
        skyline=(0.66, 0.82, 0.98),
        sky=0.35,
        haze=(0.66, 0.80, 0.95),
        haze_amount=0.08,
        lamps=0.0,
        lens=0.05,
        sun=(1.0, 0.97, 0.88),
        sun_height=0.7,
        sun_strength=0.06,
        key=0.05,
    ),
    "golden_hour": Look(
        zenith=(0.26, 0.38, 0.56),
        skyline=(1.00, 0.56, 0.18),
        sky=0.80,
        haze=(1.00, 0.62, 0.28),
        haze_amount=0.28,
        lamps=0.10,
        lens=0.16,
        sun=(1.0, 0.66, 0.26),
        sun_height=0.10,
        sun_strength=0.75,
        rays=0.45,
        key=0.26,
    ),
    "dusk": Look(
        zenith=(0.045, 0.055, 0.19),
        skyline=(0.62, 0.21, 0.17),
        sky=0.90,
        haze=(0.24, 0.12, 0.20),
        haze_amount=0.32,
        lamps=0.85,
        lens=0.28,
        sun=(0.90, 0.34, 0.16),
        sun_height=-0.02,
        sun_strength=0.22,
        key=0.08,
        stars=0.10,
    ),
    "night": Look(
        zenith=(0.0035, 0.0065, 0.022),
        skyline=(0.020, 0.034, 0.078),
        sky=0.93,
        haze=(0.018, 0.030, 0.066),
        haze_amount=0.45,
        lamps=1.0,
        lens=0.38,
        stars=0.55,
    ),
    "interior": Look(
        zenith=(0.62, 0.74, 0.92),
        skyline=(0.88, 0.92, 0.98),
        sky=0.30,
        haze=(0.55, 0.42, 0.28),
        haze_amount=0.05,
        lamps=0.75,
        lens=0.34,
    ),
}
