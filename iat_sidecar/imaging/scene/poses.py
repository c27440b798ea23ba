"""Poses as joint angles, and the skeleton they give; lengths in heads, angles in degrees.

An angle is measured from straight down, positive toward where the figure faces.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from iat_sidecar.imaging.scene.geometry import Points

Pair = tuple[float, float]
Move = Callable[[Points], Points]
UPPER_ARM, FOREARM, TORSO, SHOE = 1.12, 0.98, 2.0, 0.2
SWAY = 3.5


@dataclass(frozen=True)
class Pose:
    """Upper and lower angle of each limb; the near side is the one toward the viewer.

    breadth: 1 seen from the front … 0.5 from the side; turn: the least the head turns, 0…1;
    lift: heads above the ground.
    """

    near_arm: Pair = (-11.0, -3.0)
    far_arm: Pair = (11.0, 16.0)
    near_leg: Pair = (-5.0, -3.0)
    far_leg: Pair = (7.0, 3.0)
    lean: float = 0.0
    breadth: float = 0.95
    turn: float = 0.0
    lift: float = 0.0
    is_lying: bool = False
    has_seat: bool = False
    far_in_front: bool = False
    near_hand: str = "loose"
    far_hand: str = "loose"


POSES = {
    "standing": Pose(),
    "sitting": Pose((14, 58), (22, 66), (80, 3), (86, 10), -4, 0.75, 0.4, has_seat=True, far_in_front=True),
    "walking": Pose((24, 44), (-24, -6), (-16, -36), (26, 10), 4, 0.7, 0.55),
    "running": Pose((-52, 42), (48, 132), (-18, -92), (64, -14), 16, 0.64, 0.75),
    "pointing": Pose((-14, 2), (86, 92), (-8, -5), (10, 4), 2, 0.85, 0.6, far_hand="point"),
    "arms_crossed": Pose((-14, 98), (15, -96), far_in_front=True, near_hand="fist", far_hand="fist"),
    "waving": Pose((-11, -3), (112, 172), far_hand="open"),
    "lying": Pose((14, 30), (30, 60), (44, -34), (8, 4), 0, 0.62, 0.35, is_lying=True),
    "kneeling": Pose((16, 52), (34, 74), (6, -82), (84, -3), 4, 0.75, 0.45, far_in_front=True),
    "jumping": Pose((-70, -128), (104, 148), (-24, -84), (48, -36), 8, 0.8, 0.4, 1.1, near_hand="open", far_hand="open"),
}  # fmt: skip
HOLDING = {"far_arm": (16.0, 102.0), "far_in_front": True, "far_hand": "fist"}
ALOFT = {"far_arm": (24.0, 146.0), "far_in_front": False, "far_hand": "fist"}


@dataclass(frozen=True)
class Skeleton:
    """Joints as points, y down, the ground at y = 0; `tilt` turns the trunk, in radians."""

    hip: Points
    neck: Points
    tilt: float
    arms: dict[str, tuple[Points, Points, Points]]
    legs: dict[str, tuple[Points, Points, Points]]


def pose_of(name: str, held: str | None, rng: np.random.Generator) -> Pose:
    """The pose of this name with a hand free for what is held, swayed a little by chance."""
    pose = POSES[name]
    if held and name not in ("pointing", "lying"):
        change = ALOFT if held in ("umbrella", "sword", "lantern") else HOLDING
        pose = replace(pose, **change)  # type: ignore[arg-type]
    sway = rng.uniform(-SWAY, SWAY, (4, 2))
    limbs = (pose.near_arm, pose.far_arm, pose.near_leg, pose.far_leg)
    near_arm, far_arm, near_leg, far_leg = (
        (float(a + da), float(b + db)) for (a, b), (da, db) in zip(limbs, sway, strict=True)
    )
    return replace(pose, near_arm=near_arm, far_arm=far_arm, near_leg=near_leg, far_leg=far_leg)


def skeleton(pose: Pose, heads: float, breadth: float, sole: float = SHOE) -> Skeleton:
    """Hang the limbs on the trunk and set the lowest of it on the ground.

    heads: the figure's height in heads; breadth: of the shoulders, 1 is broad.
    """
    thigh = (heads - 1.15 - TORSO * 0.98 - sole) / 2
    tilt = np.radians(pose.lean)
    up = np.array([np.sin(tilt), -np.cos(tilt)])
    across = np.array([np.cos(tilt), np.sin(tilt)])
    hip, neck = np.zeros(2), up * TORSO
    wide = 0.7 * breadth * max(0.42, pose.breadth)
    arms = {}
    for side, sign, angles in (("near", -1, pose.near_arm), ("far", 1, pose.far_arm)):
        shoulder = up * (TORSO - 0.34) + across * wide * sign
        arms[side] = _limb(shoulder, angles, (UPPER_ARM * heads / 6.5, FOREARM * heads / 6.5))
    legs = {}
    for side, sign, angles in (("near", -1, pose.near_leg), ("far", 1, pose.far_leg)):
        legs[side] = _limb(
            across * 0.25 * sign * max(0.5, pose.breadth), angles, (thigh, thigh * 0.98)
        )
    body = Skeleton(hip, neck, float(tilt), arms, legs)
    return _grounded(_laid(body) if pose.is_lying else body, pose, sole)


def _limb(start: Points, angles: Pair, lengths: Pair) -> tuple[Points, Points, Points]:
    joint = start + lengths[0] * _toward(angles[0])
    return start, joint, joint + lengths[1] * _toward(angles[1])


def _toward(degrees: float) -> Points:
    turn = np.radians(degrees)
    return np.array([np.sin(turn), np.cos(turn)])


def _laid(body: Skeleton) -> Skeleton:
    """The figure on its back, its head on the side it does not face."""
    return _moved(body, lambda p: np.array([p[1], -p[0]]), body.tilt - np.pi / 2)


def _grounded(body: Skeleton, pose: Pose, sole: float) -> Skeleton:
    joints = [point for limb in body.legs.values() for point in limb]
    feet = [limb[2][1] + sole for limb in body.legs.values()]
    low = 0.52 if pose.is_lying else max(max(p[1] for p in joints) + 0.16, *feet)
    down = np.array([0.0, -low - pose.lift])
    return _moved(body, lambda p: p + down, body.tilt)


def _moved(body: Skeleton, move: Move, tilt: float) -> Skeleton:
    arms = {side: tuple(move(p) for p in limb) for side, limb in body.arms.items()}
    legs = {side: tuple(move(p) for p in limb) for side, limb in body.legs.items()}
    return Skeleton(move(body.hip), move(body.neck), tilt, arms, legs)  # type: ignore[arg-type]
