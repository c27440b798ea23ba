"""A whole character: limbs, clothes, head and what it holds, far side first; units are heads."""

from dataclasses import dataclass

import numpy as np

from iat_sidecar.imaging.scene.clothes import NECKLINES, SLEEVE, hand, hat, round_neck, scarf, torso
from iat_sidecar.imaging.scene.face import EXPRESSIONS, Head, ear, face, skull
from iat_sidecar.imaging.scene.geometry import Points, capsule, curve, points
from iat_sidecar.imaging.scene.hair import STYLES, hair_all, hair_before, hair_behind
from iat_sidecar.imaging.scene.poses import Pose, Skeleton
from iat_sidecar.imaging.scene.props import PROPS
from iat_sidecar.imaging.scene.sculpt import Sculptor
from iat_sidecar.imaging.scene.solids import Site
from iat_sidecar.imaging.scene.stage import Stage, Tags

CUFF = 0.165
THIGH, KNEE, ANKLE = 0.305, 0.235, 0.165


@dataclass(frozen=True)
class Figure:
    """One character ready to draw at its place on the stage."""

    stage: Stage
    draw: Sculptor
    pose: Pose
    bones: Skeleton
    expression: str
    turn: float
    is_away: bool
    held: str | None
    z: float

    def paint(self) -> None:
        """Everything, from the far side to the near."""
        head = self._head()
        if not self.is_away:
            hair_behind(head)
        if not self.pose.far_in_front:
            self._arm("far")
        for side in ("far", "near"):
            self._leg(side)
        self._trunk()
        self._skull(head)
        if self.pose.far_in_front:
            self._arm("far")
        self._arm("near")

    def _head(self) -> Head:
        bones, up = self.bones, self._up()
        nod = {"sad": 0.1, "tired": 0.12, "afraid": -0.04}.get(self.expression, 0.02)
        frame = self.draw.within(
            bones.neck + up * 0.62, bones.tilt * 0.6 + nod * (not self.is_away)
        )
        if self.pose.is_lying:
            frame = self.draw.within(bones.neck + up * 0.62, bones.tilt)
        return Head(frame, 0.0 if self.is_away else self.turn, EXPRESSIONS[self.expression])

    def _up(self) -> Points:
        tilt = self.bones.tilt
        return np.array([np.sin(tilt), -np.cos(tilt)])

    def _skull(self, head: Head) -> None:
        shows_ears = not STYLES[head.draw.look.hair].hides_ears
        if shows_ears:
            for side in (1, -1) if head.turn < 0.3 else ():
                ear(head, side)
        head.draw.shape(skull(head.turn), "skin", shade=0.075)
        if self.is_away:
            hair_all(head)
        else:
            face(head)
            hair_before(head)
            if shows_ears and head.turn >= 0.3:
                ear(head, -1)
        if "hat" in self.draw.look.parts:
            hat(head)

    def _arm(self, side: str) -> None:
        shoulder, elbow, wrist = self.bones.arms[side]
        grip = self.pose.near_hand if side == "near" else self.pose.far_hand
        if side == "far" and self.held:
            self._hold(elbow, wrist)
        self.draw.group(hand(elbow, wrist, grip), shade=0.03)
        reach = wrist - (wrist - elbow) * 0.06
        sleeve = [
            (capsule(shoulder, elbow, SLEEVE, CUFF + 0.015), "top"),
            (capsule(elbow, reach, CUFF + 0.015, 0.13), "top"),
        ]
        self.draw.group(sleeve, shade=0.09)
        self._shoulder(shoulder)
        cross = np.array([-(reach - elbow)[1], (reach - elbow)[0]])
        cross = cross / max(np.hypot(*cross), 1e-6) * 0.12
        cuff = reach - (reach - elbow) * 0.12
        self.draw.stroke(np.stack([cuff - cross, cuff + cross]), width=0.8, bend=False)
        fold = elbow + (shoulder - elbow) * 0.08
        self.draw.stroke(np.stack([fold, fold + cross * 0.8]), width=0.7, bend=False)

    def _shoulder(self, shoulder: Points) -> None:
        """Cover the ink between sleeve and shirt, so that the arm grows out of the body."""
        inward = (self.bones.hip + self._up() * 1.45 - shoulder) * 0.4
        top = shoulder + (self.bones.neck - shoulder) * 0.12 - self._up() * 0.04
        self.draw.shape(
            capsule(top, shoulder + inward, SLEEVE * 0.98, 0.15), "top", line=0, shade=0
        )

    def _hold(self, elbow: Points, wrist: Points) -> None:
        """The held thing, drawn as a prop whose foot is in the fist."""
        along = (wrist - elbow) / max(float(np.hypot(*(wrist - elbow))), 1e-6)
        x, y = self.draw.to(wrist + along * 0.16)[0]
        stage, size = self.stage, self.stage.metre(self.z)
        lift = stage.eye_m + (stage.horizon - y) / size - GRIP.get(self.held or "", 0.05)
        tags = Tags(is_tinted=False)
        PROPS[self.held or ""](
            Site(stage, (x - stage.centre) / size, self.z, tags, max(lift, 1e-3))
        )

    def _leg(self, side: str) -> None:
        hip, knee, ankle = self.bones.legs[side]
        self._shoe(knee, ankle)
        bottom = [
            (capsule(hip, knee, THIGH, KNEE), "bottom"),
            (capsule(knee, ankle, KNEE, ANKLE), "bottom"),
        ]
        bare = self.draw.look.has_skirt
        self.draw.group([(shape, "skin" if bare else role) for shape, role in bottom], shade=0.11)
        bend = knee + (ankle - knee) * 0.05
        self.draw.stroke(
            np.stack([bend - (0.16, 0.0), bend + np.array((0.02, 0.05))]), width=0.7, bend=False
        )

    def _shoe(self, knee: Points, ankle: Points) -> None:
        turn = float(np.arctan2(*(ankle - knee)))
        flat = abs(turn) < np.radians(32) and not self.pose.is_lying
        frame = self.draw.within(ankle, 0.0 if flat else -turn)
        toe = 0.5 if self.pose.breadth < 0.9 else 0.36
        sole = [
            (-0.2, -0.12),
            (-0.23, 0.12),
            (-0.2, 0.2),
            (toe - 0.06, 0.2),
            (toe, 0.13),
            (toe * 0.6, -0.02),
            (0.18, -0.12),
        ]
        frame.shape(curve(sole, steps=4), "shoes", shade=0.04)

    def _trunk(self) -> None:
        look, frame = self.draw.look, self.draw.within(self.bones.hip, self.bones.tilt)
        wide = look.breadth * max(0.5, self.pose.breadth)
        hem = 0.12 if look.garment in ("shirt", "dress") else 0.26
        trunk = [(self._standing(torso(wide, look.breadth, hem)), "top")]
        if look.has_skirt or (look.garment == "coat" and not self._is_folded()):
            trunk.insert(0, self._skirt())
        frame.group(
            [([(-0.15, -2.0), (-0.15, -2.45), (0.17, -2.45), (0.17, -2.0)], "skin")], shade=0.12
        )
        self.draw.group(trunk, shade=0.14)
        if not self.is_away:
            NECKLINES.get(look.garment, round_neck)(frame, self.turn * 0.12)
        if "belt" in look.parts:
            band = 0.52 * max(0.72, wide)
            frame.shape(
                [(-band, -0.2), (band, -0.2), (band, -0.02), (-band, -0.02)], "belt", shade=0.03
            )
        if "scarf" in look.parts:
            scarf(frame, wide)

    def _standing(self, outline: Points) -> Points:
        """From the frame of the hip to the figure's own."""
        c, s = np.cos(self.bones.tilt), np.sin(self.bones.tilt)
        turned: Points = outline @ np.array([[c, s], [-s, c]]) + self.bones.hip
        return turned

    def _is_folded(self) -> bool:
        return self.pose.has_seat or self.pose.is_lying or self.pose.lift > 0 or self._kneels()

    def _kneels(self) -> bool:
        return abs(self.pose.near_leg[1]) > 60 and not self.pose.lean > 10

    def _skirt(self) -> tuple[Points, str]:
        """Cloth from the waist to the knees, hung over both thighs."""
        near, far = self.bones.legs["near"], self.bones.legs["far"]
        role = "bottom" if self.draw.look.has_skirt and self.draw.look.garment != "dress" else "top"
        knees = sorted((near[1], far[1]), key=lambda p: float(p[0]))
        out = np.array([0.34, 0.05])
        hip, up = self.bones.hip, self._up()
        waist = [hip + up * 0.55 + (-0.42, 0.0), hip + up * 0.55 + (0.42, 0.0)]
        edge = [
            waist[0],
            hip - np.array((0.56, -0.1)),
            knees[0] + out * (-1, 1),
            (knees[0] + knees[1]) / 2 + (0, 0.12),
            knees[1] + out,
            hip + np.array((0.56, 0.1)),
            waist[1],
        ]
        return curve(points(edge), steps=5), role


GRIP = {"umbrella": 0.5, "sword": 0.1, "lantern": 0.4, "cup": 0.09, "book": 0.06, "phone": 0.05}
