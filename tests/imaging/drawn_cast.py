"""Scenes with known characters in known light, and characters that went wrong in them."""

import numpy as np

from iat_sidecar.imaging import colour, swatch
from iat_sidecar.imaging.guard.expected import PartColour
from iat_sidecar.imaging.scene.draw import Drawing, draw
from iat_sidecar.imaging.scene.request import Cast, SceneRequest, Swatch
from tests.imaging.drawn_scene import apply

CAST = {
    "mara": {"hair": "#b5532d", "skin": "#f1cdb0", "eyes": "#4f7f57", "outfit_1": "#2f5d8a"},
    "toma": {"hair": "#1f2230", "skin": "#96633f", "eyes": "#6a4a2f", "outfit_1": "#b5624f"},
    "ines": {"hair": "#e0c26a", "skin": "#e3b48f", "eyes": "#4c7a9a", "outfit_1": "#3f7a4a"},
    "odil": {"hair": "#7a3f8f", "skin": "#c68d65", "eyes": "#5d5f72", "outfit_1": "#4b3a7a"},
}
SCENES = (
    "{} and {} walk along the harbour",
    "{} sits in the kitchen, {} stands behind",
    "{} runs through the forest, {} follows",
    "close-up of {} talking to {} in the street",
    "medium shot, {} argues with {} in a bedroom",
    "{} waits at the station while {} reads",
    "{} walks with {} through the market",
    "{} and {} stand on a hill, wide shot",
)
LIGHTS = (
    (None, None),
    ("day", "clear"),
    ("night", None),
    ("golden_hour", None),
    ("interior", None),
    ("dusk", "rain"),
    ("dawn", "cloudy"),
    ("day", "snow"),
    ("day", "fog"),
    ("dusk", "storm"),
)


def expected(code):
    """The reference colours of a character."""
    return [PartColour(part=part, lab=swatch.from_hex(hex)) for part, hex in CAST[code].items()]


def drawn(text: str, codes, *, seed=1, size=(480, 360), changed=None) -> Drawing:
    """A panel with these characters; changed: code → parts in other colours than their own."""
    colours = {code: CAST[code] | (changed or {}).get(code, {}) for code in codes}
    cast = [
        Cast(
            code=code,
            name=code.title(),
            parts=[Swatch(part=part, lab=swatch.from_hex(hex)) for part, hex in parts.items()],
        )
        for code, parts in colours.items()
    ]
    words = text.format(*(code.title() for code in codes))
    width, height = size
    return draw(SceneRequest(scene=words, cast=cast, width_px=width, height_px=height, seed=seed))


def lit(drawing: Drawing, time=None, weather=None, seed=5):
    """The panel in a light, as bytes."""
    planes = {name: getattr(drawing, name) for name in ("depth", "lights", "ground", "sky")}
    picture = colour.to_linear(drawing.image)
    for effect in (time, weather):
        if effect is not None:
            picture = apply(effect, picture, planes, seed)
    return colour.to_srgb(picture)


def far_from(hex: str, nth: int = 0) -> str:
    """A strong colour that nobody would take for this one."""
    others = ("#2f9e8f", "#d84fa0", "#3560c8", "#6abf3f", "#c33b2e", "#e6d23c")
    own = np.array(swatch.from_hex(hex))
    far = [
        other
        for other in others
        if float(colour.delta_e00(np.array(swatch.from_hex(other)), own)) > 30
    ]
    return far[nth % len(far)]
