"""Hair styles as shapes round a head: what falls behind, the cap, the fringe; units are heads."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from iat_sidecar.imaging.scene.face import Head
from iat_sidecar.imaging.scene.geometry import Points, curve, ellipse, points

Pairs2 = list[tuple[float, float]]
SIDE: Pairs2 = [
    (0.39, 0.1),
    (0.37, -0.08),
    (0.29, -0.22),
    (0.06, -0.29),
    (-0.14, -0.21),
    (-0.28, -0.1),
    (-0.37, -0.05),
    (-0.39, 0.1),
]
STRAIGHT: Pairs2 = [
    (0.4, 0.22),
    (0.35, -0.08),
    (0.22, -0.12),
    (0.1, -0.095),
    (-0.03, -0.125),
    (-0.17, -0.095),
    (-0.33, -0.08),
    (-0.4, 0.22),
]
OPEN: Pairs2 = [
    (0.39, 0.08),
    (0.36, -0.12),
    (0.24, -0.27),
    (0.05, -0.34),
    (-0.16, -0.3),
    (-0.33, -0.14),
    (-0.39, 0.08),
]
ZIGZAG: Pairs2 = [
    (0.39, 0.1),
    (0.33, -0.2),
    (0.26, -0.06),
    (0.15, -0.24),
    (0.06, -0.05),
    (-0.06, -0.24),
    (-0.15, -0.05),
    (-0.27, -0.22),
    (-0.34, -0.02),
    (-0.39, 0.1),
]

BEHIND: dict[str, Pairs2] = {
    "bob": [(-0.4, -0.3), (-0.52, 0.1), (-0.5, 0.48), (-0.3, 0.56), (0.3, 0.56), (0.5, 0.48), (0.52, 0.1), (0.4, -0.3)],
    "long": [(-0.4, -0.3), (-0.53, 0.2), (-0.6, 0.8), (-0.62, 1.4), (-0.4, 1.66), (-0.1, 1.5), (0.2, 1.62), (0.5, 1.3), (0.55, 0.7), (0.52, 0.1), (0.4, -0.3)],
    "ponytail": [(-0.26, -0.38), (-0.55, -0.36), (-0.78, 0.02), (-0.8, 0.5), (-0.62, 1.05), (-0.56, 0.6), (-0.5, 0.2), (-0.34, 0.0)],
}  # fmt: skip


@dataclass(frozen=True)
class Style:
    """One hair style: its fringe, how far it stands off the head, and its way of outlining."""

    fringe: tuple[tuple[float, float], ...]
    volume: float = 1.0
    behind: str = ""
    rim: str = "smooth"
    is_sharp: bool = False
    hides_ears: bool = False


STYLES = {
    "short": Style(tuple(SIDE)),
    "tousled": Style(tuple(ZIGZAG), 1.05, rim="tufted", is_sharp=True),
    "bob": Style(tuple(STRAIGHT), 1.06, "bob", hides_ears=True),
    "long": Style(tuple(SIDE), 1.05, "long", hides_ears=True),
    "ponytail": Style(tuple(OPEN), 1.0, "ponytail"),
    "bun": Style(tuple(OPEN), 1.0, rim="bun"),
    "curly": Style(tuple(STRAIGHT), 1.1, rim="cloud", hides_ears=True),
    "spiky": Style(tuple(ZIGZAG), 1.08, rim="spiked", is_sharp=True),
    "braids": Style(tuple(OPEN), 1.02, rim="braids"),
    "swept": Style(tuple(OPEN), 1.04, rim="quiff"),
    "bald": Style(()),
}


def hair_behind(head: Head) -> None:
    """What hangs or stands behind head and shoulders."""
    style = STYLES[head.draw.look.hair]
    if style.behind:
        head.draw.shape(curve(BEHIND[style.behind]), "hair", shade=0.12)
        for x in (-0.4, 0.38) if style.behind == "long" else ():
            head.draw.stroke([(x, 0.4), (x * 1.15, 0.9), (x * 1.05, 1.35)], width=0.8)
    if style.rim in RIMS:
        RIMS[style.rim](head)


def hair_before(head: Head) -> None:
    """Cap and fringe over the face."""
    look = head.draw.look
    if look.has_beard:
        _beard(head)
    style = STYLES[look.hair]
    if not style.fringe:
        return
    fringe = head.on(style.fringe)
    edge = fringe if style.is_sharp else curve(fringe, closed=False, steps=4)
    head.draw.shape(np.vstack([_cap(style, head.turn), edge]), "hair", shade=0.06)
    _strands(head, style)
    if style.rim == "braids":
        _braids(head)


def hair_all(head: Head) -> None:
    """The head from behind: hair over everything."""
    style = STYLES[head.draw.look.hair]
    if not style.fringe:
        return
    nape = [(0.4, 0.1), (0.3, 0.36), (0.1, 0.44), (-0.1, 0.44), (-0.3, 0.36), (-0.4, 0.1)]
    whole = np.vstack([_cap(style, 0.0), curve(nape, closed=False)])
    hanging = [(curve(BEHIND[style.behind]), "hair")] if style.behind else []
    head.draw.group([(whole, "hair"), *hanging], shade=0.08)
    for x in (-0.2, 0.0, 0.2):
        head.draw.stroke([(x * 0.4, -0.42), (x, -0.1), (x * 1.1, 0.3)], width=0.7)
    if style.rim == "braids":
        _braids(head)


def _cap(style: Style, turn: float) -> Points:
    """The outer edge from the left temple over the crown to the right."""
    turns = np.linspace(np.pi * 1.08, -np.pi * 0.08, 33)
    rx, ry = 0.425 * style.volume, 0.5 * style.volume
    reach = np.ones(33)
    if style.rim in ("tufted", "spiked"):
        sharp = 0.07 if style.rim == "tufted" else 0.26
        reach[3:-3:4] += sharp
    x = rx * np.cos(turns) * reach - 0.02 * turn
    return np.column_stack([x, -0.05 - ry * np.sin(turns) * reach])


def _strands(head: Head, style: Style) -> None:
    top = [(-0.02, -0.48), (0.05, -0.4), (0.1, -0.3)]
    if style.rim != "cloud":
        if head.turn < 0.6:
            head.draw.stroke(head.on([(u + 0.04, v) for u, v in top]), width=0.8)
        head.draw.stroke([(-0.3, -0.3), (-0.36, -0.16), (-0.37, -0.02)], width=0.7)
        if head.turn < 0.3:
            head.draw.stroke([(0.18, -0.46), (0.3, -0.33), (0.34, -0.2)], width=0.7)


def _cloud(head: Head) -> None:
    turns = np.linspace(np.pi * 1.25, -np.pi * 0.25, 12)
    lumps = [
        (ellipse(0.46 * np.cos(t), -0.08 - 0.48 * np.sin(t), 0.2, 0.2, steps=18), "hair")
        for t in turns
    ]
    head.draw.group(lumps, shade=0.04)


def _bun(head: Head) -> None:
    head.draw.shape(ellipse(-0.14 * head.turn, -0.62, 0.22, 0.2), "hair")
    head.draw.stroke([(-0.16, -0.62), (0, -0.68), (0.12, -0.6)], width=0.7)


def _quiff(head: Head) -> None:
    wave = [(-0.34, -0.38), (-0.1, -0.68), (0.25, -0.74), (0.47, -0.56), (0.4, -0.3), (0.1, -0.3)]
    head.draw.shape(curve(wave), "hair")


RIMS: dict[str, Callable[[Head], None]] = {"cloud": _cloud, "bun": _bun, "quiff": _quiff}


def _braids(head: Head) -> None:
    for x in (-0.43, 0.43):
        links = [
            (ellipse(x * (1 + 0.03 * i), 0.22 + 0.16 * i, 0.095 - 0.006 * i, 0.1, steps=16), "hair")
            for i in range(7)
        ]
        for link in links[::-1]:
            head.draw.group([link], shade=0.02)


def _beard(head: Head) -> None:
    edge = [
        (0.37, 0.1),
        (0.3, 0.22),
        (0.12, 0.265),
        (0, 0.255),
        (-0.12, 0.265),
        (-0.3, 0.22),
        (-0.37, 0.1),
    ]
    chin = points([(-0.35, 0.25), (-0.24, 0.46), (0.0, 0.6), (0.24, 0.46), (0.33, 0.25)])
    chin[:, 0] += 0.09 * head.turn
    head.draw.shape(
        np.vstack([curve(head.on(edge), closed=False), curve(chin, closed=False)]),
        "hair",
        shade=0.04,
    )
