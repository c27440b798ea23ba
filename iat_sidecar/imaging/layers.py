"""What effects are made of: random streams, blurs, noise, masks, and planes guessed from a picture.

Every length is a share of the picture's long side, so an effect looks alike at every size.
"""

import hashlib

import numpy as np
from numpy.random import Generator, Philox
from numpy.typing import NDArray
from PIL import Image

from iat_sidecar.imaging import colour
from iat_sidecar.imaging.arrays import LinearRgb, Plane

Floats = NDArray[np.float32]
Shape = tuple[int, int]


def stream(seed: int, layer: str) -> Generator:
    """The random numbers of one layer: Philox keyed by seed and layer name, and nothing else."""
    key = hashlib.sha256(f"{seed}/{layer}".encode()).digest()
    return Generator(Philox(key=int.from_bytes(key[:16], "little")))


def long_side(image: Floats) -> int:
    """The larger edge in pixels."""
    return int(max(image.shape[:2]))


def mixed(one: Floats, other: Floats | float, amount: Floats | float) -> Floats:
    """`one` where the amount is 0, `other` where it is 1."""
    result: Floats = other - one
    result *= amount
    result += one
    return result


def ramp(values: Floats | float, start: float, end: float) -> Floats:
    """Smoothstep: 0 up to `start`, 1 from `end` on; `start` may be the larger."""
    t = np.clip((np.asarray(values, np.float32) - start) / (end - start), 0, 1)
    smooth: Floats = t * t * (3 - 2 * t)
    return smooth


def resized(
    plane: Plane, shape: Shape, method: Image.Resampling = Image.Resampling.BICUBIC
) -> Plane:
    """Resample a plane to (height, width)."""
    if plane.shape == shape:
        return plane
    picture = Image.fromarray(np.ascontiguousarray(plane, np.float32))
    return np.asarray(picture.resize((shape[1], shape[0]), method))


def enlarged(plane: Plane, shape: Shape, factor: int) -> Plane:
    """Undo `small` to (height, width): the part of an edge block that was outside is left out."""
    if factor == 1:
        return plane
    height, width = shape
    box = (0, 0, width / factor, height / factor)
    picture = Image.fromarray(np.ascontiguousarray(plane, np.float32))
    return np.asarray(picture.resize((width, height), Image.Resampling.BICUBIC, box))


def small(image: Floats, factor: int) -> Floats:
    """The mean of every factor×factor block, edge blocks included; planes and pictures."""
    if factor == 1:
        return image
    if image.ndim == 3:
        return np.stack([small(image[..., i], factor) for i in range(image.shape[2])], axis=-1)
    picture = Image.fromarray(np.ascontiguousarray(image, np.float32))
    return np.asarray(picture.reduce(factor))


def blurred(image: Floats, radius: float) -> Floats:
    """Gaussian blur with σ = radius × long side, of a plane or a picture, edges continued.

    Wide blurs are made on a reduced copy: what is left out is finer than the blur.
    """
    if image.ndim == 3:
        return np.stack([blurred(image[..., i], radius) for i in range(image.shape[2])], axis=-1)
    sigma = radius * long_side(image)
    factor = max(1, min(int(sigma / 2.5), *image.shape))
    copy = _gaussian(small(image, factor), sigma / factor)
    return np.maximum(enlarged(copy, (image.shape[0], image.shape[1]), factor), 0)


def _gaussian(plane: Plane, sigma: float) -> Plane:
    if sigma < 0.2:
        return plane
    reach = int(np.ceil(sigma * 3))
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma) ** 2)
    weights = (kernel / kernel.sum()).astype(np.float32).tolist()
    down = _along_rows(plane, weights)
    return np.ascontiguousarray(_along_rows(np.ascontiguousarray(down.T), weights).T)


def _along_rows(plane: Plane, weights: list[float]) -> Plane:
    reach, height = len(weights) // 2, plane.shape[0]
    wide = np.pad(plane, ((reach, reach), (0, 0)), mode="edge")
    total = np.zeros(plane.shape, np.float32)
    for shift, weight in enumerate(weights):
        total += wide[shift : shift + height] * np.float32(weight)
    return total


def noise(shape: Shape, rng: Generator, cell: float, octaves: int = 4, stretch: float = 1) -> Plane:
    """Smooth value noise 0…1 around ½; the coarsest cell is `cell` × the long side.

    stretch: how much wider than high the cells are. Each octave halves cell and amplitude.
    """
    total = np.zeros(shape, np.float32)
    for octave in range(octaves):
        edge = max(cell * max(shape) / 2**octave, 1.0)
        grid = (int(shape[0] / edge * stretch) + 4, int(shape[1] / edge) + 4)
        # drawn for the same seed at every picture size: the grid depends on proportions alone
        coarse = rng.random(grid, dtype=np.float32)
        total += resized(coarse, shape) * np.float32(0.5**octave)
    return _within((total / np.float32(2 - 0.5 ** (octaves - 1)) - 0.5) * 1.6 + 0.5)


