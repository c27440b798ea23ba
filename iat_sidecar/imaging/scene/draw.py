"""Draw a layout panel from scene words, and tell exactly where everything in it is."""

from dataclasses import dataclass, replace

import numpy as np

from iat_sidecar.imaging.arrays import Plane, Rgb8
from iat_sidecar.imaging.scene import indoors, outdoors, town, wilds
from iat_sidecar.imaging.scene.board import Board, Material
from iat_sidecar.imaging.scene.camera import Mark, distance, lift_m, marks, set_up
from iat_sidecar.imaging.scene.figure import Figure
from iat_sidecar.imaging.scene.look import Look, look_of
from iat_sidecar.imaging.scene.places import PLACES
from iat_sidecar.imaging.scene.poses import pose_of, skeleton
from iat_sidecar.imaging.scene.request import Acting, Reading, SceneRequest
from iat_sidecar.imaging.scene.sculpt import Sculptor
from iat_sidecar.imaging.scene.small_props import IN_SKY, place_prop
from iat_sidecar.imaging.scene.solids import Site, cuboid
from iat_sidecar.imaging.scene.stage import HALF_DEPTH_M, Pen, Stage, Tags
from iat_sidecar.imaging.scene.words import people, read

SUBJECT = "subject"
LAYERS = (indoors, outdoors, town, wilds)  # importing them fills the table of places
GROUND_FALL = 16.0
STRIP_ROWS = 256  # bounds the memory of large panels
ROOMY_M = {"boat": 9.0, "tree": 7.5, "car": 6.5, "streetlight": 7.0, "bed": 4.5}
STAGGER = ((1.25, -1.0), (1.3, 1.0), (1.7, 0.35), (1.9, -0.5), (2.2, 0.8), (2.6, -0.9))


@dataclass(frozen=True)
class Drawing:
    """A panel in neutral daylight and the truth about it; every plane is H×W, 0…1.

    depth: 0 near … 1 far. mask: the characters, or the first named prop where there are none.
    lights: what emits. ground and sky: where they are visible. parts: character code → part →
    coverage; `detail` is what has no swatch (ink, eye whites, mouth). reading: what was understood.
    """

    image: Rgb8
    depth: Plane
    mask: Plane
    lights: Plane
    ground: Plane
    sky: Plane
    parts: dict[str, dict[str, Plane]]
    reading: Reading


def draw(request: SceneRequest) -> Drawing:
    """Draw the panel; the same request gives the same bytes."""
    reading = read(request)
    board = Board(request.width_px, request.height_px)
    stage = set_up(request, reading, board)
    looks = [look_of(member) for member in people(request)]
    z = distance(request, reading)
    PLACES[reading.place](stage)
    _props(stage, reading, z)
    _people(stage, reading, looks, z)
    return _drawing(request, reading, stage, looks)


def _props(stage: Stage, reading: Reading, z: float) -> None:
    """Named props beside and behind the figures, the farthest first."""
    rng = stage.rng("props")
    named = [(name, *STAGGER[i % len(STAGGER)]) for i, name in enumerate(reading.props)]
    for name, far, side in sorted(named, key=lambda one: -one[1] - 9 * (one[0] in IN_SKY)):
        at = max(ROOMY_M.get(name, 2.6), z * far) * (1.0 if reading.cast else 0.85)
        left, right = stage.reach(at)
        room = (right - left) / 2
        x = (left + right) / 2 + room * (
            side * 0.62 if reading.cast else side * 0.2 * (len(named) > 1)
        )
        owner = SUBJECT if not reading.cast and name == reading.props[0] else ""
        place_prop(stage, name, x + rng.uniform(-0.06, 0.06) * room, at, Tags(owner=owner))


def _people(stage: Stage, reading: Reading, looks: list[Look], z: float) -> None:
    placed = list(zip(reading.cast, looks, marks(stage, reading, looks, z), strict=True))
    for acting, look, mark in sorted(placed, key=lambda one: -one[2].z):
        _person(stage, reading, acting, look, mark)


