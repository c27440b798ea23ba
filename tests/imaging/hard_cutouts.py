"""Twenty subjects that are hard to cut out, drawn with their true alpha and their true colours.

Drawn three times as large and reduced, mixed in sRGB as drawing programs mix. Those that nothing
but knowledge of the world could tell apart from what stands behind them bring a `model`: the truth
at 320², blurred and unsure, as a segmentation network would answer.
"""

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageDraw

from iat_sidecar.imaging.matte import scale

SIZE = 512
FINE = 3
MODEL_PX = 320

Colour = tuple[int, int, int]
Paint = Callable[[ImageDraw.ImageDraw, "Pen"], None]
WHITE, PAPER, INK = (255, 255, 255), (250, 248, 240), (24, 20, 28)
SKIN, COAT, HAIR = (226, 172, 140), (196, 74, 52), (70, 44, 30)
GREEN, BLUE = (0, 177, 64), (30, 70, 190)


class Subject(NamedTuple):
    """Straight colours (H×W×3, 0…255) and alpha (H×W, 0…1)."""

    own: np.ndarray
    alpha: np.ndarray


class Hard(NamedTuple):
    """A picture, its truth, and the answer of a model where it cannot be cut without one."""

    name: str
    image: np.ndarray
    alpha: np.ndarray
    own: np.ndarray
    model: np.ndarray | None


class Pen:
    """Paints on colours and mask alike; coordinates and widths are percent of the edge."""

    def __init__(self, size: int) -> None:
        self.edge = size * FINE
        self.colours = Image.new("RGB", (self.edge, self.edge))
        self.mask = Image.new("L", (self.edge, self.edge))

    def paint(self, shape: str, points: list, colour: Colour, width: float = 0, **more) -> None:
        at = [tuple(value * self.edge / 100 for value in point) for point in points]
        if width:
            more["width"] = max(1, round(width * self.edge / 100))
        key = "outline" if shape in ("ellipse", "rectangle") and width else "fill"
        for image, shade in ((self.colours, colour), (self.mask, 255)):
            getattr(ImageDraw.Draw(image), shape)(at, **{key: shade}, **more)

    def strand(self, points: np.ndarray, colour: Colour, width: float) -> None:
        self.paint("line", points.tolist(), colour, width, joint="curve")

    def cut(self, shape: str, points: list) -> None:
        at = [tuple(value * self.edge / 100 for value in point) for point in points]
        getattr(ImageDraw.Draw(self.mask), shape)(at, fill=0)

    def subject(self) -> Subject:
        mask = np.asarray(self.mask, np.float32) / 255
        alpha = _reduced(mask)
        mixed = _reduced(np.asarray(self.colours, np.float32) * mask[..., None])
        return straight(mixed, alpha)


def _reduced(fine: np.ndarray) -> np.ndarray:
    size = fine.shape[0] // FINE
    return fine.reshape(size, FINE, size, FINE, -1).mean(axis=(1, 3)).squeeze()


def straight(mixed: np.ndarray, alpha: np.ndarray) -> Subject:
    own = mixed / np.maximum(alpha, 1e-4)[..., None]
    return Subject(np.clip(own, 0, 255).astype(np.float32), alpha.astype(np.float32))


def over(upper: Subject, lower: Subject) -> Subject:
    above, below = upper.alpha[..., None], lower.alpha[..., None]
    mixed = upper.own * above + lower.own * below * (1 - above)
    return straight(mixed, upper.alpha + lower.alpha * (1 - upper.alpha))


def blurred(subject: Subject, radius: int, times: int = 3) -> Subject:
    mixed, alpha = subject.own * subject.alpha[..., None], subject.alpha
    for _ in range(times):
        mixed, alpha = scale.box_mean(mixed, radius), scale.box_mean(alpha, radius)
    return straight(mixed, alpha)


