"""What stands behind the subject, judged from the colours along the frame's edge."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from iat_sidecar.imaging.arrays import LabImage

Floats = NDArray[np.float32]

MAX_COLOURS = 4
CLUSTER_RADIUS = 9.0
MIN_SHARE, SURE_SHARE = 0.08, 0.25
SURFACE_RESIDUAL = 4.0
UNIFORM_DISTANCE = 12.0
TINTED, FADES = 20.0, 5.0
ROUNDS = 8
STRIDE = 3
"""Steps along the edge between which a plain backdrop hardly changes."""


@dataclass(frozen=True)
class Backdrop:
    """Colours of the frame's edge in CIELAB, and a surface when they change smoothly across it."""

    colours: Floats
    """K×3."""

    surface: Floats | None
    """6×3 coefficients of 1, x, y, x², xy, y² with x and y in −1…1."""

    uniformity: float
    """Share of edge pixels within ΔE 12 of the backdrop: 1 is a clean backdrop."""

    spread: float = 0.0
    """ΔE that 90 % of the edge pixels of the backdrop keep to: its grain."""

    roughness: float = 0.0
    """Median ΔE between pixels a few steps apart along the edge: foliage and walls have 4 or more."""

    @property
    def chroma(self) -> float:
        """C* of the main colour: a green screen has 80 and more, paper near 0."""
        return float(np.hypot(*self.colours[0, 1:]))

    @property
    def is_telling(self) -> bool:
        """Whether nobody would take it for paper: it has a tint, or fades, by more than its grain."""
        if self.surface is not None and float(np.abs(self.surface[1:]).max()) > FADES:
            return True
        return self.chroma > TINTED

    def distance(self, lab: LabImage) -> Floats:
        """ΔE*ab of every pixel of the whole frame (H×W×3) to the backdrop there: H×W.

        Where a surface fits, a colour is judged by its place: skin before a sunset is no sky.
        """
        if self.surface is None:
            return self.colour_distance(lab)
        return _norm(lab - _terms(*lab.shape[:2]) @ self.surface)

    def at(self, lab: LabImage) -> LabImage:
        """The backdrop's colour at every pixel of the whole frame (H×W×3), the nearest of several."""
        if self.surface is not None:
            smooth: LabImage = _terms(*lab.shape[:2]) @ self.surface
            return smooth
        far = np.stack([_norm(lab - each) for each in self.colours])
        nearest: LabImage = self.colours[far.argmin(axis=0)]
        return nearest

    def colour_distance(self, lab: Floats) -> Floats:
        """ΔE*ab to the nearest of the colours, any shape …×3; without the surface."""
        nearest = _norm(lab - self.colours[0])
        for colour in self.colours[1:]:
            nearest = np.minimum(nearest, _norm(lab - colour))
        return nearest


def estimate(lab: LabImage) -> Backdrop:
    """Read the backdrop from the outermost two pixels of a working copy (H×W×3 CIELAB).

    A colour seen on one side only is taken for the subject being cut there, unless a quarter of
    the edge has it.
    """
    edge, side, terms = _edge(lab)
    colours = _clusters(edge, side)
    surface = _fit(edge, terms)
    flat = _measured(Backdrop(colours, None, 0.0), edge, edge)
    if surface is None:
        return flat
    smooth = _measured(Backdrop(colours, surface, 0.0), edge, edge - terms @ surface)
    # sky above ground is two colours; a surface through one of them misses the other
    return flat if smooth.uniformity < flat.uniformity - 0.02 else smooth


def _measured(found: Backdrop, edge: Floats, residual: Floats) -> Backdrop:
    """With uniformity, spread and roughness; residual is the edge itself without a surface."""
    far = found.colour_distance(edge) if found.surface is None else _norm(residual)
    own = far < UNIFORM_DISTANCE
    return replace(
        found,
        uniformity=float(np.mean(own)),
        spread=float(np.quantile(far[own], 0.9)) if own.any() else 0.0,
        roughness=float(np.median(_norm(edge[STRIDE:] - edge[:-STRIDE]))),
    )


def _edge(lab: LabImage) -> tuple[Floats, NDArray[np.int64], Floats]:
    height, width = lab.shape[:2]
    terms = _terms(height, width)
    depth = min(2, height, width)
    strips = [
        (slice(0, depth), slice(None)),
        (slice(-depth, None), slice(None)),
        (slice(None), slice(0, depth)),
        (slice(None), slice(-depth, None)),
    ]
    edge = [lab[strip].reshape(-1, 3) for strip in strips]
    side = np.repeat(np.arange(4), [len(part) for part in edge])
    return np.concatenate(edge), side, np.concatenate([terms[s].reshape(-1, 6) for s in strips])


def _clusters(edge: Floats, side: NDArray[np.int64]) -> Floats:
    """The densest colour first, then the densest of what is left (a greedy mean shift)."""
    found: list[Floats] = []
    left = np.ones(len(edge), bool)
    for _ in range(2 * MAX_COLOURS):
        if left.sum() < MIN_SHARE * len(edge) or len(found) == MAX_COLOURS:
            break
        centre = _densest(edge[left])
        members = left & (_norm(edge - centre) < CLUSTER_RADIUS)
        share, sides = members.mean(), len(np.unique(side[members]))
        if not found or share >= SURE_SHARE or (share >= MIN_SHARE and sides > 1):
            found.append(edge[members].mean(axis=0))
        left &= ~members
    return np.array(found, np.float32)


def _densest(colours: Floats) -> Floats:
    """The middle of the fullest 8-unit cell of CIELAB, moved to the mean of what is near it."""
    cells = np.floor(colours / 8).astype(np.int64) @ np.array([10_000, 100, 1])
    values, counts = np.unique(cells, return_counts=True)
    centre = np.median(colours[cells == values[counts.argmax()]], axis=0)
    near = _norm(colours - centre) < CLUSTER_RADIUS
    mean: Floats = colours[near].mean(axis=0) if near.any() else centre
    return mean


def _fit(edge: Floats, terms: Floats) -> Floats | None:
    """A quadratic through most of the edge's colours: refitted, what lies off it counts ever less."""
    weights: Floats = np.ones(len(edge), np.float32)
    for _ in range(ROUNDS):
        normal = (terms * weights[:, None]).T
        surface = np.linalg.lstsq(normal @ terms, normal @ edge, rcond=None)[0]
        residual = _norm(edge - terms @ surface)
        weights = np.reciprocal(np.square(np.maximum(residual, np.float32(0.5))))
    kept = residual <= max(4 * float(np.median(residual)), SURFACE_RESIDUAL)
    is_smooth = np.median(residual) <= SURFACE_RESIDUAL and kept.mean() >= 0.7
    return surface.astype(np.float32) if is_smooth else None


def _terms(height: int, width: int) -> Floats:
    y, x = np.meshgrid(
        np.linspace(-1, 1, height, dtype=np.float32),
        np.linspace(-1, 1, width, dtype=np.float32),
        indexing="ij",
    )
    return np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=-1)


def _norm(difference: Floats) -> Floats:
    length: Floats = np.sqrt(np.einsum("...c,...c->...", difference, difference))
    return length
