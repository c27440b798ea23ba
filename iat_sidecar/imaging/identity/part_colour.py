"""The colour of a part inside a box of a reference: its own, without ink, shade and neighbours."""

import numpy as np
from numpy.typing import NDArray

from iat_sidecar.core.values import TimeOfDay
from iat_sidecar.imaging import colour, grade
from iat_sidecar.imaging.arrays import LabImage, Rgb8

Floats = NDArray[np.float32]

REACH = 6.0
"""ΔE76 within which pixels are of one colour."""
STEPS = 8
CLOSE_ENOUGH = 0.05
MOST_PX = 20_000
UNDO_STEPS = 24


def dominant(pixels: Rgb8) -> tuple[Floats, float]:
    """The commonest colour of N×3 bytes as CIELAB, and the share of the pixels that have it.

    Starts at the fullest cell and shifts to the mean of what is near until it stays (mean shift,
    Comaniciu & Meer, PAMI 24(5) 2002); then the median, which what is at the edge cannot pull.
    """
    lab = colour.lab8(pixels[:: max(1, len(pixels) // MOST_PX)])
    centre = _fullest(lab)
    for _ in range(STEPS):
        near = _near(lab, centre)
        moved = lab[near].mean(axis=0)
        if np.abs(moved - centre).max() < CLOSE_ENOUGH:
            break
        centre = moved
    near = _near(lab, centre)
    return np.asarray(np.median(lab[near], axis=0), np.float32), float(near.mean())


def without_light(lab: Floats, time: TimeOfDay) -> Floats:
    """The colour (3) that looks like `lab` in the light of a time: our grade, turned round.

    Steepest steps in linear light until the grade gives the colour back; what night has crushed
    to black comes back as the nearest there is.
    """
    wanted = np.clip(colour.from_lab(lab[None]), 0, 1)
    table, guess = grade.lut(time), wanted.copy()
    for _ in range(UNDO_STEPS):
        seen = table.apply_linear(guess)
        ratio = (wanted + np.float32(1e-4)) / (seen + np.float32(1e-4))
        guess = np.clip(guess * np.clip(ratio, 0.5, 2.0), 1e-5, 1).astype(np.float32)
    return np.asarray(colour.to_lab(guess)[0], np.float32)


def _fullest(lab: LabImage) -> Floats:
    """The mean colour of the fullest cell of a coarse lattice in CIELAB."""
    cell = np.floor(lab / np.float32(REACH)).astype(np.int32)
    _, where, count = np.unique(cell, axis=0, return_inverse=True, return_counts=True)
    found: Floats = lab[where.ravel() == count.argmax()].mean(axis=0)
    return found


def _near(lab: LabImage, centre: Floats) -> NDArray[np.bool_]:
    return np.asarray(((lab - centre) ** 2).sum(axis=1) <= np.float32(REACH * REACH))