def moved(subject: Subject, reach: int) -> Subject:
    """Motion blur along x over `reach` pixels."""
    shifts = range(-reach // 2, reach // 2 + 1)
    mixed, alpha = np.zeros_like(subject.own), np.zeros_like(subject.alpha)
    for shift in shifts:
        mixed += np.roll(subject.own * subject.alpha[..., None], shift, axis=1) / len(shifts)
        alpha += np.roll(subject.alpha, shift, axis=1) / len(shifts)
    return straight(mixed, alpha)


def shaded(subject: Subject, amount: float = 0.35) -> Subject:
    """Light from the upper left."""
    y, x = _grid(subject.alpha.shape[0])
    light = 1 + amount * (0.5 - 0.5 * x - 0.5 * y)
    return Subject(np.clip(subject.own * light[..., None], 0, 255), subject.alpha)


def _grid(size: int) -> tuple[np.ndarray, np.ndarray]:
    y, x = np.mgrid[:size, :size].astype(np.float32) / size
    return y, x


def grain(size: int, cells: int, seed: int, channels: int = 3) -> np.ndarray:
    """Smooth noise in −1…1."""
    noise = np.random.default_rng(seed).random((cells, cells, channels)) * 255
    bands = [Image.fromarray(noise[..., band].astype(np.uint8)) for band in range(channels)]
    grown = [band.resize((size, size), Image.Resampling.BICUBIC) for band in bands]
    return np.stack([np.asarray(band, np.float32) for band in grown], axis=-1) / 127.5 - 1


def flat(colour: Colour, noise: float = 0.0, seed: int = 0, size: int = SIZE) -> np.ndarray:
    rng = np.random.default_rng(seed)
    plain = np.ones((size, size, 3), np.float32) * np.array(colour, np.float32)
    return plain + rng.normal(0, noise, (size, size, 1)).astype(np.float32) if noise else plain


def fading(above: Colour, below: Colour, size: int = SIZE) -> np.ndarray:
    y, _ = _grid(size)
    return np.array(above) * (1 - y[..., None]) + np.array(below) * y[..., None]


def bricks(size: int = SIZE) -> np.ndarray:
    tile, rng = Image.new("RGB", (size, size), (176, 168, 156)), np.random.default_rng(11)
    draw, high, wide = ImageDraw.Draw(tile), size // 22, size // 9
    for row in range(-1, size // high + 1):
        for column in range(-1, size // wide + 2):
            left, top = column * wide - (row % 2) * wide // 2, row * high
            shade = rng.integers(-16, 16)
            box = [left + 2, top + 2, left + wide - 2, top + high - 2]
            draw.rectangle(box, (126 + shade, 116 + shade, 108 + shade))
    wall = np.asarray(tile, np.float32) + 7 * grain(size, 160, 12, 1)
    return wall * (1.08 - 0.2 * _grid(size)[1][..., None])


def foliage(size: int = SIZE) -> np.ndarray:
    fine, wide = grain(size, 60, 21, 1), grain(size, 9, 22, 1)
    leaf = np.array([70, 112, 52], np.float32) * (1 + 0.45 * fine + 0.3 * wide)
    return leaf + 10 * grain(size, 30, 23)


def bokeh(size: int = SIZE) -> np.ndarray:
    """Lights out of focus before a dark room."""
    scene, rng = Image.new("RGB", (size, size), (52, 58, 76)), np.random.default_rng(31)
    draw = ImageDraw.Draw(scene, "RGBA")
    for _ in range(60):
        (x, y), r = rng.integers(0, size, 2), rng.integers(size // 30, size // 12)
        colour = (*(int(each) for each in rng.integers(90, 230, 3)), 90)
        draw.ellipse([x - r, y - r, x + r, y + r], colour)
    soft = np.asarray(scene, np.float32)
    for _ in range(2):
        soft = scale.box_mean(soft, size // 80)
    return soft


def curve(start: tuple, angle: float, length: float, bend: float, points: int = 14) -> np.ndarray:
    along = np.linspace(0, 1, points)
    turn = np.radians(angle + bend * along)
    steps = np.stack([np.cos(turn), np.sin(turn)], axis=1) * length / points
    return np.array(start) + np.cumsum(steps, axis=0)


def bust(pen: Pen, coat: Colour = COAT, skin: Colour = SKIN, hair: Colour = HAIR) -> None:
    pen.paint("ellipse", [(18, 62), (82, 128)], coat)
    pen.paint("rectangle", [(43, 50), (57, 68)], tuple(int(0.85 * part) for part in skin))
    pen.paint("ellipse", [(34, 16), (66, 58)], skin)
    pen.paint("chord", [(33, 13), (67, 56)], hair, start=185, end=355)
    for x in (42, 54):
        pen.paint("ellipse", [(x, 34), (x + 4, 37)], INK)
    pen.paint("arc", [(44, 40), (56, 50)], (150, 60, 60), 0.8, start=30, end=150)
    pen.paint("line", [(50, 68), (50, 100)], tuple(int(0.6 * part) for part in coat), 0.8)


def bust_subject(size: int = SIZE, **colours: Colour) -> Subject:
    pen = Pen(size)
    bust(pen, **colours)
    return shaded(pen.subject())


def hair(size: int = SIZE) -> Subject:
    pen, rng = Pen(size), np.random.default_rng(41)
    for _ in range(420):
        angle, bend = rng.uniform(160, 380), rng.uniform(-70, 70)
        at = np.radians(angle)
        start = (50 + 15 * np.cos(at), 35 + 18 * np.sin(at))
        shade = rng.uniform(0.7, 1.7)
        colour = tuple(int(min(255, part * shade)) for part in HAIR)
        length = rng.uniform(10, 20)
        pen.strand(curve(start, angle, length, bend), colour, rng.uniform(0.1, 0.28))
    bust(pen)
    return shaded(pen.subject())


def fur(size: int = SIZE) -> Subject:
    pen, rng = Pen(size), np.random.default_rng(42)
    coat = (206, 160, 104)
    for box in (
        [(28, 38), (72, 84)],
        [(34, 18), (66, 48)],
        [(32, 12), (42, 28)],
        [(58, 12), (68, 28)],
    ):
        (left, top), (right, bottom) = box
        for _ in range(900):
            at = rng.uniform(0, 2 * np.pi)
            reach = np.sqrt(rng.uniform(0.3, 1))
            x = (left + right) / 2 + (right - left) / 2 * reach * np.cos(at)
            y = (top + bottom) / 2 + (bottom - top) / 2 * reach * np.sin(at)
            shade = rng.uniform(0.7, 1.15)
            colour = tuple(int(part * shade) for part in coat)
            angle = np.degrees(at) + rng.uniform(-30, 60)
            pen.strand(curve((x, y), angle, 4.2, 30, 6), colour, 0.3)
        pen.paint("ellipse", [(left + 2, top + 2), (right - 2, bottom - 2)], coat)
    for x in (42, 54):
        pen.paint("ellipse", [(x, 28), (x + 4, 33)], INK)
    pen.paint("ellipse", [(47.5, 36), (52.5, 40)], (90, 50, 50))
    return shaded(pen.subject())


def glass(size: int = SIZE) -> Subject:
    """A goblet: clear bowl, wine, thick rims, a highlight."""
    y, x = _grid(size)
    bowl, rims, wine = Pen(size), Pen(size), Pen(size)
    bowl.paint("ellipse", [(30, 12), (70, 60)], (205, 222, 232))
    wine.paint("chord", [(32, 14), (68, 58)], (122, 16, 40), start=10, end=170)
    rims.paint("ellipse", [(30, 12), (70, 60)], (232, 240, 246), 0.9)
    rims.paint("line", [(50, 60), (50, 86)], (222, 232, 240), 2.2)
    rims.paint("ellipse", [(34, 84), (66, 92)], (214, 226, 236))
    rims.paint("arc", [(34, 17), (64, 55)], (255, 255, 255), 1.4, start=190, end=240)
    clear, red, solid = (each.subject() for each in (bowl, wine, rims))
    thin = Subject(clear.own, clear.alpha * (0.34 + 0.25 * np.abs(2 * x - 1)))
    red = Subject(red.own, red.alpha * np.clip(0.92 + 0.1 * (y - 0.5), 0, 1))
    return over(solid, over(red, thin))


def smoke(size: int = SIZE) -> Subject:
    y, x = _grid(size)
    swirl = 0.5 + 0.3 * grain(size, 7, 51, 1)[..., 0] + 0.2 * grain(size, 18, 52, 1)[..., 0]
    centre = 0.5 + 0.1 * np.sin(7 * y + 1)
    body = np.exp(-(((x - centre) / (0.08 + 0.14 * (1 - y))) ** 2)) * np.clip(6 * (y - 0.08), 0, 1)
    body *= np.clip(8 * (0.93 - y), 0, 1)
    own = np.full((size, size, 3), (236, 234, 230), np.float32)
    return Subject(own, np.clip(1.25 * body * swirl, 0, 1).astype(np.float32))


def lace(size: int = SIZE) -> Subject:
    pen = Pen(size)
    pen.paint("ellipse", [(14, 14), (86, 86)], (244, 238, 228))
    for ring, count in ((8, 6), (15, 12), (22, 18), (29, 24)):
        for number in range(count):
            at = 2 * np.pi * number / count
            x, y, r = 50 + ring * np.cos(at), 50 + ring * np.sin(at), 2.4
            pen.cut("ellipse", [(x - r, y - r), (x + r, y + r)])
    for number in range(36):
        at = 2 * np.pi * number / 36
        x, y = 50 + 36 * np.cos(at), 50 + 36 * np.sin(at)
        pen.paint("ellipse", [(x - 4, y - 4), (x + 4, y + 4)], (244, 238, 228), 0.7)
    return shaded(pen.subject(), 0.2)


def lines(size: int = SIZE) -> Subject:
    """An inked figure with paper-white fillings."""
    pen = Pen(size)
    pen.paint("ellipse", [(30, 46), (70, 92)], WHITE)
    pen.paint("ellipse", [(30, 46), (70, 92)], INK, 0.9)
    pen.paint("ellipse", [(34, 12), (66, 52)], WHITE)
    pen.paint("ellipse", [(34, 12), (66, 52)], INK, 0.9)
    for x in (42, 54):
        pen.paint("ellipse", [(x, 28), (x + 5, 35)], INK, 0.6)
    pen.paint("arc", [(42, 32), (58, 46)], INK, 0.7, start=30, end=150)
    for x, end in ((32, 14), (68, 86)):
        pen.paint("line", [(x, 60), (end, 48), (end, 36)], INK, 0.9)
    for x in (40, 60):
        pen.paint("line", [(x, 90), (x, 97)], INK, 0.9)
    return pen.subject()


def wires(size: int = SIZE) -> Subject:
    pen = Pen(size)
    pen.paint("polygon", [(46, 96), (50, 20), (54, 96)], (70, 74, 84))
    for height in (26, 36, 46):
        pen.paint("line", [(22, height), (78, height)], (70, 74, 84), 1.2)
        for x in (24, 36, 64, 76):
            pen.paint("line", [(x, height), (x, height - 4)], (92, 60, 48), 0.9)
    for start in (24, 36):
        for number, height in enumerate((22, 32, 42)):
            sag = [
                (x, height + 10 * ((x - start) / 30) * (1 - (x - start) / 30))
                for x in range(start, start + 31)
            ]
            pen.paint("line", sag, (44, 46, 52), 0.22 + 0.06 * number)
    return pen.subject()


def wheel(size: int = SIZE) -> Subject:
    pen = Pen(size)
    pen.paint("ellipse", [(12, 12), (88, 88)], (224, 176, 60))
    pen.cut("ellipse", [(22, 22), (78, 78)])
    for number in range(10):
        at = np.pi * number / 5
        end = (50 + 33 * np.cos(at), 50 + 33 * np.sin(at))
        pen.paint("line", [(50, 50), end], (224, 176, 60), 2)
    pen.paint("ellipse", [(40, 40), (60, 60)], (150, 92, 40))
    pen.cut("ellipse", [(46, 46), (54, 54)])
    return shaded(pen.subject())


def cup(size: int = SIZE) -> Subject:
    """White, with a grey shade along its sides."""
    pen = Pen(size)
    pen.paint("ellipse", [(66, 36), (86, 64)], (226, 226, 228), 4)
    pen.paint("polygon", [(26, 28), (74, 28), (68, 80), (32, 80)], (246, 246, 247))
    pen.paint("ellipse", [(26, 22), (74, 34)], (214, 214, 217))
    pen.paint("ellipse", [(32, 75), (68, 85)], (246, 246, 247))
    cup_ = pen.subject()
    x = _grid(size)[1]
    side = np.clip(np.abs(x - 0.5) / 0.24, 0, 1.1) ** 4
    own = cup_.own * (1 - 0.16 * side[..., None])
    return Subject(own.astype(np.float32), cup_.alpha)


def parts(size: int = SIZE) -> Subject:
    pen, rng = Pen(size), np.random.default_rng(43)
    for number in range(26):
        x, y = 12 + 15.2 * (number % 6), 12 + 17 * (number // 6)
        x, y = x + rng.uniform(-3, 3), y + rng.uniform(-3, 3)
        colour = tuple(int(part) for part in rng.integers(20, 200, 3))
        turn, long = rng.uniform(0, np.pi), rng.uniform(3, 6)
        across = np.array([np.cos(turn), np.sin(turn)]) * long
        along = np.array([-np.sin(turn), np.cos(turn)]) * long * 0.45
        at = np.array([x, y])
        pen.paint("polygon", [at - across, at + along, at + across, at - along], colour)
    return pen.subject()


def standing(size: int = SIZE, colour: Colour = (60, 120, 170)) -> Subject:
    """A toy robot that stands free of the frame."""
    pen, dark = Pen(size), tuple(int(0.6 * part) for part in colour)
    for x in (38, 54):
        pen.paint("rectangle", [(x, 72), (x + 8, 90)], dark)
    pen.paint("rounded_rectangle", [(30, 42), (70, 74)], colour, radius=size * FINE // 25)
    pen.paint("rounded_rectangle", [(35, 14), (65, 40)], colour, radius=size * FINE // 30)
    pen.paint("rectangle", [(47, 39), (53, 44)], dark)
    for x in (41, 53):
        pen.paint("ellipse", [(x, 22), (x + 6, 28)], (250, 240, 180))
    for x in (22, 70):
        pen.paint("rounded_rectangle", [(x, 44), (x + 8, 66)], dark, radius=size * FINE // 30)
    pen.paint("line", [(50, 14), (50, 6)], dark, 0.8)
    pen.paint("ellipse", [(48, 3), (52, 7)], (230, 70, 60))
    return shaded(pen.subject())


def shadowed(ground: np.ndarray, size: int = SIZE) -> np.ndarray:
    """A soft shadow on the ground that falls to the right of a standing subject."""
    pen = Pen(size)
    pen.paint("ellipse", [(34, 84), (92, 96)], INK)
    soft = blurred(pen.subject(), size // 60).alpha[..., None]
    return ground * (1 - 0.4 * soft)


def spilled(subject: Subject, screen: Colour) -> Subject:
    """The screen's light on the subject's outline."""
    inside = scale.box_mean(scale.box_mean(subject.alpha, 6), 6)
    rim = np.clip(1.6 - 1.6 * inside, 0, 0.35)[..., None]
    return Subject(
        (subject.own * (1 - rim) + np.array(screen) * rim).astype(np.float32), subject.alpha
    )


def guess(alpha: np.ndarray, seed: int = 7) -> np.ndarray:
    """What a segmentation network would answer: blurred, a little wrong, never quite sure."""
    edge = alpha.shape[0]
    small = np.asarray(Image.fromarray(alpha).resize((MODEL_PX, MODEL_PX), Image.Resampling.BOX))
    small = scale.box_mean(scale.box_mean(small, 2), 2)
    sure = 1 / (1 + np.exp(-9 * (small - 0.45 + 0.05 * grain(MODEL_PX, 40, seed, 1)[..., 0])))
    low, high = 1 / (1 + np.exp(9 * 0.45)), 1 / (1 + np.exp(-9 * 0.55))
    sure = np.clip((sure - low - 0.01) / (high - low - 0.02), 0, 1).astype(np.float32)
    large = Image.fromarray(sure).resize((edge, edge), Image.Resampling.BICUBIC)
    return np.clip(np.asarray(large), 0, 1)


def placed(
    name: str, subject: Subject, ground: np.ndarray, *, needs_model: bool = False,
    truth: Subject | None = None, noise: float = 1.0,
) -> Hard:  # fmt: skip
    """The picture: subject over ground, with a camera's noise; `truth` where light was spilled."""
    share = subject.alpha[..., None]
    mixed = subject.own * share + np.clip(ground, 0, 255) * (1 - share)
    mixed = mixed + np.random.default_rng(len(name)).normal(0, noise, mixed.shape)
    image = (np.clip(mixed, 0, 255) + 0.5).astype(np.uint8)
    own = (truth or subject).own
    model = guess(subject.alpha) if needs_model else None
    return Hard(name, image, subject.alpha, own, model)


def _all() -> dict[str, Callable[[], Hard]]:
    red_hue = {"coat": (236, 120, 110), "skin": (250, 190, 170), "hair": (120, 16, 24)}
    return {
        "hair": lambda: placed("hair", hair(), bokeh(), needs_model=True),
        "fur": lambda: placed("fur", fur(), foliage(), needs_model=True),
        "glass": lambda: placed(
            "glass",
            glass(),
            fading((92, 108, 120), (150, 150, 146)) + 5 * grain(SIZE, 6, 61),
            needs_model=True,
        ),
        "motion blur": lambda: placed(
            "motion blur", moved(standing(), 28), fading((206, 214, 222), (176, 186, 190))
        ),
        "white on white": lambda: placed("white on white", cup(), flat((255, 255, 255)), noise=0.5),
        "drop shadow": lambda: placed("drop shadow", standing(), shadowed(flat(PAPER))),
        "line art": lambda: placed("line art", lines(), flat(WHITE), noise=0),
        "thin wires": lambda: placed(
            "thin wires", wires(), fading((150, 186, 226), (226, 226, 216))
        ),
        "holes": lambda: placed("holes", wheel(), flat((40, 84, 180))),
        "green screen": lambda: placed(
            "green screen", spilled(hair(), GREEN), flat(GREEN, 2), truth=hair()
        ),
        "gradient sky": lambda: placed(
            "gradient sky", bust_subject(), fading((52, 92, 170), (250, 196, 140))
        ),
        "textured wall": lambda: placed("textured wall", standing(colour=(40, 110, 190)), bricks()),
        "low contrast": lambda: placed(
            "low contrast", standing(colour=(176, 158, 138)), flat((196, 184, 168), 2)
        ),
        "dark on dark": lambda: placed(
            "dark on dark", standing(colour=(58, 36, 30)), flat((16, 18, 26))
        ),
        "soft focus": lambda: placed(
            "soft focus", blurred(standing(colour=(190, 90, 60)), 4), flat((226, 222, 210))
        ),
        "veil": lambda: placed("veil", smoke(), flat(BLUE)),
        "lace": lambda: placed("lace", lace(), flat((120, 24, 44))),
        "many parts": lambda: placed("many parts", parts(), flat(PAPER, 1.5)),
        "at the edge": lambda: placed("at the edge", bust_subject(), foliage()),
        "own hue": lambda: placed("own hue", bust_subject(**red_hue), flat((196, 24, 36))),
    }


NAMES = tuple(_all())


@cache
def drawn(name: str) -> Hard:
    return _all()[name]()
