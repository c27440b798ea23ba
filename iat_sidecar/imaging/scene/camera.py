"""Where the camera stands and where each character is placed, by shot, angle, side and chance."""

from typing import NamedTuple

from iat_sidecar.imaging.scene.board import Board
from iat_sidecar.imaging.scene.look import Look
from iat_sidecar.imaging.scene.request import Acting, Reading, SceneRequest
from iat_sidecar.imaging.scene.stage import Stage, layer_rng

ADULT_M = 1.72
FOCAL = 1.1
DEFAULT_LINE_PX = 2.4


class Framing(NamedTuple):
    """One shot: a standing adult's height and the row of its crown, in panel heights."""

    tall: float
    crown: float
    horizon: float
    apart: float
    softness: float


FRAMINGS = {
    "extreme_close_up": Framing(8.6, -0.22, 0.5, 0.19, 1.0),
    "close_up": Framing(4.1, 0.1, 0.5, 0.2, 0.9),
    "medium": Framing(1.72, 0.11, 0.5, 0.33, 0.4),
    "full": Framing(0.8, 0.13, 0.5, 0.42, 0.0),
    "wide": Framing(0.42, 0.47, 0.56, 0.6, 0.0),
}
TILTS = {"eye_level": 0.0, "high": -0.3, "low": 0.26}
SLOTS = {"left": 0.25, "centre": 0.5, "right": 0.75}
OUTSTRETCHED = frozenset(("kneeling", "running", "walking", "pointing", "sitting", "lying"))
BEHIND = 1.45
SLACK = 0.16


class Mark(NamedTuple):
    """Where a character stands: x and z in metres, and which way it faces (1 right, −1 left)."""

    x: float
    z: float
    mirror: int
    turn: float
    is_away: bool


def set_up(request: SceneRequest, reading: Reading, board: Board) -> Stage:
    """Choose the camera for this reading."""
    framing = FRAMINGS[reading.shot]
    rng = layer_rng(f"{request.seed}/{request.candidate}/camera")
    height, width = request.height_px, request.width_px
    tall = _tall(request, reading, framing)
    horizon = height * (framing.horizon + TILTS[reading.angle] + rng.uniform(-0.03, 0.03))
    foot = _crown(framing, tall, height) + tall
    eye = max(0.25, (foot - horizon) / tall * ADULT_M)
    line = (request.line_weight_px or DEFAULT_LINE_PX) * max(width, height) / 1024
    return Stage(
        board,
        request.seed,
        request.candidate,
        horizon=foot - eye * tall / ADULT_M,
        focal=FOCAL * height,
        eye_m=eye,
        centre=width * (0.5 + rng.uniform(-0.1, 0.1)),
        weight=line,
        softness=framing.softness,
    )


def distance(request: SceneRequest, reading: Reading) -> float:
    """How far the characters stand from the camera, in metres."""
    tall = _tall(request, reading, FRAMINGS[reading.shot])
    return FOCAL * request.height_px * ADULT_M / tall


def _tall(request: SceneRequest, reading: Reading, framing: Framing) -> float:
    """An adult's height in pixels: as the shot says, less where the panel is too narrow for all."""
    count = max(1, len(reading.cast))
    lying = 1.6 if any(a.pose == "lying" for a in reading.cast) and framing.tall < 1 else 1.0
    needed = framing.apart * count * lying * min(framing.tall, 1.7)
    needed = max(needed, framing.tall * 0.17 * count)
    return framing.tall * min(request.height_px, request.width_px * 0.97 / needed)


def _crown(framing: Framing, tall: float, height: int) -> float:
    """The row of the crown: as the shot says, lower when the figures had to shrink."""
    spare = framing.tall * height - tall
    return framing.crown * height + spare * (0.5 if framing.tall > 1 else 0.75) / max(
        1, framing.tall
    )


def marks(stage: Stage, reading: Reading, looks: list[Look], z: float) -> list[Mark]:
    """A place and a direction for everyone, in the order of the cast."""
    columns = _columns(stage, reading, z)
    away = {acting.code: BEHIND if acting.behind else 1.0 for acting in reading.cast}
    found = []
    for acting, column in zip(reading.cast, columns, strict=True):
        far = z * away[acting.code]
        mirror, turn = _facing(stage, acting, column, columns)
        x = (column - stage.centre) / stage.metre(far)
        found.append(Mark(x, far, mirror, turn, acting.facing == "away"))
    return found


def lift_m(stage: Stage, reading: Reading, z: float, crown_px: float) -> float:
    """How far a figure is raised or lowered, in metres, so that close shots hold its head.

    crown_px: how far its crown is above its feet.
    """
    framing = FRAMINGS[reading.shot]
    if framing.tall <= 1:
        return 0.0
    size = stage.metre(z)
    highest = _crown(framing, size * ADULT_M, stage.height)
    crown = stage.at(0, 0, z)[1] - crown_px
    wanted = min(max(crown, highest), highest + SLACK * stage.height / framing.tall)
    return float(crown - wanted) / size


def _columns(stage: Stage, reading: Reading, z: float) -> list[float]:
    """Columns in pixels: evenly apart and near one another, sides as told."""
    framing, count = FRAMINGS[reading.shot], len(reading.cast)
    rng = stage.rng("columns")
    tall = stage.metre(z) * ADULT_M
    step = min(
        stage.width / (count + 0.25), tall * framing.apart * (1.15 if framing.tall < 1 else 1.0)
    )
    step = min(step * _reach(reading), stage.width / (count + 0.25))
    shift = rng.uniform(-0.09, 0.09) * stage.width if framing.tall < 4 else 0.0
    shift /= max(1, count)
    order = sorted(
        range(count),
        key=lambda i: (
            list(SLOTS).index(reading.cast[i].side) if reading.cast[i].side in SLOTS else 1
        ),
    )
    columns = [0.0] * count
    for rank, i in enumerate(order):
        even = stage.width / 2 + shift + (rank - (count - 1) / 2) * step
        told = SLOTS.get(reading.cast[i].side)
        columns[i] = even if told is None else stage.width * told
    return columns


def _reach(reading: Reading) -> float:
    """How much more room poses with outstretched limbs ask for, seen from afar."""
    is_far = FRAMINGS[reading.shot].tall < 1
    return 1.35 if is_far and any(acting.pose in OUTSTRETCHED for acting in reading.cast) else 1.0


def _facing(stage: Stage, acting: Acting, column: float, columns: list[float]) -> tuple[int, float]:
    """Mirror and turn of the head: told, or toward the middle of the group."""
    if acting.facing in ("left", "right"):
        return (1 if acting.facing == "right" else -1), 0.95
    middle = sum(columns) / len(columns)
    chance = 1 if stage.rng(f"facing/{acting.code}").uniform() < 0.5 else -1
    toward = 1 if column < middle - 1 else -1 if column > middle + 1 else chance
    return toward, (1.0 if acting.facing == "other" else 0.38)