def _person(stage: Stage, reading: Reading, acting: Acting, look: Look, mark: Mark) -> None:
    pose = pose_of(acting.pose, acting.holding, stage.rng(f"pose/{acting.code}"))
    bones = skeleton(pose, look.heads, look.breadth)
    size = stage.metre(mark.z)
    head_px = size * 1.72 * look.stature / look.heads
    shadow = 1.0 if pose.is_lying else 0.42
    Site(stage, mark.x, mark.z).contact(shadow)
    lift = lift_m(stage, reading, mark.z, (-bones.neck[1] + 1.14) * head_px)
    if pose.has_seat:
        _seat(stage, mark, -float(bones.hip[1]) * head_px / size + lift)
    origin = stage.at(mark.x, lift, mark.z)
    draw = Sculptor(_pen(stage, mark, look, head_px), look, origin, head_px, mark.mirror)
    turn = max(mark.turn, pose.turn)
    Figure(
        stage, draw, pose, bones, acting.expression, turn, mark.is_away, acting.holding, mark.z
    ).paint()


def _pen(stage: Stage, mark: Mark, look: Look, head_px: float) -> Pen:
    weight = float(np.clip(stage.weight * 1.1, 0.4, max(0.5, head_px * 0.032)))
    tags = Tags(owner=look.code, is_tinted=False)
    return replace(stage.pen(mark.z, tags, haze=0), weight=weight, ink="#1d1a22")


def _seat(stage: Stage, mark: Mark, hip_m: float) -> None:
    """A block to sit on, its top under the thighs."""
    high = max(0.1, hip_m - 0.09)
    x = (mark.x - 0.32, mark.x + 0.32)
    cuboid(stage, x, (0, high), (mark.z + 0.02, mark.z + 0.45), "#a98862")


def _drawing(request: SceneRequest, reading: Reading, stage: Stage, looks: list[Look]) -> Drawing:
    board = stage.board
    flat, lights, ground, sky = board.planes(
        lambda m: float(m.plane in ("ground", "flat")),
        lambda m: m.light,
        lambda m: float(m.plane == "ground"),
        lambda m: float(m.plane in ("sky", "cloud")),
    )
    fixed, subject, open_sky = board.planes(
        _own_depth, lambda m: float(m.owner == SUBJECT), lambda m: float(m.plane == "sky")
    )
    parts = {look.code: board.coverage(look.code, look.names) for look in looks}
    rows = _row_depth(stage)
    return Drawing(
        image=_lit(board.image(request.palette), open_sky, ground, stage),
        depth=np.clip(fixed + flat * rows[:, None], 0, 1).astype(np.float32),
        mask=_covered(parts, board) if looks else subject,
        lights=lights,
        ground=ground,
        sky=sky,
        parts=parts,
        reading=reading,
    )


def _covered(parts: dict[str, dict[str, Plane]], board: Board) -> Plane:
    mask = np.zeros((board.height, board.width), np.float32)
    for own in parts.values():
        for plane in own.values():
            mask += plane
    return np.minimum(mask, np.float32(1))


def _own_depth(material: Material) -> float:
    return 0.0 if material.plane in ("ground", "flat") else material.depth


def _row_depth(stage: Stage) -> Plane:
    """The depth of the ground plane on every row."""
    below = np.arange(stage.height) + 0.5 - stage.horizon
    far = stage.focal * stage.eye_m / np.maximum(below, 1e-3)
    rows: Plane = (far / (far + HALF_DEPTH_M)).astype(np.float32)
    return rows


def _lit(image: Rgb8, sky: Plane, ground: Plane, stage: Stage) -> Rgb8:
    """Let the sky deepen upward and the ground darken toward the viewer."""
    rows = np.arange(stage.height, dtype=np.float32)
    rise = np.clip(1 - rows / max(stage.horizon, 1.0), 0, 1)
    fall = np.clip((rows - stage.horizon) / max(stage.height - stage.horizon, 1.0), 0, 1)
    low, top = (
        np.array(list(bytes.fromhex(c[1:])), np.float32)
        for c in stage.gradients.get("sky", ("#000000", "#000000"))
    )
    lit = image.copy()
    for start in range(0, stage.height, STRIP_ROWS):
        strip = slice(start, start + STRIP_ROWS)
        change = sky[strip, :, None] * (rise[strip, None, None] * (top - low))
        change -= (ground[strip] * (fall[strip, None] * np.float32(GROUND_FALL)))[..., None]
        lit[strip] = np.clip(image[strip] + change + np.float32(0.5), 0, 255).astype(np.uint8)
    return lit
