"""A user's upscaling model: what it takes, how many times it enlarges, how far its edges are off."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from iat_sidecar.core.errors import ImagingFailed
from iat_sidecar.imaging import layers, session
from iat_sidecar.imaging.arrays import Rgb8

Floats = NDArray[np.float32]
Edges = tuple[int | None, int | None]
Kind = type[np.floating[Any]]

SCALES = (2, 3, 4)
KINDS: dict[str, Kind] = {"tensor(float)": np.float32, "tensor(float16)": np.float16}
TAKES = "one float32 or float16 picture 1×3×H×W of 0…1"
ANY_PX = 192
"""A tile's edge where a model takes any: what a large one makes of it stays below a gigabyte."""
MIN_PX, MAX_PX = 64, 1024
CONTEXT_PX, FEATHER_PX = 16, 4
LIMIT = np.float32(1 / 255)


@dataclass(frozen=True)
class Traits:
    """What a look at the model's answers told.

    It enlarges `scale` times; the outer `context_px` of a tile suffer from what lies beyond its
    edge; neighbours are mixed over `feather_px` to both sides of their border.
    """

    scale: int
    context_px: int
    feather_px: int = FEATHER_PX

    @property
    def margin_px(self) -> int:
        """How far a tile sees beyond the part it answers for."""
        return self.context_px + self.feather_px


@dataclass(frozen=True)
class Upscaler:
    """A loaded model; `edges`: height and width of its tiles, None where it takes any."""

    session: Any
    kind: Kind
    edges: Edges
    traits: Traits

    def __call__(self, tile: Rgb8) -> Floats:
        """h×w×3 bytes to (s·h)×(s·w)×3 floats, 0…1."""
        answer = _answer(self.session, self.kind, tile)
        scale = self.traits.scale
        wanted = (scale * tile.shape[0], scale * tile.shape[1], 3)
        if answer.shape != wanted:
            raise _failure(
                f"the model enlarged one tile {scale} times and another to {answer.shape}"
            )
        return answer


_traits: dict[str, Traits] = {}


def opened(model_path: str, options: session.SessionOptions | None = None) -> Upscaler:
    """The model of a file, warm; ImagingFailed when it is none that enlarges pictures."""
    warm = session.opened(model_path, options)
    given = _input(warm)
    kind, edges = KINDS[given.type], (_edge(given.shape[2]), _edge(given.shape[3]))
    _, sha256 = session.hashes(model_path)
    # asked of a made picture, so that the answer is the model's alone, and once
    if sha256 not in _traits:
        _traits[sha256] = _looked_at(warm, kind, edges)
    return Upscaler(warm, kind, edges, _traits[sha256])


def _input(warm: Any) -> Any:
    inputs = warm.get_inputs()
    shape = inputs[0].shape if len(inputs) == 1 else []
    is_picture = len(shape) == 4 and _takes(shape[0], 1) and _takes(shape[1], 3)
    if not is_picture or inputs[0].type not in KINDS:
        takes = ", ".join(f"{one.name} {one.type} {one.shape}" for one in inputs)
        raise _failure(f"the model must take {TAKES}, it takes {takes}")
    return inputs[0]


def _takes(dimension: Any, wanted: int) -> bool:
    return dimension == wanted or not isinstance(dimension, int)


def _edge(dimension: Any) -> int | None:
    if not isinstance(dimension, int):
        return None
    if not MIN_PX <= dimension <= MAX_PX:
        reason = f"the model takes tiles of {dimension} px; {MIN_PX} to {MAX_PX} are supported"
        raise _failure(reason)
    return dimension


def _looked_at(warm: Any, kind: Kind, edges: Edges) -> Traits:
    """Enlarge two tiles that overlap by half: where they agree, neither suffers from its edge."""
    height, width = (edge or ANY_PX for edge in edges)
    picture = _pattern(height + height // 2, width + width // 2)
    first = _answer(warm, kind, picture[:height, :width])
    second = _answer(warm, kind, picture[height // 2 :, width // 2 :][:height, :width])
    scale = _scale(first.shape, height, width)
    most = max(CONTEXT_PX, min(height, width) // 4)
    shared = first[height // 2 * scale :, width // 2 * scale :]
    off = np.abs(shared - second[: shared.shape[0], : shared.shape[1]]).max(axis=-1)
    for context in range(CONTEXT_PX, most, 4):
        inside = slice(context * scale, -context * scale)
        if off[inside, inside].max(initial=0) <= LIMIT:
            return Traits(scale, context)
    # an answer that depends on where in a tile it is: nothing mends that, a wide mixture hides it
    return Traits(scale, CONTEXT_PX, FEATHER_PX + most - CONTEXT_PX)


def _pattern(height: int, width: int) -> Rgb8:
    """Soft colours crossed by hard edges, the same every time."""
    rng = layers.stream(7, "upscale/pattern")
    soft = np.stack([layers.noise((height, width), rng, 0.2) for _ in range(3)], axis=-1)
    blocks = np.kron(rng.integers(0, 2, (height // 8 + 1, width // 8 + 1)), np.ones((8, 8)))
    hard = blocks[:height, :width, None] * np.float32(0.4)
    return ((soft * np.float32(0.6) + hard) * 255).astype(np.uint8)


def _scale(shape: tuple[int, ...], height: int, width: int) -> int:
    for scale in SCALES:
        if shape == (height * scale, width * scale, 3):
            return scale
    reason = f"it answers {shape[1]}×{shape[0]} px of {shape[2]} channels to {width}×{height}"
    raise _failure(f"the model must enlarge 2, 3 or 4 times; {reason}")


def _answer(warm: Any, kind: Kind, tile: Rgb8) -> Floats:
    """The model's first output for an h×w×3 tile, as H×W×C floats in 0…1."""
    batch: Any = np.ascontiguousarray(tile.transpose(2, 0, 1)[None]).astype(kind) / kind(255)
    values = session.run(warm, batch)[0]
    if values.ndim != 4 or values.shape[0] != 1:
        raise _failure(f"the model must answer 1×3×(s·H)×(s·W), it answers {list(values.shape)}")
    planes = values[0].astype(np.float32)
    if not np.isfinite(planes).all():
        raise _failure("the model answers values that are not numbers")
    return np.asarray(np.clip(planes.transpose(1, 2, 0), 0, 1))


def _failure(reason: str) -> ImagingFailed:
    return ImagingFailed("upscale", reason)
