"""How visible the borders of tiles are: rows across them against the same rows within a tile."""

from collections.abc import Callable

import numpy as np

from iat_sidecar.imaging.arrays import Rgb8
from iat_sidecar.imaging.upscale import model, planes, tiles
from iat_sidecar.imaging.upscale.model import Upscaler

Enlarge = Callable[[Rgb8, Upscaler], Rgb8]
NEAR_PX = 4


def tiled(image: Rgb8, upscaler: Upscaler) -> Rgb8:
    """Enlarged as the product does it."""
    return np.concatenate(list(tiles.enlarged(image, upscaler)))


def side_by_side(image: Rgb8, upscaler: Upscaler) -> Rgb8:
    """Enlarged in bands that know nothing of one another: what a seam looks like."""
    core = tiles.axis(len(image), upscaler.edges[0], upscaler.traits).core
    bands = [upscaler(image[top : top + core]) for top in range(0, len(image), core)]
    return planes.bytes_of(np.concatenate(bands))


def seam(image: Rgb8, model_path: str, enlarge: Enlarge = tiled) -> float:
    """Mean difference of neighbouring rows at borders, over that of the same rows elsewhere.

    Of the rows around a border the worst; 1 is no seam. Elsewhere: the picture is enlarged once
    more without its first rows, so that its borders fall between those of the first time.
    """
    upscaler = model.opened(model_path)
    scale, axis = upscaler.traits.scale, tiles.axis(len(image), upscaler.edges[0], upscaler.traits)
    shift = axis.core // 2
    whole, moved = (_steps(enlarge(each, upscaler)) for each in (image, image[shift:]))
    borders = np.arange(1, len(axis)) * axis.core * scale - 1
    return max(
        float(whole[borders + off].mean() / moved[borders + off - shift * scale].mean())
        for off in range(-NEAR_PX * scale, NEAR_PX * scale + 1)
    )


def _steps(picture: Rgb8) -> np.ndarray:
    """Mean |difference| from each row to the next."""
    return np.abs(np.diff(picture.astype(np.int16), axis=0)).mean(axis=(1, 2))
