"""Thumbnails: small, in proportion, with their alpha."""

import io

import numpy as np
import pytest
from PIL import Image

from iat_sidecar.imaging.thumbnail import thumbnail


def opened(file: bytes) -> Image.Image:
    return Image.open(io.BytesIO(file))


@pytest.mark.parametrize(
    ("shape", "size"),
    [
        ((300, 600, 3), (100, 50)),
        ((600, 300, 3), (50, 100)),
        ((40, 20, 3), (20, 40)),
        ((1, 3000, 3), (100, 1)),
    ],
)
def test_the_longer_edge_fits_and_nothing_is_enlarged(shape, size):
    small = opened(thumbnail(np.zeros(shape, np.uint8), 100))
    assert (small.format, small.mode, small.size) == ("WEBP", "RGB", size)


def test_alpha_is_kept_and_hidden_colours_do_not_bleed():
    image = np.zeros((200, 200, 4), np.uint8)
    image[:, :100] = (255, 0, 0, 255)
    image[:, 100:] = (0, 255, 0, 0)
    small = np.asarray(opened(thumbnail(image, 51)))
    shown = small[small[..., 3] > 64].astype(int)
    assert (small[0, 0, 3], small[0, -1, 3], int(shown[:, 1].max()) < 40) == (255, 0, True)


def test_the_same_picture_gives_the_same_bytes():
    image = np.random.default_rng(1).integers(0, 256, (90, 120, 3), dtype=np.uint8)
    assert thumbnail(image, 64) == thumbnail(image.copy(), 64)