def _within(plane: Plane) -> Plane:
    inside: Plane = np.clip(plane, 0, 1)
    return inside


def rows_of(shape: Shape) -> Floats:
    """The height of every row, 0 top … 1 bottom, H×1."""
    rows = (np.arange(shape[0], dtype=np.float32) + 0.5) / shape[0]
    return np.asarray(rows[:, None], np.float32)


def columns_of(shape: Shape) -> Floats:
    """The place of every column, 0 left … 1 right, 1×W."""
    columns = (np.arange(shape[1], dtype=np.float32) + 0.5) / shape[1]
    return np.asarray(columns[None, :], np.float32)


def distance(shape: Shape, x: float, y: float) -> Plane:
    """Distance from a place (shares of width and height) in long sides."""
    height, width = shape
    down = (rows_of(shape) - np.float32(y)) * np.float32(height / max(shape))
    across = (columns_of(shape) - np.float32(x)) * np.float32(width / max(shape))
    away: Plane = np.hypot(down, across)
    return away


def corners(shape: Shape) -> Plane:
    """0 in the middle … 1 in the corners, squared: the darkening of a lens (cos⁴ to first order)."""
    down, across = rows_of(shape) * 2 - 1, columns_of(shape) * 2 - 1
    return np.asarray((down * down + across * across) / 2, np.float32)


def horizon(sky: Plane) -> float:
    """The row where the sky ends, 0 top … 1 bottom; 0.5 where there is no sky."""
    share = sky.mean(axis=1)
    rows = np.flatnonzero(share > max(0.05, 0.25 * float(share.max(initial=0))))
    return float(rows[-1] + 1) / sky.shape[0] if rows.size and share.max() > 0.02 else 0.5


def ambient(image: LinearRgb) -> Floats:
    """The mean light of a picture (3), without its brightest third: what fog and snow take on."""
    few = small(image, max(1, long_side(image) // 128)).reshape(-1, 3)
    light = colour.luminance(few)
    calm = few[light <= np.quantile(light, 0.7)]
    return np.asarray(calm.mean(axis=0), np.float32)


def guess_planes(image: LinearRgb) -> dict[str, Plane]:
    """depth, sky, ground and lights for a picture that came without them; heuristics only.

    sky: bright or blue, in the upper part, and connected to the upper edge.
    ground: the lower third, fading in. depth: 1 in the sky, falling from the horizon to the
    lower edge. lights: spots much brighter than their surroundings, or bright and saturated.
    """
    shape = (image.shape[0], image.shape[1])
    sky = _guess_sky(image)
    edge = min(max(horizon(sky), 0.3), 0.7)
    rows = np.broadcast_to(rows_of(shape), shape)
    near = np.clip((rows - np.float32(edge)) / np.float32(1 - edge), 0, 1)
    depth = np.maximum(0.75 * (1 - near) ** 1.5 + 0.05, sky)
    ground = ramp(rows, 0.6, 0.72) * (1 - sky)
    return {
        "depth": depth.astype(np.float32),
        "sky": sky,
        "ground": ground.astype(np.float32),
        "lights": _guess_lights(image) * (1 - sky),
    }


def _guess_sky(image: LinearRgb) -> Plane:
    shape = (image.shape[0], image.shape[1])
    factor = max(1, min(max(shape) // 256, *shape))
    calm = small(image, factor)
    blue = ramp(calm[..., 2] - calm[..., 0], 0.02, 0.14)
    bright = ramp(colour.luminance(calm), 0.4, 0.65)
    height = rows_of((calm.shape[0], calm.shape[1]))
    likely = np.maximum(blue, bright) * ramp(height, 0.75, 0.55)
    return _within(enlarged(_from_top(likely), shape, factor))


def _from_top(likely: Plane) -> Plane:
    """What is connected to the upper edge: grey-scale reconstruction in sweeps until still."""
    reached = np.zeros_like(likely)
    reached[0] = likely[0]
    for _ in range(sum(likely.shape)):
        wide = np.pad(reached, 1)
        around = np.maximum(np.maximum(wide[:-2, 1:-1], wide[2:, 1:-1]), reached)
        grown = np.minimum(np.maximum(around, np.maximum(wide[1:-1, :-2], wide[1:-1, 2:])), likely)
        if np.array_equal(grown, reached):
            break
        reached = grown
    return reached


def _guess_lights(image: LinearRgb) -> Plane:
    light = colour.luminance(image)
    around = blurred(light, 0.06)
    vivid = image.max(axis=-1) - image.min(axis=-1)
    warm = ramp(image[..., 0] - image[..., 2], 0.1, 0.5) * ramp(vivid, 0.3, 0.6)
    spot = ramp(light, 0.35, 0.7) * ramp(light - 2 * around, 0.0, 0.25)
    lights: Plane = np.maximum(spot, warm * ramp(light - 1.3 * around, 0.05, 0.3))
    return lights
