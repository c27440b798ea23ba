"""A contact sheet of the hard cutouts: original, alpha, and the cutout on magenta, white and black.

`python -m tests.imaging.hard_sheet FILE` draws it.
"""

import sys

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from tests.imaging.cut_hard import cut
from tests.imaging.hard_cutouts import NAMES, drawn

TILE, LABEL, COLUMNS, COLOURS = 140, 18, 2, 256
GROUNDS = ((255, 0, 255), (255, 255, 255), (0, 0, 0))


def sheet() -> Image.Image:
    rows = [row(name) for name in NAMES]
    wide, high = rows[0].size
    each = -(-len(rows) // COLUMNS)
    whole = Image.new("RGB", (COLUMNS * (wide + 8) - 8, each * high), (236, 236, 232))
    for number, one in enumerate(rows):
        whole.paste(one, (number // each * (wide + 8), number % each * high))
    return whole


def row(name: str) -> Image.Image:
    hard, found = drawn(name), cut(name)
    share = found.alpha[..., None]
    grey = np.repeat(share * 255, 3, axis=2)
    shown = [found.foreground * share + np.array(ground) * (1 - share) for ground in GROUNDS]
    tiles = [_tile(each) for each in (hard.image, grey, *shown)]
    line = Image.new("RGB", (len(tiles) * TILE, TILE + LABEL), (236, 236, 232))
    for number, tile in enumerate(tiles):
        line.paste(tile, (number * TILE, LABEL))
    words = f"{name}: {found.method}"
    ImageDraw.Draw(line).text((4, 3), words, (40, 40, 44), ImageFont.load_default(12))
    return line


def _tile(picture: np.ndarray) -> Image.Image:
    whole = Image.fromarray((np.clip(picture, 0, 255) + 0.5).astype(np.uint8))
    return whole.resize((TILE, TILE), Image.Resampling.LANCZOS)


if __name__ == "__main__":
    whole = sheet()
    palette = whole.quantize(COLOURS, Image.Quantize.MEDIANCUT)
    whole.quantize(palette=palette).save(sys.argv[1], optimize=True)
