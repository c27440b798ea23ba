"""Heads and faces: a turned head with eyes, brows, nose and mouth by expression; units are heads.

The origin is the middle of the head, y down; features lie on a cylinder and turn with it.
"""

from dataclasses import dataclass

import numpy as np

from iat_sidecar.imaging.scene.geometry import Pairs, Points, curve, ellipse, points
from iat_sidecar.imaging.scene.sculpt import Sculptor

ROUND = 0.385
MAX_TURN = np.radians(36)
LIPS, TONGUE, WHITE, PUPIL, TEETH = "#7a2f33", "#c96f6c", "#fbfaf6", "#17151c", "#fffdf8"


@dataclass(frozen=True)
class Expression:
    """Brows (inner and outer end, down is positive), lids, iris and mouth; lengths in heads."""

    inner: float = 0.0
    outer: float = 0.0
    lid: float = 1.0
    lower: float = 0.75
    iris: float = 1.0
    smile: float = 0.012
    gape: float = 0.0
    width: float = 1.0
    mark: str = ""


EXPRESSIONS = {
    "neutral": Expression(),
    "happy": Expression(-0.025, -0.01, 0.95, 0.25, smile=0.05, gape=0.055, width=1.15),
    "sad": Expression(-0.05, 0.03, 0.72, smile=-0.04, width=0.85, mark="tear"),
    "angry": Expression(0.055, -0.04, 0.74, 0.6, 0.85, -0.035, 0.05, 1.05, "crease"),
    "surprised": Expression(-0.085, -0.07, 1.4, 1.0, 0.78, 0.0, 0.13, 0.55),
    "afraid": Expression(-0.085, -0.01, 1.3, 1.0, 0.68, -0.03, 0.055, 0.95, "sweat"),
    "determined": Expression(0.04, -0.025, 0.8, 0.6, smile=-0.014, width=0.85),
    "tired": Expression(-0.01, 0.025, 0.42, 0.7, smile=-0.018, width=0.75, mark="bags"),
}  # fmt: skip


@dataclass(frozen=True)
class Head:
    """One head to draw: `turn` 0 toward the viewer … 1 to the side it faces."""

    draw: Sculptor
    turn: float
    face: Expression

    def on(self, pairs: Pairs) -> Points:
        """Points of the unrolled face, wrapped round the turned head."""
        u, v = points(pairs).T
        angle = np.arcsin(np.clip(u / ROUND, -1, 1)) + self.turn * MAX_TURN
        return np.column_stack([ROUND * np.sin(angle.clip(-1.5, 1.5)), v])

    def narrow(self, u: float) -> float:
        """How much a feature at u is foreshortened."""
        return float(np.cos(np.arcsin(u / ROUND) + self.turn * MAX_TURN))


def skull(turn: float) -> Points:
    """The outline of the face, its chin and jaw turned."""
    side = [(0.25, -0.44), (0.375, -0.22), (0.385, 0.0), (0.36, 0.18), (0.26, 0.36), (0.11, 0.48)]
    ring = [(0.0, -0.5), *side, (0.0, 0.5), *((-x, y) for x, y in side[::-1])]
    outline = points(ring)
    slide = np.interp(outline[:, 1], [-0.5, -0.1, 0.5], [0.0, 0.02, 0.1]) * turn
    far = (outline[:, 0] > 0) & (outline[:, 1] > -0.1)
    outline[:, 0] = outline[:, 0] * np.where(far, 1 - 0.1 * turn, 1.0) + slide
    return curve(outline, steps=5)


def ear(head: Head, side: int) -> None:
    """One ear, where the turn of the head leaves it."""
    x = side * 0.39 * np.cos(head.turn * MAX_TURN) + (0.03 if side < 0 else 0.0) * head.turn
    head.draw.shape(ellipse(x, 0.07, 0.075, 0.12), "skin", shade=0.02)
    head.draw.stroke([(x - 0.02, 0.0), (x + 0.03, 0.05), (x, 0.12)], width=0.6)


def face(head: Head) -> None:
    """Eyes, brows, nose, mouth and the marks of a mood."""
    for u in (-0.165, 0.165):
        if head.narrow(u) > 0.3:
            _eye(head, u)
            _brow(head, u)
    _nose(head)
    _mouth(head)
    if head.face.mark:
        MARKS[head.face.mark](head)
    if head.draw.look.has_glasses:
        _glasses(head)


def _eye(head: Head, u: float) -> None:
    face, (x, y) = head.face, head.on([(u, 0.06)])[0]
    wide, high = 0.098 * max(0.55, head.narrow(u)), 0.068
    t = np.linspace(-1, 1, 17)
    upper = -high * face.lid * (1 - np.abs(t) ** 2.4)
    lower = high * face.lower * (1 - t**2)
    lids = np.column_stack([x + wide * t, y + upper]), np.column_stack([x + wide * t, y + lower])
    head.draw.plain(np.vstack([lids[0], lids[1][::-1]]), WHITE)
    _iris(head, (x, y), wide, (upper, lower))
    outer = wide * 1.2 * np.sign(u)
    lash = (
        np.vstack([lids[0], [(x + outer, y - 0.012)]])
        if u > 0
        else np.vstack([[(x + outer, y - 0.012)], lids[0]])
    )
    head.draw.stroke(lash, width=1.5, start=0.5, end=0.5, bend=False)
    head.draw.stroke(lids[1][4:-4], width=0.55, bend=False)


