"""Hands, trunk and what is worn on neck and head, as shapes in heads."""

import numpy as np

from iat_sidecar.imaging.scene.face import Head
from iat_sidecar.imaging.scene.geometry import Points, capsule, curve, ellipse
from iat_sidecar.imaging.scene.poses import TORSO
from iat_sidecar.imaging.scene.sculpt import Sculptor

SLEEVE, WRIST = 0.215, 0.1


def torso(wide: float, breadth: float, hem: float) -> Points:
    """Shoulders to hem, in the frame of the hip."""
    waist, hips = 0.5 * max(0.78, wide), 0.55 * max(0.8, wide)
    side = [
        (0.2, -TORSO - 0.1),
        (0.42 * max(wide, 0.55), -TORSO - 0.02),
        (0.62 * wide, -TORSO + 0.03),
        (0.8 * wide, -TORSO + 0.2),
        (0.82 * wide, -TORSO + 0.4),
        (0.66 * max(wide, 0.66), -TORSO + 0.75),
        (waist * (0.8 + 0.2 * breadth), -0.72),
        (hips, -0.05),
        (hips * 0.98, hem),
    ]
    ring = [*side, (0.0, hem + 0.05), *((-x, y) for x, y in side[::-1]), (0.0, -TORSO - 0.02)]
    return curve(ring, steps=5)


def hand(elbow: Points, wrist: Points, kind: str) -> list[tuple[Points, str]]:
    """Palm, thumb and fingers past the wrist; the glove role falls back on skin."""
    along = (wrist - elbow) / max(float(np.hypot(*(wrist - elbow))), 1e-6)
    across = np.array([-along[1], along[0]])
    palm = wrist + along * 0.14
    shape = [(capsule(wrist - along * 0.1, palm, WRIST, 0.125), "gloves")]
    spread, length = FINGERS[kind]
    for angle, long in zip(spread, length, strict=True):
        way = along * np.cos(np.radians(angle)) + across * np.sin(np.radians(angle))
        root = palm + way * 0.06
        shape.append((capsule(root, root + way * long, 0.05, 0.038, steps=6), "gloves"))
    return shape


FINGERS = {
    "loose": ((-14, -3, 9, 42), (0.17, 0.19, 0.16, 0.08)),
    "fist": ((-20, 0, 20), (0.05, 0.06, 0.05)),
    "point": ((4, -32, 55), (0.27, 0.06, 0.08)),
    "open": ((-30, -10, 10, 30, 72), (0.18, 0.21, 0.21, 0.18, 0.15)),
}


def round_neck(frame: Sculptor, slide: float) -> None:
    """A plain neckline."""
    rim = [(-0.24 + slide * 0.5, -2.1), (slide, -1.84), (0.26 + slide * 0.5, -2.1)]
    frame.shape(
        curve([*rim, (0.14 + slide * 0.3, -2.24), (-0.14 + slide * 0.3, -2.24)], steps=4),
        "skin",
        shade=0.03,
        line=0.8,
    )


def _lapels(frame: Sculptor, slide: float) -> None:
    deep = -1.05
    frame.plain(
        [(-0.2, -2.14), (slide * 1.4, deep), (0.22, -2.14), (0.0, -2.2)], "#f1eee6", line=0.7
    )
    frame.shape([(-0.15, -2.18), (slide, -1.8), (0.16, -2.18)], "skin", shade=0.02, line=0.6)
    for side in (-1, 1):
        flap = [
            (side * 0.2, -2.16),
            (side * 0.38, -1.75),
            (side * 0.26, -1.66),
            (slide * 1.4, deep),
            (side * 0.12 + slide * 0.6, -1.85),
        ]
        frame.shape(flap, "top", shade=0.0, line=0.8)
    frame.stroke([(slide * 1.4, deep), (slide * 1.3, -0.4), (slide, 0.2)], width=0.9)


def _hood(frame: Sculptor, slide: float) -> None:
    roll = [
        (-0.5, -2.05),
        (-0.3, -2.2),
        (0.0 + slide, -1.82),
        (0.32, -2.2),
        (0.5, -2.03),
        (0.2 + slide, -1.68),
        (-0.18 + slide, -1.68),
    ]
    frame.shape(curve(roll), "top", shade=0.05)
    for x in (-0.09, 0.11):
        frame.stroke([(x + slide, -1.7), (x + slide * 0.9, -1.3)], width=1.0)
    frame.stroke(
        [
            (-0.3 + slide, -0.55),
            (-0.24 + slide, -0.75),
            (0.24 + slide, -0.75),
            (0.3 + slide, -0.55),
        ],
        width=0.9,
        bend=False,
    )


NECKLINES = {"jacket": _lapels, "coat": _lapels, "hoodie": _hood}


def scarf(frame: Sculptor, wide: float) -> None:
    """A scarf wound once, one end hanging."""
    frame.shape(
        curve([(0.12, -1.95), (0.34, -1.95), (0.42, -1.2), (0.18, -1.15)], steps=4),
        "scarf",
        shade=0.05,
    )
    loop = [
        (-0.42 * wide - 0.03, -2.08),
        (-0.2, -2.3),
        (0.22, -2.3),
        (0.42 * wide + 0.03, -2.08),
        (0.2, -1.86),
        (-0.2, -1.86),
    ]
    frame.shape(curve(loop), "scarf", shade=0.06)
    frame.stroke([(-0.25, -2.12), (0.0, -2.0), (0.26, -2.12)], width=0.7)


def hat(head: Head) -> None:
    """A brimmed hat."""
    crown = [(-0.36, -0.26), (-0.33, -0.62), (0.0, -0.7), (0.33, -0.62), (0.36, -0.26)]
    head.draw.shape(curve(crown, steps=4), "hat", shade=0.08)
    head.draw.shape(ellipse(0.02, -0.26, 0.6, 0.1), "hat", shade=0.03)
