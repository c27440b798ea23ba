"""Every effect that changes tones keeps a 16-bit grey ramp a ramp: in order, whole, without steps."""

import inspect

import numpy as np
import pytest

from iat_sidecar.imaging import colour, effect

TONAL = (
    "dawn", "day", "golden_hour", "dusk", "night", "interior", "clear", "cloudy", "fog", "rain",
    "snow", "storm", "vignette", "grain",
)  # fmt: skip
"""Halftone and ink draw dots and lines: they are screens, not tone curves."""
LEVELS = np.linspace(0, 65_535, 1_024).round() / 65_535
SHAPE = (8, 8)
PLANES = {
    "depth": np.full(SHAPE, 0.5, np.float32),
    "ground": np.zeros(SHAPE, np.float32),
    "lights": np.zeros(SHAPE, np.float32),
    "sky": np.zeros(SHAPE, np.float32),
    "seed": 7,
}


def ramped(name):
    """What the effect makes of a grey of each level, at one place: levels × channels, encoded."""
    found = effect.get(name)
    wanted = inspect.signature(found.function).parameters
    planes = {key: plane for key, plane in PLANES.items() if key in wanted}
    greys = colour.decode(LEVELS.astype(np.float32))
    made = [
        found.apply(np.full((*SHAPE, 3), grey, np.float32), given={}, **planes)[4, 4]
        for grey in greys
    ]
    return colour.encode(np.array(made, np.float32))


@pytest.mark.parametrize("name", TONAL)
def test_a_16_bit_grey_ramp_stays_monotone_whole_and_smooth(name):
    encoded = ramped(name)
    assert np.diff(encoded, axis=0).min() >= -1e-6
    levels = (encoded * 255 + 0.5).astype(np.uint8)
    for channel in levels.T.astype(int):
        reached = channel.max() - channel.min() + 1
        assert len(np.unique(channel)) >= 250 / 256 * reached
    assert np.diff(levels[::4].astype(int), axis=0).max() <= 2
