"""The cheapest cut between subject and backdrop, found as a maximum flow on whole planes.

Yuan, Bae, Tai, "A Study on Continuous Max-Flow and Min-Cut Approaches", CVPR 2010, with a capacity
on each edge between neighbours, so that the cut is that of the four-connected graph.
"""

import numpy as np
from numpy.typing import NDArray

from iat_sidecar.imaging.arrays import Plane

Floats = NDArray[np.float32]

PENALTY, PACE = np.float32(0.35), np.float32(0.16)
"""c and γ of the paper."""
CHECK_EVERY = 10
SETTLED = 1e-3
"""Mean change of a label at which the flow is taken for maximal."""


def min_cut(
    source: Plane, sink: Plane, across: Plane, down: Plane, start: Plane, steps: int
) -> Plane:
    """Labels u in 0…1 that minimise Σ u·sink + (1 − u)·source + Σ capacity·|∇u|.

    source, sink: h×w costs of being backdrop and of being subject. across: h×(w−1), down: (h−1)×w
    capacities between neighbours, about 1. start: labels to begin with.
    """
    labels = start.astype(np.float32)
    right, below = np.zeros_like(across), np.zeros_like(down)
    into = np.minimum(source, sink)
    out = into.copy()
    for step in range(1, steps + 1):
        left = _divergence(right, below) - into + out
        wanted = left - labels / PENALTY
        right = np.clip(right + PACE * np.diff(wanted, axis=1), -across, across)
        below = np.clip(below + PACE * np.diff(wanted, axis=0), -down, down)
        spread = _divergence(right, below)
        into = np.minimum(spread + out + (1 - labels) / PENALTY, source)
        out = np.minimum(into - spread + labels / PENALTY, sink)
        change = PENALTY * (spread - into + out)
        labels -= change
        if step % CHECK_EVERY == 0 and float(np.abs(change).mean()) < SETTLED:
            break
    settled: Plane = np.clip(labels, 0, 1)
    return settled


def _divergence(right: Floats, below: Floats) -> Floats:
    """What leaves each pixel towards its neighbours, less what comes in."""
    total = np.zeros((right.shape[0], below.shape[1]), np.float32)
    total[:, :-1] += right
    total[:, 1:] -= right
    total[:-1] += below
    total[1:] -= below
    return total