def _iris(head: Head, at: tuple[float, float], wide: float, lids: tuple[Points, Points]) -> None:
    """The iris, cut off by the lids, with its pupil and a highlight."""
    x, y = at
    r = 0.066 * head.face.iris
    middle = 0.025 * head.turn - 0.004
    for size, colour in ((1.0, ""), (0.46, PUPIL)):
        t = np.linspace(-1, 1, 15)
        columns = middle + r * size * t * 0.92
        tall = r * size * np.sqrt(1 - t**2)
        grid = np.linspace(-wide, wide, 17)
        top = np.maximum(-tall, np.interp(columns, grid, lids[0]))
        low = np.maximum(top, np.minimum(tall, np.interp(columns, grid, lids[1])))
        outline = np.column_stack([np.r_[columns, columns[::-1]] + x, np.r_[top, low[::-1]] + y])
        if colour:
            head.draw.plain(outline, colour)
        else:
            head.draw.shape(outline, "eyes", shade=0, line=0.45)
    if head.face.lid > 0.6:
        head.draw.plain(ellipse(x + middle - 0.02, y - r * 0.42, 0.016, 0.018, steps=10), WHITE)


def _brow(head: Head, u: float) -> None:
    face, side = head.face, np.sign(u)
    path = [
        (u - side * 0.09, -0.085 + face.inner),
        (u + side * 0.01, -0.115 + (face.inner + face.outer) / 2),
        (u + side * 0.11, -0.08 + face.outer),
    ]
    head.draw.stroke(head.on(path), width=1.7, start=0.8, end=0.2)


def _nose(head: Head) -> None:
    turn = head.turn
    x = float(head.on([(0, 0.2)])[0, 0])
    tip = x + 0.075 * turn
    if turn > 0.25:
        bridge = [(x + 0.02 * turn, 0.08), (tip, 0.2), (x + 0.01, 0.225)]
        head.draw.stroke(bridge, width=0.85, start=0.15, end=0.4)
    else:
        head.draw.stroke([(x - 0.035, 0.205), (x, 0.222), (x + 0.035, 0.205)], width=0.8)


def _mouth(head: Head) -> None:
    face, t = head.face, np.linspace(-1, 1, 13)
    u, arch = 0.115 * face.width * t, 1 - t**2
    top = 0.335 + face.smile * arch * (0.35 if face.gape else 1.0) - face.smile * 0.5
    upper = head.on(np.column_stack([u, top]))
    if face.gape:
        rise = min(face.gape * 0.35, 0.03) if face.smile <= 0 else 0.0
        upper = head.on(np.column_stack([u, top - rise * arch]))
        low = head.on(np.column_stack([u, top + (face.gape + max(face.smile, 0) * 0.6) * arch]))
        head.draw.plain(np.vstack([upper, low[::-1]]), LIPS, line=0.75)
        _inside(head, upper, low)
    else:
        head.draw.stroke(upper, width=1.05, bend=False)
        x, y = upper[6]
        head.draw.stroke([(x - 0.03, y + 0.05), (x + 0.03, y + 0.05)], width=0.5)


def _inside(head: Head, upper: Points, low: Points) -> None:
    """Teeth above and tongue below in an open mouth."""
    between = upper + (low - upper) * 0.28
    if head.face.width > 0.8:
        head.draw.plain(np.vstack([upper[2:-2], between[2:-2][::-1]]), TEETH)
    tongue = upper + (low - upper) * 0.62
    head.draw.plain(np.vstack([tongue[4:-4], low[4:-4][::-1]]), TONGUE)


def _tear(head: Head) -> None:
    ((x, y),) = head.on([(-0.2, 0.2)])
    drop = curve([(x, y - 0.06), (x + 0.028, y + 0.01), (x, y + 0.035), (x - 0.028, y + 0.01)])
    head.draw.plain(drop, "#bfe3f2", line=0.6)


def _crease(head: Head) -> None:
    for u in (-0.03, 0.03):
        head.draw.stroke(head.on([(u, -0.1), (u * 0.8, -0.03)]), width=0.8)


def _sweat(head: Head) -> None:
    ((x, y),) = head.on([(-0.33, -0.12)])
    drop = curve([(x, y - 0.07), (x + 0.032, y + 0.02), (x, y + 0.045), (x - 0.032, y + 0.02)])
    head.draw.plain(drop, "#cfeaf4", line=0.6)


def _bags(head: Head) -> None:
    for u in (-0.165, 0.165):
        head.draw.stroke(head.on([(u - 0.07, 0.13), (u, 0.155), (u + 0.07, 0.13)]), width=0.7)


MARKS = {"tear": _tear, "crease": _crease, "sweat": _sweat, "bags": _bags}


def _glasses(head: Head) -> None:
    for u in (-0.165, 0.165):
        ((x, y),) = head.on([(u, 0.06)])
        rim = ellipse(x, y, 0.125 * max(0.6, head.narrow(u)), 0.115)
        head.draw.stroke(np.vstack([rim, rim[:2]]), width=1.0, start=1, end=1, bend=False)
    head.draw.stroke(head.on([(-0.045, 0.045), (0.045, 0.045)]), width=1.0, start=1, end=1)
